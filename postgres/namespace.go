package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var namespaces = kind[*schema.Namespace]{
	name:   schema.KindSchema,
	data:   true,
	read:   readNamespaces,
	create: createNamespace,
	drop: func(_ *sqlgen.Context, n *schema.Namespace) []sqlgen.Stmt {
		return sqlgen.SQL("DROP SCHEMA " + Ident(n.Name))
	},
	rename: func(from, to *schema.Namespace) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER SCHEMA " + Ident(from.Name) + " RENAME TO " + Ident(to.Name))
	},
	usualComment: namespaceComment,
	alter:        []alter[*schema.Namespace]{{fields: []string{"NoComment"}, write: alterNoComment}},
	target:       func(n *schema.Namespace) string { return "SCHEMA " + Ident(n.Name) },
	owned:        true,
	grantable:    true,
}

// public is the schema that every database has from the start. What initdb
// gives it, a comment and privileges of PUBLIC, counts as its default.
const (
	public        = "public"
	publicComment = "standard public schema"
)

// https://www.postgresql.org/docs/current/catalog-pg-namespace.html
func readNamespaces(ctx context.Context, r *reader) error {
	const text = `
SELECT n.oid, n.nspname, coalesce(pg_catalog.obj_description(n.oid, 'pg_namespace'), ''),
	pg_catalog.pg_get_userbyid(n.nspowner), n.nspacl::text[], pg_catalog.acldefault('n', n.nspowner)::text[]
FROM pg_catalog.pg_namespace n`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var n schema.Namespace
		var acl, def pq.StringArray
		if err := rows.Scan(&oid, &n.Name, &n.Comment, &n.Owner, &acl, &def); err != nil {
			return err
		}
		r.namespaces[oid] = n.Name
		a := address{"pg_namespace", oid, 0}
		if !r.mine(a, n.Name) {
			return nil
		}
		if n.Name == public {
			def = append(def, r.since(15, "=U/", "=UC/"))
			if acl == nil {
				acl = def[:len(def)-1]
			}
			n.NoComment = n.Comment == ""
			if n.Comment == publicComment {
				n.Comment = ""
			}
		}
		n.Grants = grants(acl, def, n.Owner)
		r.add(a, &n)
		return nil
	})
}

func createNamespace(_ *sqlgen.Context, n *schema.Namespace, _ []schema.Object) []sqlgen.Stmt {
	stmts := sqlgen.SQL("CREATE SCHEMA " + Ident(n.Name))
	if n.Name == public {
		stmts = append(stmts, sqlgen.Stmt{SQL: "GRANT USAGE ON SCHEMA public TO PUBLIC"})
		if usual := namespaceComment(n); n.Comment == "" && usual != "" {
			stmts = append(stmts, comment("SCHEMA public", usual))
		}
	}
	return stmts
}

// alterNoComment takes away the comment that the schema public comes with, or gives it back. Where there is, or was, another
// one, that changes.
func alterNoComment(_ *sqlgen.Context, from, to *schema.Namespace) []sqlgen.Stmt {
	if from.Comment != to.Comment {
		return nil
	}
	return []sqlgen.Stmt{comment("SCHEMA "+Ident(to.Name), namespaceComment(to))}
}

// namespaceComment is what a schema that is given no comment has for one.
func namespaceComment(n *schema.Namespace) string {
	if n.Name == public && !n.NoComment {
		return publicComment
	}
	return ""
}
