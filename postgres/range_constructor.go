package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A constructor is a function that makes values of a range or its multirange.
// https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-CONSTRUCT
type constructor struct {
	// of is the type that it comes with.
	of        string
	is        schema.Ref
	arguments string
}

func (f constructor) signature(at schema.Ref) string {
	return Qualified(at.Schema, at.Name) + "(" + f.arguments + ")"
}

// rangeConstructors lists the constructors of a range and its multirange. nowCalled
// translates the name of a type to the one that it has by then.
func rangeConstructors(o schema.Object, nowCalled func(string) string) []constructor {
	t := o.(*schema.Range)
	bound, own := nowCalled(t.Subtype), nowCalled(Qualified(t.Schema, t.Name))
	name := constructorRef(t)
	list := []constructor{{t.Name, name, bound + ", " + bound}, {t.Name, name, bound + ", " + bound + ", text"}}
	multi := multirangeOf(t)
	if multi == "" {
		return list
	}
	name = multirangeConstructorRef(t)
	return append(list, constructor{multi, name, ""}, constructor{multi, name, own}, constructor{multi, name, own + "[]"})
}

// constructorName takes what a range says of the name of its constructors apart.
func constructorName(namespace, given, usual string) (schemaName, name string) {
	if given == "" {
		return namespace, usual
	}
	schemaName, name = typeName(given)
	if schemaName == "" {
		schemaName = namespace
	}
	return schemaName, name
}

// leanConstructors leaves the names of constructors empty that are those of the types.
func leanConstructors(t *schema.Range) {
	for _, c := range []struct {
		given *string
		usual string
	}{{&t.Constructor, t.Name}, {&t.MultirangeConstructor, t.MultirangeName()}} {
		namespace, name := constructorName(t.Schema, *c.given, c.usual)
		switch {
		case namespace != t.Schema:
			*c.given = Qualified(namespace, name)
		case name == c.usual:
			*c.given = ""
		default:
			*c.given = Ident(name)
		}
	}
}

// renameConstructors gives the constructors of one state of a range the names
// that they have in another; the types have theirs by now.
func renameConstructors(from, to *schema.Range) []sqlgen.Stmt {
	stmts := constructorNaming.move(to, constructorRef(from), constructorRef(to))
	if to.Single {
		return stmts
	}
	return append(stmts, multirangeConstructorNaming.move(to, multirangeConstructorRef(from), multirangeConstructorRef(to))...)
}

func constructorRef(t *schema.Range) schema.Ref {
	namespace, name := constructorName(t.Schema, t.Constructor, t.Name)
	return schema.Ref{Schema: namespace, Name: name}
}

func multirangeConstructorRef(t *schema.Range) schema.Ref {
	namespace, name := constructorName(t.Schema, t.MultirangeConstructor, t.MultirangeName())
	return schema.Ref{Schema: namespace, Name: name}
}

// moveConstructors renames the constructors of a type that comes with a range.
func moveConstructors(of func(schema.Object) string) func(t *schema.Range, from, to schema.Ref) []sqlgen.Stmt {
	return func(t *schema.Range, from, to schema.Ref) []sqlgen.Stmt {
		var stmts []sqlgen.Stmt
		for _, f := range rangeConstructors(t, func(typ string) string { return typ }) {
			if f.of != of(t) {
				continue
			}
			at := from
			if at.Schema != to.Schema {
				stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER FUNCTION " + f.signature(at) + " SET SCHEMA " + Ident(to.Schema)})
				at.Schema = to.Schema
			}
			if at.Name != to.Name {
				stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER FUNCTION " + f.signature(at) + " RENAME TO " + Ident(to.Name)})
			}
		}
		return stmts
	}
}

// madeRange is what CREATE TYPE makes of a range. Where the constructors of the
// multirange are to be called otherwise than it is, others may be called as it.
func madeRange(c *sqlgen.Context, t *schema.Range) *schema.Range {
	made := *t
	made.Constructor, made.MultirangeConstructor = "", ""
	if t.MultirangeConstructor != "" {
		made.Multirange = passingName(c, t.MultirangeName(), nil)
	}
	return &made
}

// subtypeKinds are the types that a subtype can be, built-in ones apart.
var subtypeKinds = []schema.Kind{
	schema.KindEnum, schema.KindDomain, schema.KindComposite, schema.KindRange, schema.KindObject,
	schema.KindTable, schema.KindView, schema.KindMaterialized,
}

// subtypeNow is the subtype by the name that it has when a range is renamed: Needs
// tells what the renames before have made of it.
func subtypeNow(t *schema.Range) string {
	element, _ := arrayOf(t.Subtype)
	if namespace, _ := typeName(element); namespace == "" {
		return t.Subtype
	}
	for _, r := range t.Needs {
		if slices.Contains(subtypeKinds, r.Kind) {
			return Qualified(r.Schema, r.Name) + strings.TrimPrefix(t.Subtype, element)
		}
	}
	return t.Subtype
}

// constructorOf is an expression for the name of the functions that make the
// values of a type. That they have one in common is for oddConstructor to say.
func constructorOf(oid string) string {
	return `coalesce((
		SELECT pg_catalog.min(pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.proname))
		FROM pg_catalog.pg_depend d
		JOIN pg_catalog.pg_proc p ON p.oid = d.objid
		JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
		WHERE d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid = ` + oid + `
		AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'i'), '')`
}

// oddConstructor finds constructors of which the type has others of another name.
const oddConstructor = `o.oid IN (SELECT d.objid FROM pg_catalog.pg_type t
	JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid = t.oid
		AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'i'
	JOIN pg_catalog.pg_depend other ON other.refclassid = d.refclassid AND other.refobjid = t.oid
		AND other.classid = d.classid AND other.deptype = 'i'
	JOIN pg_catalog.pg_proc p ON p.oid = d.objid
	JOIN pg_catalog.pg_proc q ON q.oid = other.objid
	WHERE t.oid >= 16384 AND t.typtype IN ('r', 'm')
	AND (p.pronamespace, p.proname) > (q.pronamespace, q.proname))`
