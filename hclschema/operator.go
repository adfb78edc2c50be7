package hclschema

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var operator = define(schema.KindOperator, routine, &schema.Operator{}, func(c *codec, o *schema.Operator) {
	c.require("function")
	c.operand("left", &o.Left)
	c.operand("right", &o.Right)
	c.overload("function", &o.Function, o.Arguments(), routines...)
	c.operator("commutator", &o.Commutator)
	c.operator("negator", &o.Negator)
	c.routine("restrict", &o.Restrict, nil, routines...)
	c.routine("join", &o.Join, nil, routines...)
	c.flag("hashes", &o.Hashes)
	c.flag("merges", &o.Merges)
})

var operatorFamily = define(schema.KindOperatorFamily, routine, &schema.OperatorFamily{}, func(c *codec, o *schema.OperatorFamily) {
	c.require("type")
	c.method("type", &o.Method, "")
	c.members(&o.Members, o.Method, "")
})

var operatorClass = define(schema.KindOperatorClass, routine, &schema.OperatorClass{}, func(c *codec, o *schema.OperatorClass) {
	c.require("type", "for")
	c.method("type", &o.Method, "")
	c.operand("for", &o.Type)
	c.flag("default", &o.Default)
	c.objectName("family", &o.Family, schema.KindOperatorFamily, " USING "+o.Method)
	c.operand("storage", &o.Storage)
	c.members(&o.Members, o.Method, o.Type)
})

// members declares the operators and functions of a class over typ, or of a
// family.
func (c *codec) members(m *schema.Members, method, typ string) {
	many(c, "operator", &m.Operators, nil, func(c *codec, s *schema.Strategy) {
		c.require("strategy", "operator")
		c.position("strategy", &s.Number)
		c.operator("operator", &s.Operator)
		c.operand("left", &s.Left)
		c.operand("right", &s.Right)
		c.objectName("order_by", &s.OrderBy, schema.KindOperatorFamily, " USING btree")
		c.needOperator(s, typ)
	})
	many(c, "function", &m.Functions, nil, func(c *codec, s *schema.Support) {
		c.require("support", "function")
		c.position("support", &s.Number)
		c.function("function", &s.Function)
		c.operand("left", &s.Left)
		c.operand("right", &s.Right)
	})
}

// operand declares a type without a length, which casts and operators do not
// have.
func (c *codec) operand(name string, v *string) {
	c.typ(name, v)
	if c.mode != reading || strings.Contains(*v, `"`) {
		return
	}
	if before, rest, ok := strings.Cut(*v, "("); ok {
		_, after, _ := strings.Cut(rest, ")")
		*v = before + after
	}
}

// position declares a number that must be given.
func (c *codec) position(name string, v *int64) {
	n := v
	c.int(name, &n)
	if n != nil {
		*v = *n
	}
}

// operator declares an operator: a reference, or its name as SQL has it.
func (c *codec) operator(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		e = c.element(e)
		if !isValue(e) {
			if r, ok := c.resolve(e, schema.KindOperator); ok {
				*v = operatorName(r.Schema, r.BaseName())
			}
			return
		}
		s, _ := c.sqlText(e)
		namespace, symbol, rest, ok := cutOperator(strings.TrimSpace(s))
		if !ok || rest != "" {
			c.errorf(e.Range(), "Invalid name", "%q is no name of an operator.", s)
			return
		}
		if found := c.candidates(schema.KindOperator, namespace, symbol); namespace == "" && len(found) > 0 {
			namespace = found[0].Schema
		}
		*v = operatorName(namespace, symbol)
	}, func() string { return orNothing(*v, c.writeOperator) })
}

// writeOperator names an operator: the server's own with its schema where the bare name
// would be one that is declared.
func (c *codec) writeOperator(s string) string {
	if namespace, symbol, _, ok := cutOperator(s); ok && namespace == "" && c.clashes[nameKey{schema.KindOperator, symbol}] > 0 {
		s = "pg_catalog." + s
	}
	return c.quoted(s)
}

// operatorName leaves out the schema of the server's own operators.
func operatorName(namespace, symbol string) string {
	if namespace == "" || namespace == "pg_catalog" {
		return symbol
	}
	return quoteIdent(namespace) + "." + symbol
}

