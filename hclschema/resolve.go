package hclschema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/schemactl/schemactl/schema"
)

var (
	relations = []schema.Kind{schema.KindTable, schema.KindView, schema.KindMaterialized}
	routines  = []schema.Kind{schema.KindFunction, schema.KindProcedure, schema.KindAggregate}
	types     = []schema.Kind{schema.KindEnum, schema.KindDomain, schema.KindComposite, schema.KindRange, schema.KindTable, schema.KindView, schema.KindMaterialized, schema.KindObject}
)

// A path is a reference taken apart: table.audit.log.column.id.
type path struct {
	kind  schema.Kind
	names []string
}

// pathOf takes a traversal apart. It is not ok if e is no reference.
func (c *codec) pathOf(e hclsyntax.Expression) (path, bool) {
	t, ok := e.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(t.Traversal) < 2 {
		return path{}, false
	}
	p := path{kind: schema.Kind(t.Traversal.RootName())}
	for _, step := range t.Traversal[1:] {
		switch step := step.(type) {
		case hcl.TraverseAttr:
			p.names = append(p.names, step.Name)
		case hcl.TraverseIndex:
			if step.Key.Type() != cty.String {
				return path{}, false
			}
			p.names = append(p.names, step.Key.AsString())
		}
	}
	if p.kind == "partition" || p.kind == "foreign_table" {
		p.kind = schema.KindTable
	}
	return p, true
}

// isValue reports whether an expression speaks of values, not of objects.
func isValue(e hclsyntax.Expression) bool {
	t, ok := e.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return true
	}
	switch t.Traversal.RootName() {
	case "each", "var", "local":
		return true
	}
	return false
}

// element replaces each.value by the reference that it stands for.
func (c *codec) element(e hclsyntax.Expression) hclsyntax.Expression {
	t, ok := e.(*hclsyntax.ScopeTraversalExpr)
	if ok && c.sc.each != nil && len(t.Traversal) == 2 && t.Traversal.RootName() == "each" {
		if a, ok := t.Traversal[1].(hcl.TraverseAttr); ok && a.Name == "value" {
			return c.sc.each
		}
	}
	return e
}

// resolve reads a reference to an object of one of the kinds. A string names
// it as SQL does: "public.users", "public.f(integer)".
func (c *codec) resolve(e hclsyntax.Expression, kinds ...schema.Kind) (schema.Ref, bool) {
	e = c.element(e)
	if isValue(e) {
		s, ok := c.str(e)
		if !ok {
			return schema.Ref{}, false
		}
		return c.resolveText(s, e.Range(), kinds)
	}
	p, ok := c.pathOf(e)
	if !ok {
		c.errorf(e.Range(), "Invalid reference", "A reference such as %s.name is needed here.", kinds[0])
		return schema.Ref{}, false
	}
	if !slices.Contains(kinds, p.kind) && !slices.Contains(kinds, p.subKind()) {
		c.errorf(e.Range(), "Invalid reference", "A reference to %s is needed here, not to %s.", orList(kinds), p.kind)
		return schema.Ref{}, false
	}
	return c.lookup(p, e.Range())
}

// subKind is the kind of what a path names within a table.
func (p path) subKind() schema.Kind {
	if len(p.names) >= 3 {
		return schema.Kind(p.names[len(p.names)-2])
	}
	return ""
}

func orList(kinds []schema.Kind) string {
	list := make([]string, len(kinds))
	for i, k := range kinds {
		list[i] = string(k)
	}
	return strings.Join(list, " or ")
}

