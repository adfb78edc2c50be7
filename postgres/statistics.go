package postgres

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var statistics = kind[*schema.Statistics]{
	name:   schema.KindStatistics,
	read:   readStatistics,
	stored: []string{"statistics"},
	create: createStatistics,
	drop: func(_ *sqlgen.Context, s *schema.Statistics) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + statisticsTarget(s))
	},
	alter: []alter[*schema.Statistics]{
		{fields: []string{"Target"}, write: func(_ *sqlgen.Context, _, to *schema.Statistics) []sqlgen.Stmt {
			return setStatisticsTarget(to)
		}},
	},
	goesWith: statisticsGoWith,
	rename: func(from, to *schema.Statistics) []sqlgen.Stmt {
		return renameNamed("STATISTICS", from.Ref(), to.Ref(), "")
	},
	target: statisticsTarget,
	owned:  true,
}

func statisticsTarget(s *schema.Statistics) string {
	return "STATISTICS " + Qualified(s.Schema, s.Name)
}

// statisticsGoWith: the drop of one column takes the statistics along.
func statisticsGoWith(_ *schema.Schema, s *schema.Statistics) []schema.Ref {
	refs := []schema.Ref{s.On}
	for _, c := range s.Columns {
		refs = append(refs, s.On.InTable(schema.KindColumn, c))
	}
	return refs
}

// statisticsKinds are the letters of stxkind in the order of our list; e is
// what expressions add of themselves.
// https://www.postgresql.org/docs/current/catalog-pg-statistic-ext.html
var statisticsKinds = []struct{ letter, word string }{{"d", "ndistinct"}, {"f", "dependencies"}, {"m", "mcv"}}

func readStatistics(ctx context.Context, r *reader) error {
	text := `
SELECT s.oid, s.stxrelid, n.nspname, s.stxname, s.stxkind::text[],
	ARRAY(SELECT a.attname::text FROM pg_catalog.unnest(s.stxkeys::int2[]) WITH ORDINALITY u(num, pos)
		JOIN pg_catalog.pg_attribute a ON a.attrelid = s.stxrelid AND a.attnum = u.num ORDER BY u.pos),
	` + r.since(14, "pg_catalog.pg_get_statisticsobjdef_expressions(s.oid)", "NULL::text[]") + `,
	` + r.since(13, "CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget END", "NULL::int") + `,
	coalesce(pg_catalog.obj_description(s.oid, 'pg_statistic_ext'), ''), pg_catalog.pg_get_userbyid(s.stxowner)
FROM pg_catalog.pg_statistic_ext s
JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, relation uint32
		var s schema.Statistics
		var letters pq.StringArray
		err := rows.Scan(&oid, &relation, &s.Schema, &s.Name, &letters, (*pq.StringArray)(&s.Columns),
			(*pq.StringArray)(&s.Exprs), &s.Target, &s.Comment, &s.Owner)
		if err != nil {
			return err
		}
		a := address{"pg_statistic_ext", oid, 0}
		on, ok := r.relations[relation]
		if !ok || !r.mine(a, s.Schema) {
			return nil
		}
		s.On = on
		// The server's order is that of the table, where a column that comes
		// back is last; they are a set.
		slices.Sort(s.Columns)
		s.Kinds = statisticsWords(letters)
		if on.Kind != schema.KindTable {
			s.Needs = []schema.Ref{on}
		}
		r.add(a, &s)
		return nil
	})
}

// statisticsWords is nil for all kinds, and for one expression, which has
// none.
func statisticsWords(letters []string) []string {
	var words []string
	for _, k := range statisticsKinds {
		if slices.Contains(letters, k.letter) {
			words = append(words, k.word)
		}
	}
	if len(words) == len(statisticsKinds) {
		return nil
	}
	return words
}

func createStatistics(_ *sqlgen.Context, s *schema.Statistics, _ []schema.Object) []sqlgen.Stmt {
	text := "CREATE " + statisticsTarget(s)
	if len(s.Kinds) > 0 {
		text += " (" + strings.Join(s.Kinds, ", ") + ")"
	}
	var on []string
	for _, c := range s.Columns {
		on = append(on, Ident(c))
	}
	for _, e := range s.Exprs {
		on = append(on, parens(e))
	}
	text += "\n    ON " + strings.Join(on, ", ") + "\n    FROM " + Qualified(s.On.Schema, s.On.Name)
	stmts := sqlgen.SQL(text)
	if s.Target != nil {
		stmts = append(stmts, setStatisticsTarget(s)...)
	}
	return stmts
}

func setStatisticsTarget(s *schema.Statistics) []sqlgen.Stmt {
	return sqlgen.SQL("ALTER " + statisticsTarget(s) + " SET STATISTICS " + target(s.Target))
}
