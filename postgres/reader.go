package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// An address is where the catalogs keep an object, as pg_depend names it:
// the catalog's own OID, the row's, and the column's number. Catalog is the
// name of the catalog, such as pg_class.
type address struct {
	catalog string
	oid     uint32
	sub     int
}

// A reader collects what the catalogs hold in one snapshot.
type reader struct {
	*session
	major int // server_version_num / 10000
	// owners is Inspection.Owners.
	owners []string
	// objects are what was read, in any order.
	objects []schema.Object
	// arcs are the rows of pg_depend.
	arcs []arc
	// at maps addresses to what was read there.
	at map[address]schema.Object
	// namespaces and relations name what other catalogs give by OID.
	namespaces map[uint32]string
	relations  map[uint32]schema.Ref
	// copied leads from the indexes and keys of partitions that are no objects
	// to those of the parent.
	copied map[address]address
	// implied are those indexes and keys, as long as it is open which of them
	// something else is attached to.
	implied implied
	// alias leads from what is no object of ours to what it is a part of: the
	// array of a type, the row type of a table, the index of a constraint. It is
	// known once the dependencies are read.
	alias map[address]address
	// strange lists where pg_depend speaks of catalogs that are not known.
	strange []address
	// strangeTies lists what is dropped with an extension and has no block to say so.
	strangeTies []address
	// parts leads from rows that are a part of an object to that, where
	// pg_depend does not say so.
	parts map[address]address
	// places tells where that is which is not supported.
	places map[string]schema.Ref
	// invalid is Inspection.Invalid.
	invalid []schema.Ref
	// present is what presence told of.
	present map[string]bool
	// members holds what extensions own, by address with sub 0.
	members map[address]schema.Ref
}

func newReader(s *session) *reader {
	return &reader{
		session:    s,
		at:         map[address]schema.Object{},
		namespaces: map[uint32]string{},
		relations:  map[uint32]schema.Ref{},
		copied:     map[address]address{},
		implied:    implied{left: map[uint32]impliedIndex{}},
		alias:      map[address]address{},
		parts:      map[address]address{},
		places:     map[string]schema.Ref{},
		members:    map[address]schema.Ref{},
		present:    map[string]bool{},
	}
}

// identify asks which server and whose session this is.
func (r *reader) identify(ctx context.Context) error {
	var num int
	var user, owner string
	const text = `
SELECT pg_catalog.current_setting('server_version_num')::int, CURRENT_USER, pg_catalog.pg_get_userbyid(d.datdba)
FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()`
	if err := r.conn.QueryRowContext(ctx, text).Scan(&num, &user, &owner); err != nil {
		return err
	}
	// Schema public is of whoever owns the database, since PostgreSQL 15.
	r.major, r.owners = num/10000, []string{user, owner, "pg_database_owner"}
	return nil
}

// prepare reads what every kind needs to know.
func (r *reader) prepare(ctx context.Context) error {
	if err := r.identify(ctx); err != nil {
		return fmt.Errorf("reading the server version: %w", err)
	}
	if err := r.readMembers(ctx); err != nil {
		return fmt.Errorf("reading the members of extensions: %w", err)
	}
	return r.readPresence(ctx)
}

// readMembers finds what extensions own: that is theirs, not ours.
// https://www.postgresql.org/docs/current/catalog-pg-depend.html, deptype e
func (r *reader) readMembers(ctx context.Context) error {
	const text = `
SELECT d.classid::regclass::text, d.objid, e.extname
FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
WHERE d.deptype = 'e' AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var a address
		var name string
		if err := rows.Scan(&a.catalog, &a.oid, &name); err != nil {
			return err
		}
		r.members[a] = schema.Ref{Kind: schema.KindExtension, Name: name}
		return nil
	})
}

// mine reports whether a row of a catalog is the user's: in a schema of the
// user's (by name; empty where the catalog has none) and owned by no extension.
func (r *reader) mine(a address, namespace string) bool {
	_, owned := r.members[address{a.catalog, a.oid, 0}]
	return !owned && !isSystemSchema(namespace)
}

func isSystemSchema(name string) bool {
	return strings.HasPrefix(name, "pg_") || name == "information_schema" || name == HistorySchema
}

// userSchemas is the same condition in SQL, for a pg_namespace named n.
const userSchemas = `n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', '` + HistorySchema + `')`

// add keeps an object and remembers where it came from.
func (r *reader) add(a address, o schema.Object) {
	r.objects = append(r.objects, o)
	r.at[a] = o
}

// query runs a catalog query and calls scan for each row.
func (r *reader) query(ctx context.Context, text string, scan func(*sql.Rows) error, args ...any) error {
	rows, err := r.session.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("scanning: %w", err)
		}
	}
	return rows.Err()
}

// since gives one of two pieces of a query by the server's major version.
func (r *reader) since(major int, newer, older string) string {
	if r.major >= major {
		return newer
	}
	return older
}