// lookup finds what a path names. How many names there are tells what they
// are: name; schema, name; name, kind, part; schema, name, kind, part.
func (c *codec) lookup(p path, at hcl.Range) (schema.Ref, bool) {
	def := blockTypes[string(p.kind)]
	switch {
	case p.kind == schema.KindObject && (len(p.names) == 2 || len(p.names) == 3):
		n := len(p.names) - 1
		return c.find(p.kind, strings.Join(p.names[1:n], ""), p.names[0]+" "+p.names[n], at)
	case schema.IsPart(p.kind) && len(p.names) == 1:
		return c.partRef(c.sc.table, p.kind, p.names[0], at)
	case def != nil && (def.scope == onRelation || def.scope == onServer) && (len(p.names) == 2 || len(p.names) == 3):
		return c.findOn(p, at)
	case len(p.names) == 3 || len(p.names) == 4:
		n := len(p.names) - 2
		owner, ok := c.lookup(path{p.kind, p.names[:n]}, at)
		if !ok {
			return owner, false
		}
		return c.partRef(owner, p.subKind(), p.names[n+1], at)
	case len(p.names) == 1:
		return c.find(p.kind, "", p.names[0], at)
	case len(p.names) == 2:
		if r, ok := c.keyed[nameKey{p.kind, p.names[0] + "\x00" + p.names[1]}]; ok {
			return r, true
		}
		return c.find(p.kind, p.names[0], p.names[1], at)
	}
	c.errorf(at, "Invalid reference", "A reference has the form %s.name or %s.schema.name, followed by .column.name for a column.", p.kind, p.kind)
	return schema.Ref{}, false
}

// find finds an object by name; an empty namespace stands for any.
func (c *codec) find(k schema.Kind, namespace, name string, at hcl.Range) (schema.Ref, bool) {
	found := c.candidates(k, namespace, name)
	switch len(found) {
	case 1:
		return found[0], true
	case 0:
		if k == schema.KindSchema && name == c.opts.DefaultSchema {
			return schema.Ref{Kind: k, Name: name}, true
		}
		c.undefined(k, namespace, name, at)
		return schema.Ref{}, false
	}
	var list []string
	for _, r := range found {
		list = append(list, r.Path())
	}
	hint := "Put the schema between: " + string(k) + ".schema." + name + "."
	if def := blockTypes[string(k)]; def != nil && def.scope == onRelation {
		hint = "Put the table between: " + string(k) + ".table." + name + "."
	}
	if schema.HasArguments(k) {
		hint = `Name it with its argument types, in a string: "` + list[0] + `".`
	}
	c.errorf(at, "Ambiguous reference", "%q can be %s. %s", name, strings.Join(list, " or "), hint)
	return schema.Ref{}, false
}

// findOn finds a trigger, policy or rule by its table and name, or by schema,
// table and name.
func (c *codec) findOn(p path, at hcl.Range) (schema.Ref, bool) {
	n := len(p.names)
	var found []schema.Ref
	for _, r := range c.candidates(p.kind, "", p.names[n-1]) {
		if r.Table == p.names[n-2] && (n == 2 || r.Schema == p.names[0]) {
			found = append(found, r)
		}
	}
	if len(found) == 1 {
		return found[0], true
	}
	c.errorf(at, "Undefined reference", "There is %s %s %q. Write %s.name, %s.table.name or %s.schema.table.name.",
		map[bool]string{true: "no", false: "more than one"}[len(found) == 0], p.kind, strings.Join(p.names, "."), p.kind, p.kind, p.kind)
	return schema.Ref{}, false
}

func (c *codec) candidates(k schema.Kind, namespace, name string) []schema.Ref {
	all := c.names[nameKey{k, name}]
	if len(all) == 0 && name != "" {
		all = c.beyond(schema.Ref{Kind: k, Schema: namespace, Name: name})
	}
	if namespace == "" || name == "" {
		return all
	}
	var found []schema.Ref
	for _, r := range all {
		if r.Schema == namespace {
			found = append(found, r)
		}
	}
	return found
}

// beyond finds what exists but is not managed.
func (c *codec) beyond(r schema.Ref) []schema.Ref {
	if c.opts.Elsewhere == nil {
		return nil
	}
	return c.opts.Elsewhere(r)
}

func (c *codec) undefined(k schema.Kind, namespace, name string, at hcl.Range) {
	var known []string
	for _, r := range c.names[nameKey{kind: k}] {
		if namespace == "" || r.Schema == namespace {
			known = append(known, r.BaseName())
		}
	}
	full := name
	if namespace != "" {
		full = namespace + "." + name
	}
	if blockTypes[string(k)] == nil {
		c.errorf(at, "Undefined reference", "There are no objects of kind %q.%s", k, suggest(string(k), blockNames))
		return
	}
	c.errorf(at, "Undefined reference", "No %s %q is declared.%s", k, full, suggest(name, known))
}

