package postgres

import (
	"context"
	"database/sql"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var servers = kind[*schema.Server]{
	name:   schema.KindServer,
	read:   readServers,
	stored: []string{"server"},
	create: func(_ *sqlgen.Context, s *schema.Server, _ []schema.Object) []sqlgen.Stmt {
		words := []string{"CREATE", serverTarget(s)}
		if s.Type != "" {
			words = append(words, "TYPE "+Literal(s.Type))
		}
		if s.ServerVersion != "" {
			words = append(words, "VERSION "+Literal(s.ServerVersion))
		}
		list, secrets := newSettings(s.Settings)
		return settingsStatement(append(words, "FOREIGN DATA WRAPPER "+Ident(s.Wrapper)), list, secrets)
	},
	drop: func(_ *sqlgen.Context, s *schema.Server) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + serverTarget(s))
	},
	alter: []alter[*schema.Server]{
		{fields: []string{"ServerVersion", "Options", "Secrets"}, write: alterServer},
	},
	rename: func(from, to *schema.Server) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER " + serverTarget(from) + " RENAME TO " + Ident(to.Name))
	},
	target:      serverTarget,
	grantTarget: func(s *schema.Server) string { return "FOREIGN SERVER " + Ident(s.Name) },
	owned:       true,
	grantable:   true,
}

func serverTarget(s *schema.Server) string { return "SERVER " + Ident(s.Name) }

func alterServer(_ *sqlgen.Context, from, to *schema.Server) []sqlgen.Stmt {
	words := []string{"ALTER", serverTarget(to)}
	switch {
	case from.ServerVersion == to.ServerVersion:
	case to.ServerVersion == "":
		words = append(words, "VERSION NULL")
	default:
		words = append(words, "VERSION "+Literal(to.ServerVersion))
	}
	list, secrets := changedSettings(from.Settings, to.Settings)
	return settingsStatement(words, list, secrets)
}

// The servers of a wrapper that an extension owns are the user's all the same.
// https://www.postgresql.org/docs/current/catalog-pg-foreign-server.html
func readServers(ctx context.Context, r *reader) error {
	const text = `
SELECT s.oid, s.srvname, w.oid, w.fdwname, coalesce(s.srvtype, ''), coalesce(s.srvversion, ''), s.srvoptions,
	coalesce(pg_catalog.obj_description(s.oid, 'pg_foreign_server'), ''),
	pg_catalog.pg_get_userbyid(s.srvowner), s.srvacl::text[], pg_catalog.acldefault('S', s.srvowner)::text[]
FROM pg_catalog.pg_foreign_server s
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
ORDER BY s.srvname`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, wrapper uint32
		var s schema.Server
		var list, acl, def pq.StringArray
		err := rows.Scan(&oid, &s.Name, &wrapper, &s.Wrapper, &s.Type, &s.ServerVersion, &list,
			&s.Comment, &s.Owner, &acl, &def)
		if err != nil {
			return err
		}
		a := address{"pg_foreign_server", oid, 0}
		if !r.mine(a, "") {
			return nil
		}
		w := address{"pg_foreign_data_wrapper", wrapper, 0}
		if owner, owned := r.members[w]; owned {
			s.WrapperRef = owner
		} else if o := r.at[w]; o != nil {
			s.WrapperRef = o.Ref()
		}
		s.Settings = splitSecrets(options(list, ""), s.Name)
		s.Grants = grants(acl, def, s.Owner)
		r.add(a, &s)
		return nil
	})
}
