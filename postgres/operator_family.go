package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var operatorFamilies = kind[*schema.OperatorFamily]{
	name:   schema.KindOperatorFamily,
	read:   readOperatorFamilies,
	stored: []string{"operator family"},
	create: func(_ *sqlgen.Context, f *schema.OperatorFamily, _ []schema.Object) []sqlgen.Stmt {
		stmts := sqlgen.SQL("CREATE " + familyTarget(f))
		return append(stmts, alterMembers(f, schema.Members{}, f.Members)...)
	},
	drop: func(_ *sqlgen.Context, f *schema.OperatorFamily) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + familyTarget(f))
	},
	alter: []alter[*schema.OperatorFamily]{
		{fields: []string{"Operators", "Functions"}, write: func(_ *sqlgen.Context, from, to *schema.OperatorFamily) []sqlgen.Stmt {
			return alterMembers(to, from.Members, to.Members)
		}},
	},
	rename: func(from, to *schema.OperatorFamily) []sqlgen.Stmt {
		return renameNamed("OPERATOR FAMILY", from.Ref(), to.Ref(), " USING "+Ident(from.Method))
	},
	target: familyTarget,
	owned:  true,
}

func familyTarget(f *schema.OperatorFamily) string {
	return "OPERATOR FAMILY " + Qualified(f.Schema, f.Name) + " USING " + Ident(f.Method)
}

// https://www.postgresql.org/docs/current/catalog-pg-opfamily.html
func readOperatorFamilies(ctx context.Context, r *reader) error {
	members, err := r.readMembersOf(ctx, "pg_opfamily")
	if err != nil {
		return err
	}
	const text = `
SELECT f.oid, n.nspname, f.opfname, m.amname,
	coalesce(pg_catalog.obj_description(f.oid, 'pg_opfamily'), ''), pg_catalog.pg_get_userbyid(f.opfowner)
FROM pg_catalog.pg_opfamily f
JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
JOIN pg_catalog.pg_am m ON m.oid = f.opfmethod
WHERE ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var f schema.OperatorFamily
		if err := rows.Scan(&oid, &f.Schema, &f.Name, &f.Method, &f.Comment, &f.Owner); err != nil {
			return err
		}
		if a := (address{"pg_opfamily", oid, 0}); r.mine(a, f.Schema) {
			if m := members[oid]; m != nil {
				f.Members = *m
			}
			r.add(a, &f)
		}
		return nil
	})
}

// alterMembers takes out what is gone or changed and puts in what is new or
// changed.
func alterMembers(f *schema.OperatorFamily, from, to schema.Members) []sqlgen.Stmt {
	var gone, made []string
	for _, s := range from.Operators {
		if !slices.Contains(to.Operators, s) {
			gone = append(gone, memberKey("OPERATOR", s.Number, s.Left, s.Right))
		}
	}
	for _, s := range from.Functions {
		if !slices.Contains(to.Functions, s) {
			gone = append(gone, memberKey("FUNCTION", s.Number, s.Left, s.Right))
		}
	}
	for _, s := range to.Operators {
		if !slices.Contains(from.Operators, s) {
			made = append(made, strategyText(s, ""))
		}
	}
	for _, s := range to.Functions {
		if !slices.Contains(from.Functions, s) {
			made = append(made, supportText(s, ""))
		}
	}
	var stmts []sqlgen.Stmt
	if len(gone) > 0 {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER " + familyTarget(f) + " DROP\n    " + joinLines(gone)})
	}
	if len(made) > 0 {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER " + familyTarget(f) + " ADD\n    " + joinLines(made)})
	}
	return stmts
}

// sortMembers brings members that an author lists into the order of the reader.
func sortMembers(m schema.Members) schema.Members {
	m.Operators, m.Functions = slices.Clone(m.Operators), slices.Clone(m.Functions)
	slices.SortStableFunc(m.Operators, func(a, b schema.Strategy) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Left, b.Left), cmp.Compare(a.Right, b.Right))
	})
	slices.SortStableFunc(m.Functions, func(a, b schema.Support) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.Left, b.Left), cmp.Compare(a.Right, b.Right))
	})
	return m
}