// partRef names a column, index or constraint of a table. What a view has is
// known to the server alone.
func (c *codec) partRef(owner schema.Ref, k schema.Kind, name string, at hcl.Range) (schema.Ref, bool) {
	r := schema.Ref{Kind: k, Schema: owner.Schema, Table: owner.Name, Name: name}
	if owner.IsZero() {
		c.errorf(at, "Invalid reference", "There is no table here whose %s could be meant; write table.name.%s.%s.", k, k, name)
		return r, false
	}
	if owner.Kind != schema.KindTable && k == schema.KindColumn || c.exists(r) || c.inherits(owner, k, name) || len(c.beyond(r)) > 0 {
		return r, true
	}
	var known []string
	if b := c.src.blocks[owner]; b != nil {
		for _, n := range b.Body.Blocks {
			if n.Type == string(k) && len(n.Labels) == 1 {
				known = append(known, n.Labels[0])
			}
		}
	}
	c.errorf(at, "Undefined reference", "The %s has no %s %q.%s", owner, k, name, suggest(name, known))
	return r, false
}

// resolveText finds the object that a text names as SQL does.
func (c *codec) resolveText(s string, at hcl.Range, kinds []schema.Kind) (schema.Ref, bool) {
	if found := c.searchText(s, kinds); len(found) > 0 {
		return found[0], true
	}
	_, name, _, ok := cutName(s)
	if !ok {
		c.errorf(at, "Invalid name", "%q is no name of %s.", s, orList(kinds))
		return schema.Ref{}, false
	}
	c.errorf(at, "Undefined reference", "No %s %q is declared.%s", orList(kinds), s, c.suggestKinds(name, kinds))
	return schema.Ref{}, false
}

// searchText finds the declared objects that a text can mean.
func (c *codec) searchText(s string, kinds []schema.Kind) []schema.Ref {
	namespace, name, rest, ok := cutName(strings.TrimSpace(s))
	if !ok {
		namespace, name, rest, ok = cutOperator(strings.TrimSpace(s))
	}
	if !ok {
		return nil
	}
	rest = strings.TrimSpace(rest)
	args, call := strings.CutPrefix(rest, "(")
	if rest != "" && !call && !strings.HasPrefix(rest, "USING ") {
		return nil
	}
	var found []schema.Ref
	for _, k := range kinds {
		known := name
		if k == schema.KindObject {
			known = schema.SortType + " " + name
		}
		for _, r := range c.candidates(k, namespace, known) {
			if call && r.Name != name+"("+c.argumentTypes(args)+")" || rest != "" && !call && r.Name != name+" "+rest {
				continue
			}
			found = append(found, r)
		}
	}
	return found
}

// argumentTypes brings the list of types of a signature into canonical form.
func (c *codec) argumentTypes(list string) string {
	list = strings.TrimSuffix(strings.TrimSpace(list), ")")
	if strings.TrimSpace(list) == "" {
		return ""
	}
	parts := splitTop(list, ',')
	for i, p := range parts {
		parts[i], _ = c.canonicalType(p)
	}
	return strings.Join(parts, ", ")
}

// splitTop splits at separators that stand in no parentheses or quotes.
func splitTop(s string, sep byte) []string {
	var parts []string
	depth, start, quoted := 0, 0, false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case quoted:
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		case s[i] == sep && depth == 0:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

func (c *codec) suggestKinds(name string, kinds []schema.Kind) string {
	var known []string
	for _, k := range kinds {
		for _, r := range c.names[nameKey{kind: k}] {
			known = append(known, r.BaseName())
		}
	}
	return suggest(name, known)
}

// schemaName reads schema.x, or a string that is taken as it is.
func (c *codec) schemaName(e hclsyntax.Expression) (string, bool) {
	if e = c.element(e); isValue(e) {
		return c.str(e)
	}
	r, ok := c.resolve(e, schema.KindSchema)
	return r.Name, ok
}
