package hclschema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// A partition is a table whose columns are those of another. A foreign table
// may be one as well.
var (
	table = tableKind("table", func(o *schema.Table) bool { return o.Server == "" && o.PartitionOf.IsZero() },
		column, primaryKey, foreignKey, unique, check, exclude, index)
	partition = tableKind("partition", func(o *schema.Table) bool { return o.Server == "" && !o.PartitionOf.IsZero() },
		column, primaryKey, foreignKey, unique, check, exclude, index)
	foreignTable = tableKind("foreign_table", func(o *schema.Table) bool { return o.Server != "" }, column, check)
)

// tableKind makes the kind of a block that holds those tables which a condition
// chooses.
func tableKind(block string, holds func(*schema.Table) bool, parts ...*kind) *kind {
	k := inBlock(block, define(schema.KindTable, inSchema, &schema.Table{}, tableBlocks[block], parts...))
	k.holds = func(o schema.Object) bool { return holds(o.(*schema.Table)) }
	return k
}

var tableBlocks = map[string]func(*codec, *schema.Table){
	"table": func(c *codec, o *schema.Table) {
		c.parents("inherits", &o.Inherits)
		c.typ("of_type", &o.OfType)
		c.flag("strict", &o.Strict)
		c.flag("without_rowid", &o.WithoutRowid)
		tableFields(c, o)
	},
	"partition": func(c *codec, o *schema.Table) {
		c.require("of")
		c.refTo("of", &o.PartitionOf, schema.KindTable)
		c.bound(&o.Bound)
		tableFields(c, o)
	},
	"foreign_table": func(c *codec, o *schema.Table) {
		c.require("server")
		c.serverName("server", &o.Server)
		c.openOptions("options", &o.Options)
		c.parents("inherits", &o.Inherits)
		c.refTo("of", &o.PartitionOf, schema.KindTable)
		if c.mode != reading || c.has("of") {
			c.bound(&o.Bound)
		}
	},
}

func tableFields(c *codec, o *schema.Table) {
	c.partitionBy(&o.PartitionBy)
	c.flag("unlogged", &o.Unlogged)
	c.options("with", &o.With)
	c.replicaIdentity(o)
	c.indexName("cluster_on", &o.ClusterOn)
	c.text("tablespace", &o.Tablespace)
	c.ident("access_method", &o.AccessMethod)
	c.text("type_comment", &o.TypeComment)
	c.one("row_security", o.RowSecurity || o.ForceRowSecurity, func(c *codec) {
		c.flag("enabled", &o.RowSecurity)
		c.flag("enforced", &o.ForceRowSecurity)
	})
}

var identities = append([]word{{"DEFAULT", ""}}, words("FULL", "NOTHING")...)

// replicaIdentity is a word, or an index.
func (c *codec) replicaIdentity(o *schema.Table) {
	c.attr("replica_identity", func(e hclsyntax.Expression) {
		if _, isPath := c.pathOf(e); isPath && !isValue(e) {
			if name, ok := c.readIndexName(e); ok {
				o.ReplicaIdentity, o.ReplicaIndex = "INDEX", name
			}
			return
		}
		if w, ok := c.oneOf(e, identities); ok {
			o.ReplicaIdentity = w.value
		}
	}, func() string {
		if o.ReplicaIdentity == "INDEX" {
			return c.writeIndexName(o.ReplicaIndex)
		}
		return o.ReplicaIdentity
	})
}
