package postgres

import (
	"fmt"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// isAlike reports whether a table has another index, or gets or loses one, that
// the server would give the name which it chooses for the part that o is: it
// numbers such names, in an order that is not the same in every database.
func isAlike(c *sqlgen.Context, o schema.Object, mine []schema.Ref) bool {
	table := onTable(o.Ref().Schema, o.Ref().Table)
	base := copyName(o, table.Name)
	if len(base) > maxName-len("999") {
		return false // the server clips what it numbers
	}
	from, to := c.Plan.Families()
	return hasAlike(from, c.Plan.From, table, base, o.Ref(), mine) || hasAlike(to, c.Plan.To, table, base, o.Ref(), mine)
}

func hasAlike(f *schema.Families, s *schema.Schema, table schema.Ref, base string, own schema.Ref, mine []schema.Ref) bool {
	for _, k := range []schema.Kind{schema.KindIndex, schema.KindPrimaryKey, schema.KindUnique, schema.KindExclude} {
		if r := table.InTable(k, base); r != own && s.Has(r) {
			return true
		}
	}
	known := map[schema.Ref]bool{}
	for _, r := range mine {
		known[r] = true
	}
	for _, p := range f.Parents(table) {
		for _, up := range append(copies(f, s, p), f.Parts(p)...) {
			switch up.(type) {
			case *schema.Index, *schema.Key, *schema.Exclude:
				if !known[up.Ref()] && copyName(up, table.Name) == base {
					return true
				}
			}
		}
	}
	return false
}

// freeName renames an index to a name of the server's choice that is free where
// the statement runs.
func freeName(schemaName, index, base string) sqlgen.Stmt {
	return sqlgen.Stmt{SQL: "DO " + dollarQuoted(fmt.Sprintf(`
DECLARE
    free text := %s;
    n integer := 0;
BEGIN
%s    EXECUTE pg_catalog.format(%s, free);
END
`, Literal(base), searchFree(schemaName, base), Literal("ALTER INDEX "+formatText(Qualified(schemaName, index))+" RENAME TO %I")))}
}

// takeName gives the part that a partition has of an index a name, whatever the
// server has chosen. Another part that has it by the server's choice gets another.
func takeName(o schema.Object, up schema.Ref) sqlgen.Stmt {
	r := o.Ref()
	base := copyName(o, r.Table)
	give := ""
	if regularName(r.Name, base) {
		give = fmt.Sprintf(`    IF taken <> part THEN
%s        EXECUTE pg_catalog.format('ALTER INDEX %%s RENAME TO %%I', taken, free);
    END IF;
`, searchFree(r.Schema, base))
	}
	return sqlgen.Stmt{SQL: "DO " + dollarQuoted(fmt.Sprintf(`
DECLARE
    part regclass := (
        SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_index x ON x.indexrelid = i.inhrelid
        WHERE i.inhparent = %s::pg_catalog.regclass AND x.indrelid = %s::pg_catalog.regclass);
    taken regclass := pg_catalog.to_regclass(%s);
    free text := %s;
    n integer := 0;
BEGIN
%s    IF taken IS DISTINCT FROM part THEN
        EXECUTE pg_catalog.format('ALTER INDEX %%s RENAME TO %%I', part, %s::text);
    END IF;
END
`, Literal(Qualified(up.Schema, up.Name)), Literal(Qualified(r.Schema, r.Table)), Literal(Qualified(r.Schema, r.Name)),
		Literal(base), give, Literal(r.Name)))}
}

// searchFree counts until a name is free, as the server does.
func searchFree(schemaName, base string) string {
	return fmt.Sprintf(`    WHILE pg_catalog.to_regclass(%s || pg_catalog.quote_ident(free)) IS NOT NULL LOOP
        n := n + 1;
        free := %s || n;
    END LOOP;
`, Literal(Ident(schemaName)+"."), Literal(base))
}
