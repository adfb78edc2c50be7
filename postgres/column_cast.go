package postgres

import (
	"context"
	"errors"
	"slices"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// usingOf is the expression that makes new values of old ones: the author's, a
// cast that has to be asked for, or, for an enum, one by way of text, since
// there is none that ALTER TYPE takes of itself. For other types the server
// says when it needs one. It takes none for a foreign table, whose values are
// elsewhere.
func usingOf(c *sqlgen.Context, from, to *schema.Column) string {
	if to.Foreign {
		return ""
	}
	if to.Using != "" || to.Generated != nil {
		return to.Using
	}
	if castExplicitly(c, from, to) {
		return Ident(to.Name) + "::" + to.Type
	}
	element, array := arrayOf(to.Type)
	_, wasArray := arrayOf(from.Type)
	schemaName, name := typeName(element)
	isEnum := c.Plan.To.Has(schema.Ref{Kind: schema.KindEnum, Schema: schemaName, Name: name})
	if from.Type == to.Type || !isEnum || array != wasArray {
		return ""
	}
	text := "text"
	if array {
		text = "text[]"
	}
	return Ident(to.Name) + "::" + text + "::" + to.Type
}

// castDirectly lists the pairs of types that have a cast, but none that ALTER
// TYPE takes of itself (pg_cast.castcontext e).
var castDirectly = map[string][]string{
	"boolean": {"integer"},
	"integer": {"boolean"},
	"jsonb":   {"boolean", "smallint", "integer", "bigint", "numeric", "real", "double precision"},
}

// castExplicitly reports whether a type change needs a cast that the server has
// and takes only if it is asked for: what is text can be read as any type. A
// cast to a text or a bit string that has a length would cut values off, where
// ALTER TYPE refuses to; so that is not asked for.
func castExplicitly(c *sqlgen.Context, from, to *schema.Column) bool {
	if to.Using != "" || to.Generated != nil || to.Foreign || from.Type == to.Type {
		return false
	}
	a, b := parseType(ofDomain(c.Plan.From, from.Type)), parseType(ofDomain(c.Plan.To, to.Type))
	switch {
	case isText(b.base) && (!b.array || a.array || len(b.modifiers) > 0):
		return false
	case b.base == "bit", b.base == "bit varying", a.base == b.base && a.array == b.array:
		return false
	case isText(a.base):
		return !a.array || b.array
	}
	return a.array == b.array && slices.Contains(castDirectly[a.base], b.base)
}

// ofDomain follows domains down to the type that they are made of.
func ofDomain(s *schema.Schema, typ string) string {
	for {
		element, array := arrayOf(typ)
		schemaName, name := typeName(element)
		d, ok := schema.Find[*schema.Domain](s, schema.Ref{Kind: schema.KindDomain, Schema: schemaName, Name: name})
		if !ok || array {
			return typ
		}
		typ = d.Type
	}
}

// castFamilies lists types between which ALTER TYPE casts of itself
// (pg_cast.castcontext i or a).
var castFamilies = [][]string{
	{"smallint", "integer", "bigint", "numeric", "real", "double precision"},
	{"date", "timestamp without time zone", "timestamp with time zone"},
	{"time without time zone", "time with time zone"},
	{"inet", "cidr"}, {"bit", "bit varying"}, {"macaddr", "macaddr8"},
}

// castsItself reports whether ALTER TYPE needs no USING. Everything casts to
// text.
func castsItself(from, to string) bool {
	a, b := parseType(from), parseType(to)
	if a.array != b.array {
		return false
	}
	switch b.base {
	case a.base, "text", "character varying", "character":
		return true
	case "jsonb":
		return a.base == "json"
	}
	return slices.ContainsFunc(castFamilies, func(f []string) bool {
		return slices.Contains(f, a.base) && slices.Contains(f, b.base)
	})
}

// Recast gives an expression for the values of a column whose type goes back,
// where the server has none of itself: by way of text, which every type has.
// Of enums alterType takes care.
func (Dialect) Recast(from, to *schema.Column) string {
	name := Ident(to.Name)
	_, wasArray := arrayOf(from.Type)
	_, array := arrayOf(to.Type)
	switch {
	case castsItself(from.Type, to.Type), to.Generated != nil:
		return ""
	case slices.Contains(castDirectly[from.Type], to.Type):
		return name + "::" + to.Type
	case wasArray && array:
		return name + "::text[]::" + to.Type
	}
	return name + "::text::" + to.Type
}

// Cast implements what package proof asks of a database: an expression for the
// cast between two types, be it one that has to be asked for.
func (d *scratchDatabase) Cast(ctx context.Context, column, from, to string) string {
	const cannotCoerce, undefinedObject = "42846", "42704"
	_, err := d.conn.ExecContext(ctx, "SELECT CAST(CAST(NULL AS "+from+") AS "+to+")")
	var refused *pq.Error
	if errors.As(err, &refused) && (refused.Code == cannotCoerce || refused.Code == undefinedObject) {
		return ""
	}
	return Ident(column) + "::" + to
}
