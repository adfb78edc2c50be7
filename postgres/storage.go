package postgres

import (
	"regexp"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// neverToasted are types whose values are never moved out of line: pg_type.typstorage p.
var neverToasted = []string{
	"boolean", "smallint", "integer", "bigint", "real", "double precision", "uuid", "date", "interval", "money",
	"time without time zone", "time with time zone", "timestamp without time zone", "timestamp with time zone",
	`"char"`, "name", "point", "lseg", "box", "line", "circle", "macaddr", "macaddr8", "pg_lsn", "tsquery", "gtsvector", "aclitem",
	"oid", "tid", "xid", "cid", "xid8", "int2vector", "oidvector", "regproc", "regprocedure", "regoper", "regoperator",
	"regclass", "regcollation", "regtype", "regrole", "regnamespace", "regconfig", "regdictionary",
}

// keptMain are types whose values are moved out of line if nothing else helps: typstorage m.
var keptMain = []string{"numeric", "inet", "cidr"}

func isNeverToasted(typ string) bool {
	return slices.Contains(neverToasted, typ) || strings.HasPrefix(typ, "interval ")
}

// storageOf names the storage of a column. SET STORAGE DEFAULT is PostgreSQL
// 16's, so that the default is named too.
func storageOf(c *sqlgen.Context, col *schema.Column) string {
	if col.Storage != "" {
		return col.Storage
	}
	typ := ofDomain(c.Plan.To, col.Type)
	element, array := arrayOf(typ)
	typ = withoutModifier(typ)
	switch {
	case array:
		return "EXTENDED"
	case isNeverToasted(typ):
		return "PLAIN"
	case slices.Contains(keptMain, typ):
		return "MAIN"
	}
	return storageOfOwn(c.Plan.To, element)
}

var storageOption = regexp.MustCompile(`STORAGE = (\w+)`)

// storageOfOwn tells the default storage of a user's type: that of a base type is
// its author's choice, the values of an enum are numbers, and all else is EXTENDED.
func storageOfOwn(s *schema.Schema, typ string) string {
	namespace, name := typeName(typ)
	if s.Has(schema.Ref{Kind: schema.KindEnum, Schema: namespace, Name: name}) {
		return "PLAIN"
	}
	base, ok := schema.Find[*schema.Definition](s, schema.Ref{Kind: schema.KindObject, Schema: namespace, Name: schema.SortType + " " + name})
	if !ok {
		return "EXTENDED"
	}
	if m := storageOption.FindStringSubmatch(base.Create); m != nil {
		return strings.ToUpper(m[1])
	}
	return "PLAIN"
}
