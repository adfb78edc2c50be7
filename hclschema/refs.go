package hclschema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// ref writes a reference.
func (e *encoder) ref(r schema.Ref) string {
	if schema.IsPart(r.Kind) {
		return e.ref(e.ownerOf(r)) + e.part(r)
	}
	name := r.BaseName()
	clash := e.clashes[nameKey{r.Kind, symbol(r)}] > 1
	switch {
	case r.Kind == schema.KindObject && clash:
		return string(r.Kind) + e.step(sortOf(r)) + e.step(r.Schema) + e.step(name)
	case r.Kind == schema.KindObject:
		return string(r.Kind) + e.step(sortOf(r)) + e.step(name)
	case clash && r.Kind == schema.KindOperator:
		return e.quoted(operatorName(r.Schema, name) + strings.TrimPrefix(r.Name, name))
	case clash && r.Name != name:
		return e.quoted(qualify(r.Schema, name) + strings.TrimPrefix(r.Name, name))
	case r.Kind == schema.KindTable && clash:
		return e.tableBlock(r) + e.step(r.Schema) + e.step(name)
	case r.Kind == schema.KindTable:
		return e.tableBlock(r) + e.step(name)
	case clash && r.Kind == schema.KindUserMapping:
		return string(r.Kind) + e.step(r.Table) + e.step(name)
	case clash && r.Table != "":
		return string(r.Kind) + e.step(r.Schema) + e.step(r.Table) + e.step(name)
	case clash:
		return string(r.Kind) + e.step(r.Schema) + e.step(name)
	}
	return string(r.Kind) + e.step(name)
}

func (e *encoder) part(r schema.Ref) string { return "." + string(r.Kind) + e.step(r.Name) }

func (e *encoder) step(name string) string {
	if hclsyntax.ValidIdentifier(name) {
		return "." + name
	}
	return "[" + e.quoted(name) + "]"
}

// schemaRef refers to a schema; one that is not declared is named.
func (e *encoder) schemaRef(name string) string {
	if e.graph.Has(schema.Ref{Kind: schema.KindSchema, Name: name}) {
		return "schema" + e.step(name)
	}
	return e.quoted(name)
}

// relation refers to the table or view of that name.
func (e *encoder) relation(namespace, name string) string {
	for _, k := range relations {
		if r := (schema.Ref{Kind: k, Schema: namespace, Name: name}); e.graph.Has(r) {
			return e.ref(r)
		}
	}
	e.fail(e.writing, "the table "+namespace+"."+name+" that it belongs to is missing")
	return e.quoted(name)
}

// dependencies lists what an object needs and no attribute has shown. Columns
// stand for their table.
func (c *codec) dependencies(o schema.Object) []string {
	if schema.IsPart(c.self.Kind) {
		// What columns, keys and indexes need is plain to see, or found when the
		// server makes them; a list of it would only be in the reader's way.
		return nil
	}
	all := o.Base().Needs
	own := c.ownerOf(c.self)
	var refs []schema.Ref
	for _, r := range all {
		if splitKinds[r.Kind] {
			continue
		}
		if schema.IsPart(r.Kind) {
			r = c.ownerOf(r)
		}
		skip := r.Kind == schema.KindSchema || r == own || r == c.self || !c.graph.Has(r)
		if !skip && !slices.Contains(*c.needs, r) && !slices.Contains(refs, r) {
			refs = append(refs, r)
		}
	}
	slices.SortFunc(refs, schema.Ref.Compare)
	list := make([]string, len(refs))
	for i, r := range refs {
		list[i] = c.ref(r)
	}
	return list
}

// refTo declares a reference to an object of some kinds.
func (c *codec) refTo(name string, v *schema.Ref, kinds ...schema.Kind) {
	c.attr(name, func(e hclsyntax.Expression) {
		*v, _ = c.resolve(e, kinds...)
	}, func() string {
		if v.IsZero() {
			return ""
		}
		if !c.known(*v) {
			c.fail(c.writing, "the "+v.String()+" that it refers to is missing")
		}
		c.need(*v)
		return c.ref(*v)
	})
}

