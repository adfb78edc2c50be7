package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// foreignOptions writes OPTIONS (…) as CREATE takes it, "" for none.
func foreignOptions(list []schema.Option) string {
	if len(list) == 0 {
		return ""
	}
	words := make([]string, len(list))
	for i, o := range list {
		words[i] = Ident(o.Name) + " " + Literal(o.Value)
	}
	return "OPTIONS (" + strings.Join(words, ", ") + ")"
}

// changeForeignOptions writes OPTIONS (…) as ALTER takes it, "" if nothing
// changes.
func changeForeignOptions(from, to []schema.Option) string {
	set, gone := optionChanges(from, to)
	var words []string
	for _, o := range gone {
		words = append(words, "DROP "+Ident(o.Name))
	}
	for _, o := range set {
		word := "ADD "
		if _, there := optionOf(from, o.Name); there {
			word = "SET "
		}
		words = append(words, word+Ident(o.Name)+" "+Literal(o.Value))
	}
	if len(words) == 0 {
		return ""
	}
	return "OPTIONS (" + strings.Join(words, ", ") + ")"
}

// foreignFunction names the handler or validator of a wrapper; oid is 0 if
// there is none.
func (r *reader) foreignFunction(oid uint32, namespace, name string) (string, schema.Ref) {
	switch {
	case oid == 0:
		return "", schema.Ref{}
	case namespace == "pg_catalog":
		return Ident(name), schema.Ref{}
	}
	if f := r.at[address{"pg_proc", oid, 0}]; f != nil {
		return Qualified(namespace, name), f.Ref()
	}
	return Qualified(namespace, name), schema.Ref{}
}

// isForeign reports whether a table is a foreign one.
func isForeign(c *sqlgen.Context, schemaName, table string) bool {
	t, ok := schema.Find[*schema.Table](c.Plan.To, onTable(schemaName, table))
	return ok && t.Server != ""
}

// foreignBelow lists the foreign tables that take their columns from a table after the plan.
func foreignBelow(c *sqlgen.Context, table schema.Ref) []schema.Ref {
	_, to := c.Plan.Families()
	return slices.DeleteFunc(slices.Clone(to.Descendants(table)), func(r schema.Ref) bool { return !isForeign(c, r.Schema, r.Name) })
}

// orNo writes a clause with a name, or with NO before it if there is none.
func orNo(word, name string) string {
	if name == "" {
		return "NO " + word
	}
	return word + " " + name
}

func statement(words ...string) []sqlgen.Stmt {
	var kept []string
	for _, w := range words {
		if w != "" {
			kept = append(kept, w)
		}
	}
	return sqlgen.SQL(strings.Join(kept, " "))
}
