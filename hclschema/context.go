package hclschema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// context holds variables, locals and functions. Objects are not in it: they
// are found by their references.
func (d *decoder) context() *hcl.EvalContext {
	if d.base != nil {
		return d.base
	}
	d.base = &hcl.EvalContext{Functions: functions(d.files), Variables: map[string]cty.Value{}}
	vars := map[string]cty.Value{}
	seen := map[string]hcl.Range{}
	for _, b := range d.meta {
		if b.Type == "variable" {
			d.variable(b, vars, seen)
		}
	}
	d.base.Variables["var"] = cty.ObjectVal(vars)
	d.unusedVariables(seen)
	d.locals()
	return d.base
}

// variable reads a variable block: its value is the one given, or the default.
func (d *decoder) variable(b *hclsyntax.Block, vars map[string]cty.Value, seen map[string]hcl.Range) {
	if len(b.Labels) != 1 {
		d.errorf(b.DefRange(), "Wrong number of labels", "A variable block has one label, its name.")
		return
	}
	name := b.Labels[0]
	if other, ok := seen[name]; ok {
		d.errorf(b.DefRange(), "Duplicate variable", "The variable %q is already defined at %s.", name, other)
		return
	}
	seen[name] = b.DefRange()
	vars[name] = cty.DynamicVal
	known := []string{"type", "default", "description", "sensitive"}
	for key, a := range b.Body.Attributes {
		if !slices.Contains(known, key) {
			d.errorf(a.NameRange, "Unsupported attribute", "A variable has no attribute %q.%s", key, suggest(key, known))
		}
	}
	for _, n := range b.Body.Blocks {
		d.errorf(n.TypeRange, "Unsupported block", "A variable holds no blocks.")
	}
	typ := cty.DynamicPseudoType
	if a := b.Body.Attributes["type"]; a != nil {
		t, diags := typeexpr.TypeConstraint(a.Expr)
		d.diags = append(d.diags, diags...)
		typ = t
	}
	d.variableValue(b, name, typ, vars)
}

func (d *decoder) variableValue(b *hclsyntax.Block, name string, typ cty.Type, vars map[string]cty.Value) {
	var v cty.Value
	at := b.DefRange()
	if s, ok := d.opts.Variables[name]; ok {
		v = cty.StringVal(s)
		if !typ.IsPrimitiveType() && typ != cty.DynamicPseudoType {
			expr, diags := hclsyntax.ParseExpression([]byte(s), "--var "+name, hcl.InitialPos)
			if !diags.HasErrors() {
				v, diags = expr.Value(nil)
			}
			if d.diags = append(d.diags, diags...); diags.HasErrors() {
				return
			}
		}
	} else if a := b.Body.Attributes["default"]; a != nil {
		val, diags := a.Expr.Value(&hcl.EvalContext{Functions: d.base.Functions})
		if d.diags = append(d.diags, diags...); diags.HasErrors() {
			return
		}
		v, at = val, a.Expr.Range()
	} else {
		d.errorf(at, "Missing variable value", "The variable %q has no default; give it a value with --var %s=….", name, name)
		return
	}
	out, err := convert.Convert(v, typ)
	if err != nil {
		d.errorf(at, "Invalid variable value", "The value of %q does not fit its type: %v.", name, err)
		return
	}
	vars[name] = out
}

// unusedVariables reports values that were given to no variable.
func (d *decoder) unusedVariables(seen map[string]hcl.Range) {
	var known, extra []string
	for name := range seen {
		known = append(known, name)
	}
	slices.Sort(known)
	for name := range d.opts.Variables {
		if _, ok := seen[name]; !ok {
			extra = append(extra, name)
		}
	}
	slices.Sort(extra)
	for _, name := range extra {
		d.diags = append(d.diags, problem("Undefined variable", "A value is given for the variable \""+name+"\", which no file declares."+suggest(name, known)))
	}
}