func (e *encoder) known(r schema.Ref) bool { return e.graph.Has(r) || e.whole.Has(r) }

// columns declares a list of columns of the table at hand, each once.
func (c *codec) columns(name string, v *[]string) { c.columnList(name, v, false) }

// columnList declares a list of columns. The keys of an index and the
// referencing side of a foreign key may name one more than once.
func (c *codec) columnList(name string, v *[]string, repeats bool) {
	c.columnsBy(name, v, repeats, c.column, func(s string) string { return "column" + c.step(s) })
}

// columnsBy declares a list of columns that are read and written in a way of their own.
func (c *codec) columnsBy(name string, v *[]string, repeats bool, read func(hclsyntax.Expression) (string, bool), write func(string) string) {
	c.attr(name, func(e hclsyntax.Expression) {
		for _, item := range c.items(e) {
			s, ok := read(item)
			if ok && !repeats && slices.Contains(*v, s) {
				c.errorf(item.Range(), "Duplicate column", "The column %q is already in this list.", s)
			} else if ok {
				*v = append(*v, s)
			}
		}
	}, func() string { return bracket(each(*v, write)) })
}

// column reads the name of a column of the table at hand.
func (c *codec) column(e hclsyntax.Expression) (string, bool) {
	e = c.element(e)
	if isValue(e) {
		s, ok := c.str(e)
		if !ok {
			return "", false
		}
		_, ok = c.partRef(c.sc.table, schema.KindColumn, s, e.Range())
		return s, ok
	}
	r, ok := c.resolve(e, schema.KindColumn)
	if !ok {
		return "", false
	}
	if r.Schema != c.sc.table.Schema || r.Table != c.sc.table.Name {
		c.errorf(e.Range(), "Invalid reference", "A column of the %s is needed here, not of table %s.%s.", c.sc.table, r.Schema, r.Table)
		return "", false
	}
	return r.Name, true
}

// routine declares a function that the graph names as SQL.
func (c *codec) routine(name string, v *string, ref *schema.Ref, kinds ...schema.Kind) {
	c.attr(name, func(e hclsyntax.Expression) { *v = c.readRoutine(e, ref, "", kinds) },
		func() string { return orNothing(*v, c.writeRoutine(ref)) })
}

// overload declares a reference to the function of a name that takes arguments
// of these types, given as in a signature, if there is more than one.
func (c *codec) overload(name string, v *string, args string, kinds ...schema.Kind) {
	c.attr(name, func(e hclsyntax.Expression) { *v = c.readRoutine(e, nil, args, kinds) },
		func() string { return orNothing(*v, c.writeRoutine(nil)) })
}

// readRoutine reads a reference to a function. A string may also name one of
// the server's own; of several with the name that with these arguments is meant.
func (c *codec) readRoutine(e hclsyntax.Expression, ref *schema.Ref, args string, kinds []schema.Kind) string {
	e = c.element(e)
	note := func(r schema.Ref) {
		if ref != nil {
			*ref = r
			return
		}
		c.need(r)
	}
	if !isValue(e) {
		r, ok := c.resolve(e, kinds...)
		if !ok {
			return ""
		}
		note(r)
		return qualify(r.Schema, r.BaseName())
	}
	s, ok := c.sqlText(e)
	if !ok {
		return ""
	}
	namespace, base, rest, ok := cutName(s)
	if !ok {
		c.errorf(e.Range(), "Invalid name", "%q is no name of a function.", s)
		return ""
	}
	if found := c.searchText(s, kinds); len(found) > 0 {
		if i := slices.IndexFunc(found, func(r schema.Ref) bool { return r.Name == r.BaseName()+args }); i >= 0 {
			found = found[i : i+1]
		}
		if ref != nil {
			found = found[:1]
		}
		// Which of several it is, the server tells.
		for _, r := range found {
			note(r)
		}
		return qualify(found[0].Schema, found[0].BaseName())
	}
	if rest != "" {
		c.errorf(e.Range(), "Undefined reference", "No function %q is declared.%s", s, c.suggestKinds(base, kinds))
		return ""
	}
	return qualify(namespace, base)
}

