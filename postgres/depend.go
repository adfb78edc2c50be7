package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// An arc is one row of pg_depend: from needs to.
type arc struct {
	from, to address
	deptype  byte
}

// readDependencies fills Needs, and DefaultNeeds of columns, from pg_depend.
// https://www.postgresql.org/docs/current/catalog-pg-depend.html
func (r *reader) readDependencies(ctx context.Context) error {
	d := &dependencies{reader: r, defaults: map[address]bool{}, extensions: map[schema.Ref]bool{}}
	if err := d.readDefaults(ctx); err != nil {
		return fmt.Errorf("reading pg_attrdef: %w", err)
	}
	for _, o := range r.objects {
		if o, ok := o.(*schema.Extension); ok {
			d.extensions[o.Ref()] = true
		}
	}
	d.dropConstructors()
	maps.Copy(d.alias, d.copied)
	maps.Copy(d.alias, d.parts)
	for _, a := range d.arcs {
		d.learn(a)
	}
	for _, a := range d.arcs {
		if a.deptype != goesWith {
			d.connect(a)
		}
	}
	if err := d.readExtensionTies(ctx); err != nil {
		return err
	}
	needCasts(r.objects)
	for _, o := range r.objects {
		settle(o)
	}
	return nil
}

// needCasts: an expression that uses a cast depends on the function of that, as
// far as the catalogs tell. It is written as a cast nonetheless, and can only be
// made again while there is one.
func needCasts(objects []schema.Object) {
	byFunction := map[schema.Ref][]schema.Ref{}
	for _, o := range objects {
		k, ok := o.(*schema.Cast)
		if !ok {
			continue
		}
		for _, dep := range k.Needs {
			if schema.HasArguments(dep.Kind) {
				byFunction[dep] = append(byFunction[dep], k.Ref())
			}
		}
	}
	if len(byFunction) == 0 {
		return
	}
	for _, o := range objects {
		base := o.Base()
		for _, dep := range slices.Clone(base.Needs) {
			if list := byFunction[dep]; len(list) > 0 && schema.HasText(o) {
				base.Needs = append(base.Needs, list...)
			}
		}
		if c, ok := o.(*schema.Column); ok {
			for _, dep := range slices.Clone(c.DefaultNeeds) {
				c.DefaultNeeds = append(c.DefaultNeeds, byFunction[dep]...)
			}
		}
	}
}

// dependencies translates addresses into objects.
type dependencies struct {
	*reader
	// defaults holds the addresses in pg_attrdef of default expressions, other
	// than those of generated columns.
	defaults map[address]bool
	// extensions are those that are read.
	extensions map[schema.Ref]bool
}

func (d *dependencies) readDefaults(ctx context.Context) error {
	const text = `
SELECT d.oid, d.adrelid, d.adnum FROM pg_catalog.pg_attrdef d`
	return d.query(ctx, text, func(rows *sql.Rows) error {
		a, column := address{catalog: "pg_attrdef"}, address{catalog: "pg_class"}
		if err := rows.Scan(&a.oid, &column.oid, &column.sub); err != nil {
			return err
		}
		if c, ok := d.at[column].(*schema.Column); ok {
			d.alias[a] = column
			d.defaults[a] = c.Generated == nil
		}
		return nil
	})
}

// transformArcs are the needs of functions for the transforms of their types: the server notes those alone that are there when
// a function is made, so that a function that is older than a transform does without, and needs it in the next database
// (ProcedureCreate in src/backend/catalog/pg_proc.c).
const transformArcs = `
SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass::oid, p.oid, 0, 'pg_catalog.pg_transform'::pg_catalog.regclass::oid, t.oid, 0, 'n'
FROM pg_catalog.pg_transform t
JOIN pg_catalog.pg_proc p ON p.prolang = t.trflang AND (t.trftype = p.prorettype OR t.trftype = ANY (p.proargtypes))
WHERE p.oid >= 16384`

// readArcs leaves out what initdb made: objects of the user's have OIDs from
// 16384 (FirstNormalObjectId).
func (r *reader) readArcs(ctx context.Context) error {
	catalogs, err := r.readCatalogs(ctx)
	if err != nil {
		return fmt.Errorf("reading pg_class: %w", err)
	}
	const text = `
SELECT d.classid::oid, d.objid, d.objsubid, d.refclassid::oid, d.refobjid, d.refobjsubid, d.deptype::text
FROM pg_catalog.pg_depend d
WHERE d.deptype IN ('n', 'a', 'i', 'x') AND d.objid >= 16384
UNION ALL
` + transformArcs
	err = r.query(ctx, text, func(rows *sql.Rows) error {
		var a arc
		var from, to uint32
		var deptype string
		if err := rows.Scan(&from, &a.from.oid, &a.from.sub, &to, &a.to.oid, &a.to.sub, &deptype); err != nil {
			return err
		}
		a.from.catalog, a.to.catalog, a.deptype = catalogs[from], catalogs[to], deptype[0]
		r.arcs = append(r.arcs, a)
		if !knownCatalogs[a.from.catalog] {
			r.strange = append(r.strange, a.from)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading pg_depend: %w", err)
	}
	return nil
}

func (r *reader) readCatalogs(ctx context.Context) (map[uint32]string, error) {
	const text = `
SELECT c.oid, c.relname FROM pg_catalog.pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace`
	return r.namesByOID(ctx, text)
}

// namesByOID reads pairs of an OID and a name.
func (r *reader) namesByOID(ctx context.Context, text string) (map[uint32]string, error) {
	names := map[uint32]string{}
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var name string
		if err := rows.Scan(&oid, &name); err != nil {
			return err
		}
		names[oid] = name
		return nil
	})
	return names, err
}