// locals evaluates the attributes of all locals blocks, each after those that
// it uses.
func (d *decoder) locals() {
	values := map[string]cty.Value{}
	pending := map[string]*hclsyntax.Attribute{}
	for _, b := range d.meta {
		if b.Type != "locals" {
			continue
		}
		for name, a := range b.Body.Attributes {
			if other := pending[name]; other != nil {
				d.errorf(a.NameRange, "Duplicate local", "The local %q is already defined at %s.", name, other.NameRange)
				continue
			}
			pending[name] = a
		}
		for _, n := range b.Body.Blocks {
			d.errorf(n.TypeRange, "Unsupported block", "A locals block holds attributes only.")
		}
	}
	if len(pending) == 0 {
		return
	}
	names := make([]string, 0, len(pending))
	for name := range pending {
		names = append(names, name)
	}
	slices.Sort(names)
	l := &localValues{decoder: d, pending: pending, values: values, busy: map[string]bool{}}
	for _, name := range names {
		l.evaluate(name)
	}
	d.base.Variables["local"] = cty.ObjectVal(values)
}

type localValues struct {
	*decoder
	pending map[string]*hclsyntax.Attribute
	values  map[string]cty.Value
	busy    map[string]bool
}

func (l *localValues) evaluate(name string) {
	a := l.pending[name]
	if a == nil || l.busy[name] {
		return
	}
	l.busy[name] = true
	for _, t := range a.Expr.Variables() {
		if t.RootName() != "local" || len(t) < 2 {
			continue
		}
		step, ok := t[1].(hcl.TraverseAttr)
		if _, done := l.values[step.Name]; !ok || done || l.pending[step.Name] == nil {
			continue
		}
		if l.busy[step.Name] {
			l.errorf(a.NameRange, "Circular locals", "The local %q is defined by itself, through %q.", name, step.Name)
			l.values[name] = cty.DynamicVal
			return
		}
		l.evaluate(step.Name)
	}
	l.base.Variables["local"] = cty.ObjectVal(l.values)
	v, diags := a.Expr.Value(l.base)
	l.diags = append(l.diags, diags...)
	l.values[name] = v
}

// expand makes the instances of a block: one, or one for each element.
func (d *decoder) expand(b *hclsyntax.Block, sc scope) []instance {
	a := b.Body.Attributes["for_each"]
	if a == nil {
		return []instance{{block: b, sc: sc}}
	}
	if t, ok := a.Expr.(*hclsyntax.TupleConsExpr); ok && len(t.Exprs) > 0 && !isValue(t.Exprs[0]) {
		return referenceInstances(b, sc, t)
	}
	ctx := sc.ctx
	if ctx == nil {
		ctx = d.context()
	}
	v, diags := a.Expr.Value(ctx)
	if d.diags = append(d.diags, diags...); diags.HasErrors() {
		return nil
	}
	if v.IsNull() || !v.IsWhollyKnown() || !v.CanIterateElements() {
		d.errorf(a.Expr.Range(), "Invalid for_each", "A list, set or map is needed here.")
		return nil
	}
	byValue := v.Type().IsSetType()
	var list []instance
	for it := v.ElementIterator(); it.Next(); {
		k, el := it.Element()
		if byValue {
			k = el
		}
		key, err := convert.Convert(k, cty.String)
		if err != nil {
			d.errorf(a.Expr.Range(), "Invalid for_each", "The elements of a set must be strings.")
			return nil
		}
		in := instance{block: b, sc: sc, key: key.AsString()}
		in.sc.ctx = ctx.NewChild()
		in.sc.ctx.Variables = map[string]cty.Value{"each": cty.ObjectVal(map[string]cty.Value{"key": k, "value": el})}
		in.sc.each = nil
		list = append(list, in)
	}
	return list
}

// referenceInstances expands for_each = [table.a, table.b]. Each element stays
// the expression it is.
func referenceInstances(b *hclsyntax.Block, sc scope, t *hclsyntax.TupleConsExpr) []instance {
	list := make([]instance, len(t.Exprs))
	for i, e := range t.Exprs {
		list[i] = instance{block: b, sc: sc}
		list[i].sc.each = e
		if tr, ok := e.(*hclsyntax.ScopeTraversalExpr); ok {
			var names []string
			for _, step := range tr.Traversal[1:] {
				if s, ok := step.(hcl.TraverseAttr); ok {
					names = append(names, s.Name)
				}
			}
			list[i].key = strings.Join(names, ".")
		}
	}
	return list
}
