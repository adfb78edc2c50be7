package hclschema

import (
	"math/big"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Expressions are read straight from the syntax tree. Only those that are not
// literals, identifiers or references are evaluated.

// source is the text of an expression.
func (c *codec) source(e hclsyntax.Expression) string {
	r := e.Range()
	f := c.files.files[r.Filename]
	if f == nil || r.End.Byte > len(f.Bytes) {
		return ""
	}
	return string(f.Bytes[r.Start.Byte:r.End.Byte])
}

// value evaluates an expression.
func (c *codec) value(e hclsyntax.Expression) (cty.Value, bool) {
	ctx := c.sc.ctx
	if ctx == nil {
		ctx = c.context()
	}
	v, diags := e.Value(ctx)
	if diags.HasErrors() {
		c.diags = append(c.diags, diags...)
		return v, false
	}
	if !v.IsWhollyKnown() {
		c.errorf(e.Range(), "Unknown value", "The value of this expression is not known.")
		return v, false
	}
	return v, true
}

func (d *decoder) convert(v cty.Value, to cty.Type, at hcl.Range) (cty.Value, bool) {
	if v.Type() == sqlType && to == cty.String {
		return cty.StringVal(sqlOf(v)), true
	}
	out, err := convert.Convert(v, to)
	if err != nil || out.IsNull() {
		d.errorf(at, "Invalid value", "A %s is needed here.", to.FriendlyName())
		return out, false
	}
	return out, true
}

// literal joins a string, template or heredoc without interpolation.
func literal(e hclsyntax.Expression) (string, bool) {
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return literal(e.Expression)
	case *hclsyntax.TemplateExpr:
		var b strings.Builder
		for _, part := range e.Parts {
			lit, ok := part.(*hclsyntax.LiteralValueExpr)
			if !ok || lit.Val.IsNull() || lit.Val.Type() != cty.String {
				return "", false
			}
			if len(e.Parts) == 1 {
				return lit.Val.AsString(), true
			}
			b.WriteString(lit.Val.AsString())
		}
		return b.String(), true
	}
	return "", false
}

// str reads a string.
func (c *codec) str(e hclsyntax.Expression) (string, bool) {
	if s, ok := literal(e); ok {
		return s, true
	}
	v, ok := c.value(e)
	if !ok {
		return "", false
	}
	v, ok = c.convert(v, cty.String, e.Range())
	if !ok {
		return "", false
	}
	return v.AsString(), true
}

// rawSQL gives the text of sql("…").
func (c *codec) rawSQL(e hclsyntax.Expression) (string, bool) {
	call, ok := e.(*hclsyntax.FunctionCallExpr)
	if !ok || call.Name != "sql" || len(call.Args) != 1 {
		return "", false
	}
	return literal(call.Args[0])
}

// sqlText reads a string or sql("…").
func (c *codec) sqlText(e hclsyntax.Expression) (string, bool) {
	if s, ok := c.rawSQL(e); ok {
		return s, true
	}
	return c.str(e)
}

// keyword gives the name of a bare identifier.
func keyword(e hclsyntax.Expression) (string, bool) {
	t, ok := e.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(t.Traversal) != 1 {
		return "", false
	}
	return t.Traversal.RootName(), true
}

// identifier reads an identifier, bare or quoted.
func (c *codec) identifier(e hclsyntax.Expression) (string, bool) {
	if s, ok := keyword(e); ok {
		return s, true
	}
	return c.str(e)
}

// oneOf reads one of several identifiers. Case does not count, nor whether
// words are joined by underscores.
func (c *codec) oneOf(e hclsyntax.Expression, allowed []word) (word, bool) {
	s, ok := c.identifier(e)
	if !ok {
		return word{}, false
	}
	names := make([]string, len(allowed))
	for i, w := range allowed {
		if strings.EqualFold(strings.ReplaceAll(s, " ", "_"), w.hcl) {
			return w, true
		}
		names[i] = w.hcl
	}
	c.errorf(e.Range(), "Invalid value", "%q is not known here; it must be one of %s.%s", s, strings.Join(names, ", "), suggest(strings.ToUpper(s), names))
	return word{}, false
}

func (c *codec) boolean(e hclsyntax.Expression) bool {
	if lit, ok := e.(*hclsyntax.LiteralValueExpr); ok && lit.Val.Type() == cty.Bool && !lit.Val.IsNull() {
		return lit.Val.True()
	}
	v, ok := c.value(e)
	if !ok {
		return false
	}
	v, ok = c.convert(v, cty.Bool, e.Range())
	return ok && v.True()
}

// numeral gives the digits of a number literal as they are written.
func (c *codec) numeral(e hclsyntax.Expression) (string, bool) {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		if e.Val.Type() == cty.Number && !e.Val.IsNull() {
			if s := c.source(e); isNumber(s) {
				return s, true
			}
			return formatNumber(e.Val.AsBigFloat()), true
		}
	case *hclsyntax.UnaryOpExpr:
		if s, ok := c.numeral(e.Val); ok && e.Op == hclsyntax.OpNegate {
			return "-" + s, true
		}
	}
	return "", false
}

// digits reads a number, or a string that holds one.
func (c *codec) digits(e hclsyntax.Expression) (string, bool) {
	if s, ok := c.numeral(e); ok {
		return s, true
	}
	v, ok := c.value(e)
	if !ok {
		return "", false
	}
	v, ok = c.convert(v, cty.Number, e.Range())
	if !ok {
		return "", false
	}
	return formatNumber(v.AsBigFloat()), true
}

func formatNumber(f *big.Float) string { return f.Text('f', -1) }

// scalarText reads a number, boolean, string or identifier as text.
func (c *codec) scalarText(e hclsyntax.Expression) (string, bool) {
	if s, ok := c.numeral(e); ok {
		return s, true
	}
	if s, ok := keyword(e); ok {
		return s, true
	}
	return c.sqlText(e)
}

// key reads the key of an object expression.
func (c *codec) key(e hclsyntax.Expression) (string, bool) {
	if k, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok {
		if name := hcl.ExprAsKeyword(k.Wrapped); name != "" && !k.ForceNonLiteral {
			return name, true
		}
		return c.str(k.Wrapped)
	}
	return c.str(e)
}

// items gives the elements of a list.
func (c *codec) items(e hclsyntax.Expression) []hclsyntax.Expression {
	if t, ok := e.(*hclsyntax.TupleConsExpr); ok {
		return t.Exprs
	}
	v, ok := c.value(e)
	if !ok {
		return nil
	}
	if v.IsNull() || !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType() {
		c.errorf(e.Range(), "Invalid value", "A list is needed here: [ … ].")
		return nil
	}
	var list []hclsyntax.Expression
	for it := v.ElementIterator(); it.Next(); {
		_, el := it.Element()
		list = append(list, &hclsyntax.LiteralValueExpr{Val: el, SrcRange: e.Range()})
	}
	return list
}
