package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var foreignDataWrappers = kind[*schema.ForeignDataWrapper]{
	name:   schema.KindForeignDataWrapper,
	read:   readForeignDataWrappers,
	stored: []string{"foreign-data wrapper"},
	create: func(_ *sqlgen.Context, w *schema.ForeignDataWrapper, _ []schema.Object) []sqlgen.Stmt {
		words := []string{"CREATE", wrapperTarget(w)}
		if w.Handler != "" {
			words = append(words, "HANDLER "+w.Handler)
		}
		if w.Validator != "" {
			words = append(words, "VALIDATOR "+w.Validator)
		}
		return statement(append(words, foreignOptions(w.Options))...)
	},
	drop: func(_ *sqlgen.Context, w *schema.ForeignDataWrapper) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + wrapperTarget(w))
	},
	alter: []alter[*schema.ForeignDataWrapper]{
		{fields: []string{"Handler", "Validator", "Options"}, write: alterWrapper},
	},
	rename: func(from, to *schema.ForeignDataWrapper) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER " + wrapperTarget(from) + " RENAME TO " + Ident(to.Name))
	},
	target:    wrapperTarget,
	owned:     true,
	grantable: true,
}

func wrapperTarget(w *schema.ForeignDataWrapper) string {
	return "FOREIGN DATA WRAPPER " + Ident(w.Name)
}

func alterWrapper(_ *sqlgen.Context, from, to *schema.ForeignDataWrapper) []sqlgen.Stmt {
	words := []string{"ALTER", wrapperTarget(to)}
	if from.Handler != to.Handler {
		words = append(words, orNo("HANDLER", to.Handler))
	}
	if from.Validator != to.Validator {
		words = append(words, orNo("VALIDATOR", to.Validator))
	}
	return statement(append(words, changeForeignOptions(from.Options, to.Options))...)
}

// https://www.postgresql.org/docs/current/catalog-pg-foreign-data-wrapper.html
func readForeignDataWrappers(ctx context.Context, r *reader) error {
	const text = `
SELECT w.oid, w.fdwname, w.fdwhandler, coalesce(hn.nspname, ''), coalesce(h.proname, ''),
	w.fdwvalidator, coalesce(vn.nspname, ''), coalesce(v.proname, ''), w.fdwoptions,
	coalesce(pg_catalog.obj_description(w.oid, 'pg_foreign_data_wrapper'), ''),
	pg_catalog.pg_get_userbyid(w.fdwowner), w.fdwacl::text[], pg_catalog.acldefault('F', w.fdwowner)::text[]
FROM pg_catalog.pg_foreign_data_wrapper w
LEFT JOIN pg_catalog.pg_proc h ON h.oid = w.fdwhandler
LEFT JOIN pg_catalog.pg_namespace hn ON hn.oid = h.pronamespace
LEFT JOIN pg_catalog.pg_proc v ON v.oid = w.fdwvalidator
LEFT JOIN pg_catalog.pg_namespace vn ON vn.oid = v.pronamespace
ORDER BY w.fdwname`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, handler, validator uint32
		var w schema.ForeignDataWrapper
		var hs, hn, vs, vn string
		var list, acl, def pq.StringArray
		err := rows.Scan(&oid, &w.Name, &handler, &hs, &hn, &validator, &vs, &vn, &list, &w.Comment, &w.Owner, &acl, &def)
		if err != nil {
			return err
		}
		a := address{"pg_foreign_data_wrapper", oid, 0}
		if !r.mine(a, "") {
			return nil
		}
		w.Handler, w.HandlerRef = r.foreignFunction(handler, hs, hn)
		w.Validator, w.ValidatorRef = r.foreignFunction(validator, vs, vn)
		w.Options = splitSecrets(options(list, "")).Options
		w.Grants = grants(acl, def, w.Owner)
		r.add(a, &w)
		return nil
	})
}