// needOperator notes the operator of a member, which has the operands given or
// those of the class.
func (c *codec) needOperator(s *schema.Strategy, typ string) {
	if c.mode == listing {
		return
	}
	namespace, symbol, _, _ := cutOperator(s.Operator)
	o := schema.Operator{Schema: namespace, Name: symbol, Left: typ, Right: typ}
	if s.Left != "" {
		o.Left = s.Left
	}
	if s.Right != "" {
		o.Right = s.Right
	}
	if c.declared(o.Ref()) {
		c.need(o.Ref())
	}
}

// declared reports whether there is an object of a ref.
func (c *codec) declared(r schema.Ref) bool {
	if c.mode == writing {
		return c.graph.Has(r)
	}
	return c.exists(r)
}

const operatorSymbols = "+-*/<>=~!@#%^&|`?"

// cutOperator takes the name of an operator, with an optional schema, off the
// front.
func cutOperator(s string) (namespace, symbol, rest string, ok bool) {
	if name, after, ok := cutIdent(s); ok && strings.HasPrefix(after, ".") {
		namespace, s = name, after[1:]
	}
	i := 0
	for i < len(s) && strings.IndexByte(operatorSymbols, s[i]) >= 0 {
		i++
	}
	return namespace, s[:i], s[i:], i > 0
}

// function declares a function with its argument types.
func (c *codec) function(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		e = c.element(e)
		if !isValue(e) {
			if r, ok := c.resolve(e, routines...); ok {
				c.need(r)
				*v = qualify(r.Schema, r.BaseName()) + strings.TrimPrefix(r.Name, r.BaseName())
			}
			return
		}
		s, _ := c.sqlText(e)
		namespace, base, rest, ok := cutName(strings.TrimSpace(s))
		args, call := strings.CutPrefix(strings.TrimSpace(rest), "(")
		if !ok || rest != "" && !call {
			c.errorf(e.Range(), "Invalid name", "%q is no name of a function.", s)
			return
		}
		if found := c.searchText(s, routines); len(found) > 0 {
			c.need(found[0])
			*v = qualify(found[0].Schema, found[0].BaseName()) + strings.TrimPrefix(found[0].Name, found[0].BaseName())
			return
		}
		if namespace == "pg_catalog" {
			namespace = ""
		}
		if *v = qualify(namespace, base); call {
			*v += "(" + c.argumentTypes(args) + ")"
		}
	}, func() string { return orNothing(*v, c.writeFunction) })
}

// writeFunction refers to a function that is declared.
func (c *codec) writeFunction(s string) string {
	namespace, base, rest, _ := cutName(s)
	for _, r := range c.routines[qualify(namespace, base)] {
		if r.Name == base+rest {
			c.need(r)
			return c.ref(r)
		}
	}
	return c.quoted(c.serversOwn(s))
}

// objectName declares the name of an object that is in a schema: a reference, a
// name with a schema, or one of the server's own. What follows the name in the
// identity is the suffix.
func (c *codec) objectName(name string, v *string, kind schema.Kind, suffix string) {
	c.attr(name, func(e hclsyntax.Expression) { *v = c.readObjectName(e, kind, suffix) },
		func() string {
			return orNothing(*v, func(s string) string { return c.writeObjectName(s, kind, suffix) })
		})
}

func (c *codec) readObjectName(e hclsyntax.Expression, kind schema.Kind, suffix string) string {
	if e = c.element(e); !isValue(e) {
		r, ok := c.resolve(e, kind)
		if !ok {
			return ""
		}
		c.need(r)
		return qualify(r.Schema, r.BaseName())
	}
	s, ok := c.sqlText(e)
	if !ok {
		return ""
	}
	namespace, base, rest, ok := cutName(strings.TrimSpace(s))
	if !ok || rest != "" {
		c.errorf(e.Range(), "Invalid name", "%q is no name of %s.", s, kind)
		return ""
	}
	for _, r := range c.candidates(kind, namespace, base) {
		if strings.TrimPrefix(r.Name, r.BaseName()) == suffix {
			c.need(r)
			return qualify(r.Schema, r.BaseName())
		}
	}
	if namespace == "" {
		return c.system(base)
	}
	return qualify(namespace, base)
}

func (c *codec) writeObjectName(s string, kind schema.Kind, suffix string) string {
	namespace, base, _, _ := cutName(s)
	r := schema.Ref{Kind: kind, Schema: namespace, Name: base + suffix}
	if c.graph.Has(r) {
		c.need(r)
		return c.ref(r)
	}
	if namespace == "pg_catalog" && c.clashes[nameKey{kind, base}] == 0 {
		return c.quoted(quoteIdent(base))
	}
	return c.quoted(s)
}
