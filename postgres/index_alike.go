package postgres

import (
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// isAlike reports whether a table has another index, or gets or loses one, that
// the server would give the name which it chooses for the part that o is, or
// whether another relation has that name: the server numbers such names, in an
// order that is not the same in every database.
func isAlike(c *sqlgen.Context, o schema.Object, mine []schema.Ref) bool {
	table := onTable(o.Ref().Schema, o.Ref().Table)
	base := copyName(o, table.Name)
	if len(base) > maxName-len("999") {
		return false // the server clips what it numbers
	}
	from, to := c.Plan.Families()
	return hasAlike(from, c.Plan.From, table, base, o.Ref(), mine) || hasAlike(to, c.Plan.To, table, base, o.Ref(), mine) ||
		slices.ContainsFunc(relationsOf(c)[indexName{table.Schema, base}], func(r schema.Ref) bool {
			return r.Schema != table.Schema || r.Table != table.Name
		})
}

func hasAlike(f *schema.Families, s *schema.Schema, table schema.Ref, base string, own schema.Ref, mine []schema.Ref) bool {
	for _, k := range []schema.Kind{schema.KindIndex, schema.KindPrimaryKey, schema.KindUnique, schema.KindExclude} {
		if r := table.InTable(k, base); r != own && s.Has(r) {
			return true
		}
	}
	return hasPart(f, s, table, mine, func(name string) bool { return name == base })
}

// hasPart reports whether a table has a part for which the server chooses such a
// name, other than that of what is given.
func hasPart(f *schema.Families, s *schema.Schema, table schema.Ref, mine []schema.Ref, such func(name string) bool) bool {
	for _, p := range f.Parents(table) {
		above := copiesOf(f, s, p)
		for _, up := range f.Parts(p) {
			above = append(above, copied{up, up.Ref()})
		}
		for _, up := range above {
			switch up.Object.(type) {
			case *schema.Index, *schema.Key, *schema.Exclude:
				if !slices.Contains(mine, up.of) && such(copyName(up.Object, table.Name)) {
					return true
				}
			}
		}
	}
	return false
}

const keptRelations = "relations that are no parts"

// relationsOf has, by their names, all relations before and after the plan that are
// no parts: those of indexes are the server's to number too.
func relationsOf(c *sqlgen.Context) map[indexName][]schema.Ref {
	if names, ok := c.Kept[keptRelations].(map[indexName][]schema.Ref); ok {
		return names
	}
	names := map[indexName][]schema.Ref{}
	for _, s := range []*schema.Schema{c.Plan.From, c.Plan.To} {
		for o := range s.All() {
			if schema.PartOf(o) != "" {
				continue
			}
			for _, n := range schema.Names(o) {
				if n.Space == relationSpace {
					at := indexName{n.Schema, n.Name}
					names[at] = append(names[at], o.Ref())
				}
			}
		}
	}
	c.Kept[keptRelations] = names
	return names
}

// relationSpace is the space that the names of tables, views, sequences and
// indexes share.
const relationSpace = "relation"

// vacate takes the name of what is made from the part of an index that the server
// has given it, or will before that: the part gets the next one.
func vacate(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt {
	if schema.PartOf(o) != "" {
		return nil
	}
	var stmts []sqlgen.Stmt
	for _, n := range schema.Names(o) {
		if n.Space == relationSpace && isPartName(c, n) {
			stmts = append(stmts, movePart(n.Schema, n.Name))
		}
	}
	return stmts
}

// isPartName reports whether a name is one that the server chooses for a part of
// an index: that of a partition, and what it calls the columns, and a number where
// that is taken.
func isPartName(c *sqlgen.Context, n schema.Name) bool {
	from, to := c.Plan.Families()
	such := func(base string) bool { return regularName(n.Name, base) }
	for i, letter := range n.Name {
		if letter != '_' {
			continue
		}
		table := onTable(n.Schema, n.Name[:i])
		if hasPart(from, c.Plan.From, table, nil, such) || hasPart(to, c.Plan.To, table, nil, such) {
			return true
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

// movePart gives the part that has a name the next one that is free, if it is a
// part that has it.
func movePart(schemaName, name string) sqlgen.Stmt {
	return sqlgen.Stmt{SQL: "DO " + dollarQuoted(fmt.Sprintf(`
DECLARE
    taken oid := pg_catalog.to_regclass(%s);
    free text := %s;
    n integer := 0;
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = taken AND relkind IN ('i', 'I') AND relispartition) THEN
%s        EXECUTE pg_catalog.format('ALTER INDEX %%s RENAME TO %%I', taken::pg_catalog.regclass, free);
    END IF;
END
`, Literal(Qualified(schemaName, name)), Literal(name), searchFree(schemaName, name)))}
}

// takeName gives the part that a partition has of an index, of a table somewhere
// above, a name, whatever the server has chosen. Another part that has it by the server's choice gets another.
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
        SELECT x.indexrelid FROM pg_catalog.pg_index x
        WHERE x.indrelid = %s::pg_catalog.regclass AND EXISTS (
            SELECT FROM pg_catalog.pg_partition_ancestors(x.indexrelid) a WHERE a.relid = %s::pg_catalog.regclass));
    taken regclass := pg_catalog.to_regclass(%s);
    free text := %s;
    n integer := 0;
BEGIN
%s    IF taken IS DISTINCT FROM part THEN
        EXECUTE pg_catalog.format('ALTER INDEX %%s RENAME TO %%I', part, %s::text);
    END IF;
END
`, Literal(Qualified(r.Schema, r.Table)), Literal(Qualified(up.Schema, up.Name)), Literal(Qualified(r.Schema, r.Name)),
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
