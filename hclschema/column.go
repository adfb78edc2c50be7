package hclschema

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/schemactl/schemactl/schema"
)

var column = define(schema.KindColumn, part, &schema.Column{}, func(c *codec, o *schema.Column) {
	// SQLite has columns without a type.
	_, override := c.heir(o)
	if c.mode == reading && c.opts.DefaultSchema != "" && !override {
		c.require("type")
	}
	c.typ("type", &o.Type)
	if override {
		c.inheritedNull(&o.NotNull)
	} else {
		c.nullable(&o.NotNull)
	}
	c.notNull(&o.NotNullConstraint, o.NotNull, true, override)
	c.literalOr("default", &o.Default, o.Type)
	c.flag("auto_increment", &o.AutoIncrement)
	c.collation("collate", &o.Collation)
	c.word("storage", &o.Storage, words("PLAIN", "EXTERNAL", "EXTENDED", "MAIN", "DEFAULT"))
	c.ident("compression", &o.Compression)
	c.int("statistics", &o.Statistics)
	c.options("options", &o.Options)
	c.options("fdw_options", &o.ForeignOptions)
	c.sql("using", &o.Using)
	c.sql("backfill", &o.Backfill)
	c.identity(&o.Identity, &o.SequenceComment, &o.Labels)
	c.generated(&o.Generated)
	if c.mode == reading {
		c.serial(o)
		c.elsewhere(o)
	}
})

// elsewhere refuses what would write the rows of a foreign table, or needs one.
func (c *codec) elsewhere(o *schema.Column) {
	b := c.src.blocks[schema.Ref{Kind: schema.KindTable, Schema: o.Schema, Name: o.Table}]
	foreign := b != nil && b.Type == "foreign_table"
	if foreign && (o.Backfill != "" || o.Using != "") {
		c.errorf(c.block.DefRange(), "Rows are elsewhere", "A column of a foreign table has neither backfill nor using: a plan does not touch its rows.")
	}
	if !foreign && len(o.ForeignOptions) > 0 {
		c.errorf(c.block.DefRange(), "No foreign table", "Only a column of a foreign table has fdw_options.")
	}
}

var generatedTypes = []word{{"STORED", ""}, {"VIRTUAL", "VIRTUAL"}}

// generated reads as { expr = "…"  type = STORED }, and the short as = "…".
func (c *codec) generated(v **schema.Generated) {
	present := *v != nil
	g := &schema.Generated{}
	if present {
		g = *v
	} else if c.mode == reading {
		g.Virtual = c.opts.DefaultSchema == ""
	}
	if c.has("as") {
		c.sql("as", &g.Expr)
		*v = g
		return
	}
	if c.mode == listing {
		c.attrs = append(c.attrs, "as")
	}
	found := c.one("as", present, func(c *codec) {
		c.require("expr")
		c.sql("expr", &g.Expr)
		c.attr("type", func(e hclsyntax.Expression) {
			w, _ := c.oneOf(e, generatedTypes)
			g.Virtual = w.value == "VIRTUAL"
		}, func() string {
			if g.Virtual {
				return "VIRTUAL"
			}
			return "STORED"
		})
	})
	if found && c.mode == reading {
		*v = g
	}
}

// serialTypes are the pseudo-types of PostgreSQL that stand for a sequence.
// https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL
var serialTypes = map[string]string{
	"serial": "integer", "serial4": "integer", "bigserial": "bigint", "serial8": "bigint",
	"smallserial": "smallint", "serial2": "smallint",
}

// maxName is the length of a name in PostgreSQL, in bytes (NAMEDATALEN - 1).
const maxName = 63

// serial replaces a serial type by what it stands for.
func (c *codec) serial(o *schema.Column) {
	base, ok := serialTypes[o.Type]
	if !ok || c.opts.DefaultSchema == "" {
		return
	}
	name := o.Table + "_" + o.Name + "_seq"
	if len(name) > maxName {
		c.errorf(c.block.DefRange(), "Name too long", "The sequence of this serial column would be called %q, which is longer than %d bytes. Write an identity block instead.", name, maxName)
		return
	}
	q := &schema.Sequence{Schema: o.Schema, Name: name, Type: base, OwnedBy: o.Ref()}
	c.out.Add(q)
	o.Type, o.NotNull = base, true
	o.Default = "nextval(" + quoteLiteral(qualify(o.Schema, name)) + "::regclass)"
	o.DefaultNeeds = []schema.Ref{q.Ref()}
}

// literalOr declares a value: a literal, or SQL.
func (c *codec) literalOr(name string, v *string, typ string) {
	c.attr(name, func(e hclsyntax.Expression) {
		*v = c.readValue(e)
	}, func() string {
		return orNothing(*v, func(s string) string { return c.writeValue(s, typ) })
	})
}

func (c *codec) readValue(e hclsyntax.Expression) string {
	if s, ok := c.rawSQL(e); ok {
		return trimSQL(s)
	}
	if s, ok := literal(e); ok {
		return quoteLiteral(s)
	}
	if s, ok := c.numeral(e); ok {
		return s
	}
	if s, ok := keyword(e); ok {
		c.errorf(e.Range(), "Invalid default", "%s stands for no value here; write sql(%q), or %q for a text.", s, s, s)
		return ""
	}
	v, ok := c.value(e)
	if !ok || v.IsNull() {
		return ""
	}
	switch v.Type() {
	case sqlType:
		return trimSQL(sqlOf(v))
	case cty.String:
		return quoteLiteral(v.AsString())
	}
	if v, ok = c.convert(v, cty.String, e.Range()); ok {
		return v.AsString()
	}
	return ""
}

// castsExplicitly reports whether the server writes a length after a constant of
// the type only if somebody wrote a cast to it. With intervals it always does.
func castsExplicitly(typ string) bool {
	return strings.Contains(typ, "(") && !strings.HasPrefix(typ, "interval")
}

// writeValue writes literals of the column's own type as such.
func (c *codec) writeValue(s, typ string) string {
	if isNumber(s) || s == "true" || s == "false" {
		return s
	}
	if text, rest, ok := cutLiteral(s); ok && (rest == "" || rest == "::"+unmodified(typ) || rest == "::"+typ && !castsExplicitly(typ)) {
		return c.quoted(text)
	}
	if h := c.query(s); strings.HasPrefix(h, "<<") {
		return "sql(" + h + "\n" + c.indent(0) + ")"
	}
	return "sql(" + c.quoted(s) + ")"
}

// unmodified takes the modifiers off a type: varchar(40) has defaults of type
// varchar.
func unmodified(typ string) string {
	for i := range len(typ) {
		if typ[i] == '(' {
			for j := i; j < len(typ); j++ {
				if typ[j] == ')' {
					return typ[:i] + typ[j+1:]
				}
			}
		}
	}
	return typ
}
