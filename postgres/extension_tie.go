package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// goesWith is the type in pg_depend of what is dropped with an extension.
// https://www.postgresql.org/docs/current/catalog-pg-depend.html
const goesWith = 'x'

// readExtensionTies gives objects the extensions that they are dropped with.
func (d *dependencies) readExtensionTies(ctx context.Context) error {
	if !slices.ContainsFunc(d.arcs, func(a arc) bool { return a.deptype == goesWith }) {
		return nil
	}
	names, err := d.namesByOID(ctx, "SELECT e.oid, e.extname FROM pg_catalog.pg_extension e")
	if err != nil {
		return fmt.Errorf("reading pg_extension: %w", err)
	}
	for _, a := range d.arcs {
		if a.deptype == goesWith {
			d.tieToExtension(a, names[a.to.oid])
		}
	}
	return nil
}

// tieToExtension notes that an object is dropped with an extension; where no block could say so, the object is named.
func (d *dependencies) tieToExtension(a arc, name string) {
	o := d.at[a.from]
	if o == nil || !schema.GoesWithExtensions(o.Ref().Kind) {
		d.strangeTies = append(d.strangeTies, a.from)
		return
	}
	base := o.Base()
	base.Extensions = append(base.Extensions, name)
	slices.Sort(base.Extensions)
	if ref := (schema.Ref{Kind: schema.KindExtension, Name: name}); d.extensions[ref] {
		base.Needs = append(base.Needs, ref)
	}
}

// tied writes how an object comes to be dropped with the extensions that it is to be dropped with.
func (k kind[T]) tied(from []string, o T) []sqlgen.Stmt {
	to, target := o.Base().Extensions, k.target
	for _, b := range k.also {
		if b.field == "IndexComment" {
			target = b.target // of a key it is the index
		}
	}
	var stmts []sqlgen.Stmt
	write := func(name, no string) {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER " + target(o) + no + " DEPENDS ON EXTENSION " + Ident(name)})
	}
	for _, name := range from {
		if !slices.Contains(to, name) {
			write(name, " NO")
		}
	}
	for _, name := range to {
		if !slices.Contains(from, name) {
			write(name, "")
		}
	}
	return stmts
}

// losesTie reports whether an object is no longer to be dropped with an extension, for which PostgreSQL 12 has no statement.
func losesTie(c planner.Change) bool {
	if !c.Has("Extensions") {
		return false
	}
	to := c.To.Base().Extensions
	return slices.ContainsFunc(c.From.Base().Extensions, func(name string) bool { return !slices.Contains(to, name) })
}