func (c *codec) writeRoutine(ref *schema.Ref) func(string) string {
	return func(s string) string {
		if ref != nil && !ref.IsZero() && c.graph.Has(*ref) {
			c.need(*ref)
			return c.ref(*ref)
		}
		if found := c.routines[s]; ref == nil && len(found) == 1 {
			c.need(found[0])
			return c.ref(found[0])
		}
		return c.quoted(c.serversOwn(s))
	}
}

// serversOwn gives the name of a function of the server its schema where one that is
// declared has that name too.
func (c *codec) serversOwn(s string) string {
	namespace, base, _, ok := cutName(s)
	if ok && namespace == "" && slices.ContainsFunc(routines, func(k schema.Kind) bool { return c.clashes[nameKey{k, base}] > 0 }) {
		return "pg_catalog." + s
	}
	return s
}

// collation declares a collation: a name of pg_catalog, a reference, or SQL.
func (c *codec) collation(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		e = c.element(e)
		if s, ok := c.rawSQL(e); ok {
			*v = s
			return
		}
		if _, bare := keyword(e); !isValue(e) && !bare {
			if r, ok := c.resolve(e, schema.KindCollation); ok {
				c.need(r)
				*v = qualify(r.Schema, r.Name)
			}
			return
		}
		if s, ok := c.identifier(e); ok && s != "" {
			*v = c.system(s)
		}
	}, func() string { return orNothing(*v, c.writeCollation) })
}

// system qualifies a name that the server brings along.
func (c *codec) system(name string) string {
	if c.opts.DefaultSchema == "" {
		return name
	}
	return "pg_catalog." + quoteIdent(name)
}

func (c *codec) writeCollation(s string) string {
	namespace, name, rest, ok := cutName(s)
	if !ok || rest != "" {
		return "sql(" + c.quoted(s) + ")"
	}
	if namespace == "" && !strings.HasPrefix(s, `"`) {
		return c.quoted(s)
	}
	r := schema.Ref{Kind: schema.KindCollation, Schema: namespace, Name: name}
	switch {
	case qualify(namespace, name) != s:
		return "sql(" + c.quoted(s) + ")"
	case c.graph.Has(r):
		c.need(r)
		return c.ref(r)
	case namespace == "pg_catalog":
		return c.quoted(name)
	}
	return "sql(" + c.quoted(s) + ")"
}

// indexName declares the name of an index of the table at hand, or of a
// constraint that has one.
func (c *codec) indexName(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) { *v, _ = c.readIndexName(e) },
		func() string { return orNothing(*v, c.writeIndexName) })
}

var indexKinds = []schema.Kind{schema.KindIndex, schema.KindUnique, schema.KindPrimaryKey, schema.KindExclude}

func (c *codec) readIndexName(e hclsyntax.Expression) (string, bool) {
	if !isValue(e) {
		r, ok := c.resolve(e, indexKinds...)
		return r.Name, ok
	}
	s, ok := c.str(e)
	if _, heir := c.heirs[c.sc.table]; heir {
		return s, ok // the server's, on behalf of the parent
	}
	for _, k := range indexKinds {
		r := c.sc.table.InTable(k, s)
		if c.exists(r) || len(c.beyond(r)) > 0 {
			return s, true
		}
	}
	if ok {
		c.errorf(e.Range(), "Undefined reference", "The %s has no index %q.", c.sc.table, s)
	}
	return s, false
}

func (c *codec) writeIndexName(s string) string {
	for _, k := range indexKinds {
		if r := c.self.InTable(k, s); c.graph.Has(r) {
			return string(k) + c.step(s)
		}
	}
	if !c.isPartition(c.self) {
		c.fail(c.writing, "its index "+s+" is missing")
	}
	return c.quoted(s)
}
