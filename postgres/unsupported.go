package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// An absence is one sort of thing that PostgreSQL has and the graph does not.
type absence struct {
	// what names the sort where the server's own word is not the right one.
	what string
	// catalog holds it, as o in condition.
	catalog, condition string
	// of is the catalog that the OIDs are of where catalog is none; empty if
	// they tell no place.
	of string
	// from is the first major version that has it.
	from int
}

// ownExclusion finds exclusion constraints of partitions, which are there on
// behalf of the partitioned table, that are called or commented otherwise than
// the server does. Names that are too long for it are left out.
const ownExclusion = `o.contype = 'x' AND o.conparentid <> 0
	AND (EXISTS (SELECT FROM pg_catalog.pg_description d WHERE d.objoid = o.oid AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass)
		OR EXISTS (SELECT FROM pg_catalog.pg_class c, LATERAL (
			SELECT c.relname || '_' || pg_catalog.string_agg(coalesce(a.attname, 'expr'), '_' ORDER BY u.pos) || '_excl' AS name
			FROM pg_catalog.unnest(o.conkey) WITH ORDINALITY u(num, pos)
			LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = u.num AND u.num > 0) n
		WHERE c.oid = o.conrelid AND pg_catalog.octet_length(n.name) <= 63
		AND pg_catalog.regexp_replace(o.conname, '[0-9]*$', '') <> n.name
		AND NOT 0 = ANY (o.conkey)))`

// incompleteExclusion finds exclusion constraints that ALTER TABLE ONLY has given to a partitioned table. They stay so: the
// server attaches none to them.
const incompleteExclusion = `o.contype = 'x' AND EXISTS (SELECT FROM pg_catalog.pg_index x
	JOIN pg_catalog.pg_class c ON c.oid = x.indrelid WHERE x.indexrelid = o.conindid AND NOT x.indisvalid AND c.relkind = 'p')`

// provenKey finds foreign keys that partitions have valid and their tables have not.
const provenKey = `o.contype = 'f' AND o.convalidated AND o.conenforced AND EXISTS (SELECT FROM pg_catalog.pg_constraint p
	WHERE p.oid = o.conparentid AND NOT p.convalidated AND p.conenforced)`

// absences is everything that is looked for, in the order of reporting.
var absences = []absence{
	{catalog: "pg_amop", condition: looseMember("pg_amop", "o.amopfamily", "pg_operator", "o.amopopr")},
	{what: "exclusion constraint of a partition that has a name or a comment of its own", from: 17, catalog: "pg_constraint", condition: ownExclusion},
	{what: "exclusion constraint of a partitioned table that some partition has no part of", from: 17, catalog: "pg_constraint", condition: incompleteExclusion},
	{what: "foreign key of a partition that is valid while that of the partitioned table is not", from: 18,
		catalog: "pg_constraint", condition: provenKey},
	{what: "constructor of a range type that is called otherwise than others of it, function", catalog: "pg_proc", condition: oddConstructor},
	{catalog: "pg_amproc", condition: looseMember("pg_amproc", "o.amprocfamily", "pg_proc", "o.amproc")},
}

// looseMember finds members that somebody put into a family of the server's or
// of an extension: those that are in no class, and whose operator or function
// is no extension's.
func looseMember(catalog, family, memberCatalog, member string) string {
	owned := func(catalog, oid string) string {
		return `EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.deptype = 'e'
			AND e.classid = 'pg_catalog.` + catalog + `'::pg_catalog.regclass AND e.objid = ` + oid + `)`
	}
	return `(` + family + ` < 16384 OR ` + member + ` >= 16384 AND ` + owned("pg_opfamily", family) + `)
		AND NOT ` + owned(memberCatalog, member) + `
		AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.` + catalog + `'::pg_catalog.regclass
			AND e.objid = o.oid AND e.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass)`
}

// text is the query of an absence: what initdb made has lower OIDs, and what
// temporary tables bring is nobody's schema.
func (a absence) text() string {
	return `
SELECT o.oid, ` + a.word() + ` || i.identity
FROM pg_catalog.` + a.catalog + ` o,
	LATERAL pg_catalog.pg_identify_object('pg_catalog.` + a.catalog + `'::pg_catalog.regclass, o.oid, 0) i
WHERE o.oid >= 16384 AND (` + a.condition + `)
	AND i.identity !~ '(^| |\()pg_temp(_[0-9]+)?\.'
	AND (i.schema IS NULL OR i.schema !~ '^pg_' AND i.schema NOT IN ('information_schema', '` + HistorySchema + `'))`
}

