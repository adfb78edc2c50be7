package postgres

import (
	"context"
	"database/sql"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// collations cannot be altered but in name, owner and comment; else they are
// made anew.
var collations = kind[*schema.Collation]{
	name:   schema.KindCollation,
	read:   readCollations,
	stored: []string{"collation"},
	create: createCollation,
	drop: func(_ *sqlgen.Context, t *schema.Collation) []sqlgen.Stmt {
		return sqlgen.SQL("DROP COLLATION " + Qualified(t.Schema, t.Name))
	},
	alter: []alter[*schema.Collation]{{fields: remadeCollation, write: remakeAs[*schema.Collation]}},
	prevents: func(c *sqlgen.Context, s planner.Step) error {
		if s.Action != planner.Alter || !s.Has(remadeCollation...) {
			return nil
		}
		return remakePrevents(c, s.From, s.To)
	},
	disturbs: func(c planner.Change, dependent schema.Object) planner.Effect {
		if !c.Has(remadeCollation...) {
			return planner.Along
		}
		return remakeEffect(c, dependent)
	},
	rename: func(from, to *schema.Collation) []sqlgen.Stmt {
		return renameType("COLLATION", from.Ref(), to.Ref())
	},
	target: func(t *schema.Collation) string { return "COLLATION " + Qualified(t.Schema, t.Name) },
	owned:  true,
}

var remadeCollation = []string{"Provider", "Locale", "LcCollate", "LcCtype", "Rules", "NonDeterministic"}

// The locale of ICU and builtin collations has a column of its own since 15
// (colliculocale, colllocale from 17 on) and stood in collcollate before.
// https://www.postgresql.org/docs/current/catalog-pg-collation.html
func readCollations(ctx context.Context, r *reader) error {
	locale := r.since(17, "c.colllocale", r.since(15, "c.colliculocale", "CASE WHEN c.collprovider = 'i' THEN c.collcollate END"))
	text := `
SELECT c.oid, n.nspname, c.collname,
	CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE c.collprovider::text END,
	coalesce(` + locale + `, ''), coalesce(c.collcollate, ''), coalesce(c.collctype, ''),
	coalesce(` + r.since(16, "c.collicurules", "NULL") + `, ''), NOT c.collisdeterministic,
	coalesce(pg_catalog.obj_description(c.oid, 'pg_collation'), ''), pg_catalog.pg_get_userbyid(c.collowner)
FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var t schema.Collation
		err := rows.Scan(&oid, &t.Schema, &t.Name, &t.Provider, &t.Locale, &t.LcCollate, &t.LcCtype,
			&t.Rules, &t.NonDeterministic, &t.Comment, &t.Owner)
		if err != nil {
			return err
		}
		a := address{"pg_collation", oid, 0}
		if !r.mine(a, t.Schema) {
			return nil
		}
		foldLocale(&t)
		r.add(a, &t)
		return nil
	})
}

// foldLocale keeps one name where it says it all.
func foldLocale(t *schema.Collation) {
	if t.Locale != "" {
		t.LcCollate, t.LcCtype = "", ""
		return
	}
	if t.LcCollate == t.LcCtype {
		t.Locale, t.LcCollate, t.LcCtype = t.LcCollate, "", ""
	}
}

func createCollation(_ *sqlgen.Context, t *schema.Collation, _ []schema.Object) []sqlgen.Stmt {
	var options []string
	add := func(name, value string, given bool) {
		if given {
			options = append(options, name+" = "+value)
		}
	}
	// An empty locale is one too: the root of ICU's, or that of the server's environment.
	apart := t.LcCollate != "" || t.LcCtype != ""
	add("provider", t.Provider, t.Provider != "")
	add("locale", Literal(t.Locale), t.Locale != "" || !apart)
	add("lc_collate", Literal(t.LcCollate), apart)
	add("lc_ctype", Literal(t.LcCtype), apart)
	add("rules", Literal(t.Rules), t.Rules != "")
	add("deterministic", "false", t.NonDeterministic)
	return sqlgen.SQL("CREATE COLLATION " + Qualified(t.Schema, t.Name) + " (" + strings.Join(options, ", ") + ")")
}
