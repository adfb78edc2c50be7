package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// Roles reads the roles of the server: those named, or with nil all but the
// server's own, the first superuser among them. Roles that are members of a
// role that is read, or that it is a member of, need not be read too.
//
// secrets names the settings that nobody may see, which are left out: there is no
// telling what they were.
func Roles(ctx context.Context, conn *sql.Conn, names []string) (found *schema.Schema, secrets []string, err error) {
	r := newReader(&session{conn: conn})
	if err := r.identify(ctx); err != nil {
		return nil, nil, fmt.Errorf("reading the server version: %w", err)
	}
	if err := r.readRoles(ctx, names); err != nil {
		return nil, nil, fmt.Errorf("reading roles: %w", err)
	}
	found = schema.Sorted(r.objects)
	for o := range schema.Of[*schema.Role](found) {
		for _, list := range []*[]schema.Option{&o.Settings, &o.DatabaseSettings} {
			*list = slices.DeleteFunc(*list, func(s schema.Option) bool {
				if schema.IsSecret(s.Name) {
					secrets = append(secrets, s.Name+" of "+o.Ref().String())
				}
				return schema.IsSecret(s.Name)
			})
		}
	}
	return found, secrets, nil
}

// https://www.postgresql.org/docs/current/view-pg-roles.html
func (r *reader) readRoles(ctx context.Context, names []string) error {
	const text = `
SELECT o.oid, o.rolname, o.rolsuper, NOT o.rolinherit, o.rolcreaterole, o.rolcreatedb, o.rolcanlogin, o.rolreplication, o.rolbypassrls,
	nullif(o.rolconnlimit, -1)::bigint,
	CASE WHEN o.rolvaliduntil <> 'infinity' THEN pg_catalog.rtrim(pg_catalog.rtrim(
		pg_catalog.to_char(o.rolvaliduntil AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '0'), '.') || '+00' ELSE '' END,
	coalesce(pg_catalog.shobj_description(o.oid, 'pg_authid'), ''),
	(SELECT s.setconfig FROM pg_catalog.pg_db_role_setting s WHERE s.setrole = o.oid AND s.setdatabase = 0),
	(SELECT s.setconfig FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
		WHERE s.setrole = o.oid AND d.datname = pg_catalog.current_database())
FROM pg_catalog.pg_roles o
WHERE CASE WHEN $1::text[] IS NULL THEN o.oid >= 16384 ELSE o.rolname = ANY ($1) END`
	byOID := map[uint32]*schema.Role{}
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var o schema.Role
		var everywhere, here pq.StringArray
		err := rows.Scan(&oid, &o.Name, &o.Superuser, &o.NoInherit, &o.CreateRole, &o.CreateDB, &o.Login, &o.Replication,
			&o.BypassRLS, &o.ConnectionLimit, &o.ValidUntil, &o.Comment, &everywhere, &here)
		if err != nil {
			return err
		}
		o.Settings, o.DatabaseSettings = options(everywhere, ""), options(here, "")
		byOID[oid] = &o
		r.add(address{"pg_authid", oid, 0}, &o)
		return nil
	}, pq.Array(names))
	if err != nil {
		return err
	}
	if err := r.readRoleLabels(ctx, byOID); err != nil {
		return err
	}
	return r.readMemberships(ctx, byOID)
}

// https://www.postgresql.org/docs/current/catalog-pg-shseclabel.html
func (r *reader) readRoleLabels(ctx context.Context, byOID map[uint32]*schema.Role) error {
	const text = `
SELECT l.objoid, l.provider, l.label FROM pg_catalog.pg_shseclabel l
WHERE l.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass ORDER BY l.provider`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var l schema.Label
		err := rows.Scan(&oid, &l.Provider, &l.Text)
		if o := byOID[oid]; o != nil {
			o.Labels = append(o.Labels, l)
		}
		return err
	})
}

// Before PostgreSQL 16 there is one membership of a role in another, and who
// granted it says nothing.
// https://www.postgresql.org/docs/current/catalog-pg-auth-members.html
func (r *reader) readMemberships(ctx context.Context, byOID map[uint32]*schema.Role) error {
	// 10 is the first superuser, in whose name superusers grant.
	text := `
SELECT m.member, pg_catalog.pg_get_userbyid(m.roleid), m.admin_option, ` +
		r.since(16, "NOT m.inherit_option, NOT m.set_option, CASE WHEN m.grantor <> 10 THEN pg_catalog.pg_get_userbyid(m.grantor) ELSE '' END",
			"NOT u.rolinherit, false, ''") + `
FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles u ON u.oid = m.member`
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var member uint32
		var m schema.Membership
		err := rows.Scan(&member, &m.Role, &m.Admin, &m.NoInherit, &m.NoSet, &m.Grantor)
		if o := byOID[member]; o != nil {
			o.MemberOf = append(o.MemberOf, m)
		}
		return err
	})
	for _, o := range byOID {
		schema.SortMemberships(o.MemberOf)
	}
	return err
}