func (a absence) word() string {
	if a.what != "" {
		return Literal(a.what + " ")
	}
	return "i.type || ' '"
}

// probe is a query that finds at least what text does.
func (a absence) probe() string {
	return "SELECT FROM pg_catalog." + a.catalog + " o WHERE o.oid >= 16384 AND (" + a.condition + ")"
}

// A search is for one sort of absence.
type search struct {
	catalog, of, probe, text string
	// read takes the place of text.
	read func(context.Context) ([]string, error)
}

func (r *reader) searches() []search {
	var out []search
	for _, a := range absences {
		if r.major >= a.from {
			out = append(out, search{catalog: a.catalog, of: a.catalog, probe: a.probe(), text: a.text()})
		}
	}
	for _, s := range specialAbsences {
		out = append(out, search{catalog: s.catalog, of: s.of, probe: s.condition, text: s.condition})
	}
	// Labels are read here because nearly no database has any.
	return append(out, search{catalog: "pg_seclabel", probe: ownLabels, read: r.readLabels})
}

// readUnsupported names what the database has and the graph does not, sorted
// within each sort.
func (r *reader) readUnsupported(ctx context.Context) ([]string, error) {
	list := r.searches()
	hits, err := r.probeAll(ctx, list)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, i := range hits {
		names, err := r.searchFor(ctx, list[i])
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", list[i].catalog, err)
		}
		out = append(out, names...)
	}
	strange, err := r.readStrange(ctx)
	return append(out, strange...), err
}

func (r *reader) searchFor(ctx context.Context, s search) ([]string, error) {
	if s.read != nil {
		return s.read(ctx)
	}
	return r.readAbsence(ctx, s.catalog, s.of, s.text)
}

// probeAll tells which searches may find something, in one query: nearly always
// none does, and of a small database planning a query for each is most of the
// reading.
func (r *reader) probeAll(ctx context.Context, list []search) ([]int, error) {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = fmt.Sprintf("SELECT %d WHERE EXISTS (%s)", i, s.probe)
	}
	var hits []int
	err := r.query(ctx, strings.Join(texts, "\nUNION ALL "), func(rows *sql.Rows) error {
		var i int
		if err := rows.Scan(&i); err != nil {
			return err
		}
		hits = append(hits, i)
		return nil
	})
	slices.Sort(hits)
	return hits, err
}

// readAbsence runs a query for OIDs and names, and leaves out what extensions
// own. of is the catalog of the OIDs.
func (r *reader) readAbsence(ctx context.Context, catalog, of, text string) ([]string, error) {
	var names []string
	var oids pq.Int64Array
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		a := address{catalog: catalog}
		var name string
		if err := rows.Scan(&a.oid, &name); err != nil {
			return err
		}
		if _, owned := r.members[a]; !owned {
			names, oids = append(names, name), append(oids, int64(a.oid))
		}
		return nil
	})
	if err == nil && len(names) > 0 && of != "" {
		err = r.readPlaces(ctx, of, oids, names)
	}
	slices.Sort(names)
	return names, err
}

// readPlaces finds the schemas and tables of what is not supported.
func (r *reader) readPlaces(ctx context.Context, catalog string, oids pq.Int64Array, names []string) error {
	const text = `
SELECT u.n, a.type, coalesce(i.schema, ''), coalesce(i.name, ''), a.object_names
FROM pg_catalog.unnest($1::oid[]) WITH ORDINALITY u(oid, n),
	LATERAL pg_catalog.pg_identify_object($2::pg_catalog.regclass, u.oid, 0) i,
	LATERAL pg_catalog.pg_identify_object_as_address($2::pg_catalog.regclass, u.oid, 0) a`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var n int
		var kind, namespace, name string
		var path pq.StringArray
		if err := rows.Scan(&n, &kind, &namespace, &name, &path); err != nil {
			return err
		}
		at := schema.Ref{Kind: schema.Kind(strings.ReplaceAll(kind, " ", "_"))}
		switch {
		case namespace != "":
			at.Schema, at.Name = namespace, cmp.Or(name, path[len(path)-1])
		case len(path) == 3:
			at.Schema, at.Table, at.Name = path[0], path[1], path[2]
		default:
			return nil
		}
		r.places[names[n-1]] = at
		return nil
	}, oids, "pg_catalog."+catalog)
}
