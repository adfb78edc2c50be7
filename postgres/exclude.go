package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var excludes = kind[*schema.Exclude]{
	name:   schema.KindExclude,
	read:   readExcludes,
	stored: []string{"constraint x"},
	create: createExclude,
	drop:   func(_ *sqlgen.Context, e *schema.Exclude) []sqlgen.Stmt { return dropConstraint(e) },
	alter: []alter[*schema.Exclude]{
		{fields: []string{"With"}, write: func(_ *sqlgen.Context, from, to *schema.Exclude) []sqlgen.Stmt {
			return alterIndexOptions(to.Schema, to.Name, from.With, to.With)
		}},
		{fields: []string{"Tablespace"}, write: func(_ *sqlgen.Context, _, to *schema.Exclude) []sqlgen.Stmt {
			return moveIndex(to.Schema, to.Name, to.Tablespace)
		}},
	},
	how: func(c planner.Change, _, to *schema.Exclude) (planner.How, bool) {
		return planner.Replace, c.Has("With") && to.Partitioned
	},
	within: func(e *schema.Exclude) schema.Ref { return onTable(e.Schema, e.Table) },
	goesWith: func(_ *schema.Schema, e *schema.Exclude) []schema.Ref {
		return onColumns(e.Schema, e.Table, partColumns(e.Parts), e.Include)
	},
	rename: func(from, to *schema.Exclude) []sqlgen.Stmt { return renameOnIndex(from, to) },
	target: func(e *schema.Exclude) string { return constraintTarget(e) },
	also: []bearing[*schema.Exclude]{{
		field:  "IndexComment",
		target: func(e *schema.Exclude) string { return "INDEX " + Qualified(e.Schema, e.Name) },
		text:   func(e *schema.Exclude) string { return e.IndexComment },
	}},
}

func partColumns(parts []schema.IndexPart) []string {
	names := make([]string, len(parts))
	for i, p := range parts {
		names[i] = p.Column
	}
	return names
}

// isExclude and isFreeIndex choose rows of pg_index, named x.
const (
	isExclude   = `EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype = 'x')`
	isFreeIndex = `NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x'))`
)

func readExcludes(ctx context.Context, r *reader) error {
	parts, err := r.indexParts(ctx, isExclude)
	if err != nil {
		return err
	}
	const text = `
SELECT k.oid, k.conrelid, k.conindid, k.conname, am.amname, coalesce(pg_catalog.pg_get_expr(x.indpred, x.indrelid), ''),
	ARRAY(SELECT CASE WHEN opn.nspname = 'pg_catalog' THEN o.oprname
			ELSE 'OPERATOR(' || pg_catalog.quote_ident(opn.nspname) || '.' || o.oprname || ')' END
		FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY u(oid, n)
		JOIN pg_catalog.pg_operator o ON o.oid = u.oid
		JOIN pg_catalog.pg_namespace opn ON opn.oid = o.oprnamespace
		ORDER BY u.n)::text[],
	k.condeferrable, k.condeferred, i.reloptions, coalesce(ts.spcname, ''), coalesce(d.description, ''),
	coalesce(pg_catalog.obj_description(k.conindid, 'pg_class'), '')
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid
JOIN pg_catalog.pg_class i ON i.oid = k.conindid
JOIN pg_catalog.pg_am am ON am.oid = i.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
LEFT JOIN pg_catalog.pg_description d
	ON d.objoid = k.oid AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
WHERE k.contype = 'x' AND k.conparentid = 0
ORDER BY k.conrelid, k.conname`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, relation, index uint32
		var e schema.Exclude
		var operators, with pq.StringArray
		if err := rows.Scan(&oid, &relation, &index, &e.Name, &e.Method, &e.Where, &operators,
			&e.Deferrable, &e.InitiallyDeferred, &with, &e.Tablespace, &e.Comment, &e.IndexComment); err != nil {
			return err
		}
		table, ok := r.relations[relation]
		if !ok {
			return nil
		}
		e.Schema, e.Table = table.Schema, table.Name
		if list := parts[index]; list != nil {
			e.Parts, e.Include = list.parts, list.include
		}
		for i := range min(len(e.Parts), len(operators)) {
			e.Parts[i].Operator = operators[i]
		}
		e.With = options(with, "")
		r.add(address{"pg_constraint", oid, 0}, &e)
		r.at[address{"pg_class", index, 0}] = &e
		return nil
	})
}

func excludeClause(e *schema.Exclude) string {
	text := "EXCLUDE"
	if e.Method != "" {
		text += " USING " + Ident(e.Method)
	}
	text += " " + partList(e.Parts) + include(e.Include) + with(e.With) + indexTablespace(e.Tablespace)
	if e.Where != "" {
		text += " WHERE " + parens(e.Where)
	}
	return text + timing(e.Timing)
}

// createExclude has no way online: the server offers neither NOT VALID nor
// USING INDEX for exclusion constraints.
func createExclude(c *sqlgen.Context, e *schema.Exclude, _ []schema.Object) []sqlgen.Stmt {
	if !busy(c, e.Schema, e.Table) {
		return []sqlgen.Stmt{addConstraint(e)}
	}
	return []sqlgen.Stmt{addConstraint(e,
		risk(riskMayFail, "this fails if two rows of %s exclude each other", onTable(e.Schema, e.Table).Path()),
		scans(e.Schema, e.Table, "keeps reads and writes out while the index is built"))}
}