// dropConstructors takes out the functions that range types bring along: they
// come and go with their type.
func (d *dependencies) dropConstructors() {
	brought := map[schema.Ref]bool{}
	for _, a := range d.arcs {
		if a.deptype != 'i' || a.from.catalog != "pg_proc" || a.to.catalog != "pg_type" {
			continue
		}
		if o := d.at[a.from]; o != nil {
			brought[o.Ref()] = true
			delete(d.at, a.from)
		}
	}
	if len(brought) > 0 {
		d.objects = slices.DeleteFunc(d.objects, func(o schema.Object) bool { return brought[o.Ref()] })
	}
}

// learn remembers what is a part of what. A publication's tables and schemas
// have catalogs of their own, too.
func (d *dependencies) learn(a arc) {
	part := a.deptype == 'i' || a.to.catalog == "pg_publication" && a.from.catalog != "pg_publication"
	if !part || d.at[a.from] != nil {
		return
	}
	if known, ok := d.alias[a.from]; !ok || a.to.oid < known.oid {
		d.alias[a.from] = a.to
	}
}

// find gives the object at an address or that of which it is a part.
func (d *dependencies) find(a address) schema.Object {
	// A part of a part of a part is the most there is, as an array of a table's
	// row type, but for partitions of partitions.
	const depth = 12
	for range depth {
		if o := d.at[a]; o != nil {
			return o
		}
		if o := d.at[address{a.catalog, a.oid, 0}]; o != nil {
			return o
		}
		next, ok := d.alias[a]
		if !ok {
			next, ok = d.alias[address{a.catalog, a.oid, 0}]
		}
		if !ok {
			return nil
		}
		a = next
	}
	return nil
}

// target is the ref of what an object needs: an object of the schema, or the
// extension that owns it.
func (d *dependencies) target(a address) (schema.Ref, bool) {
	const depth = 4
	for i, at := 0, a; i < depth; i++ {
		if ref, ok := d.members[address{at.catalog, at.oid, 0}]; ok {
			return ref, d.extensions[ref]
		}
		next, ok := d.alias[at]
		if !ok {
			break
		}
		at = next
	}
	if o := d.find(a); o != nil {
		return o.Ref(), true
	}
	return schema.Ref{}, false
}

func (d *dependencies) connect(a arc) {
	if _, copied := d.copied[a.from]; copied {
		return
	}
	o := d.find(a.from)
	if o == nil {
		return
	}
	ref, ok := d.target(a.to)
	if !ok || ref == o.Ref() || backward(o, ref) {
		return
	}
	if c, ok := o.(*schema.Column); ok && d.defaults[a.from] {
		c.DefaultNeeds = append(c.DefaultNeeds, ref)
		return
	}
	o.Base().Needs = append(o.Base().Needs, ref)
}

// backward tells of arcs that say with what an object goes, not what it needs:
// a sequence goes with the column that owns it, which its OwnedBy says, and
// what is a part of a table, such as its identity sequence or row type, does
// not make the table need anything that hangs on it.
func backward(o schema.Object, ref schema.Ref) bool {
	switch o := o.(type) {
	case *schema.Sequence:
		return ref == o.OwnedBy
	case *schema.Table:
		// Its Inheritance says what its parents are.
		return ref.Table == o.Name && ref.Schema == o.Schema || slices.Contains(o.Parents(), ref) ||
			ref.Table != "" && o.PartitionOf != (schema.Ref{}) && o.PartitionOf == onTable(ref.Schema, ref.Table)
	}
	return false
}

// settle sorts what an object needs, each once, without what other fields say.
func settle(o schema.Object) {
	if c, ok := o.(*schema.Column); ok && len(c.DefaultNeeds) > 0 {
		c.DefaultNeeds = distinct(c.DefaultNeeds)
	}
	needs := o.Base().Needs
	if len(needs) == 0 {
		return
	}
	o.Base().Needs = nil
	known := o.Deps()
	needs = slices.DeleteFunc(distinct(needs), func(r schema.Ref) bool { return slices.Contains(known, r) })
	o.Base().Needs = slices.Clip(needs)
}

func distinct(refs []schema.Ref) []schema.Ref {
	slices.SortFunc(refs, schema.Ref.Compare)
	return slices.Compact(refs)
}
