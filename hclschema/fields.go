package hclschema

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/schemactl/schemactl/schema"
)

// text declares a string that is taken as it is.
func (c *codec) text(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		*v, _ = c.str(e)
	}, func() string { return orNothing(*v, c.quoted) })
}

// body declares a text of several lines that is taken as it is.
func (c *codec) body(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		*v, _ = c.sqlText(e)
	}, func() string { return orNothing(*v, c.heredoc) })
}

// sql declares an SQL expression or query: white space around it, and a
// semicolon at its end, mean nothing.
func (c *codec) sql(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		s, _ := c.sqlText(e)
		*v = trimSQL(s)
	}, func() string { return orNothing(*v, c.query) })
}

func trimSQL(s string) string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), ";"))
}

func orNothing(s string, write func(string) string) string {
	if s == "" {
		return ""
	}
	return write(s)
}

// A word is an identifier with the text that the graph has for it.
type word struct{ hcl, value string }

// words makes identifiers of texts whose blanks are underscores in HCL.
func words(values ...string) []word {
	list := make([]word, len(values))
	for i, v := range values {
		list[i] = word{strings.ReplaceAll(v, " ", "_"), v}
	}
	return list
}

// word declares one of several identifiers. The one whose value is "" is the
// default and is not written.
func (c *codec) word(name string, v *string, allowed []word) {
	c.attr(name, func(e hclsyntax.Expression) {
		if w, ok := c.oneOf(e, allowed); ok {
			*v = w.value
		}
	}, func() string {
		if *v == "" {
			return ""
		}
		for _, w := range allowed {
			if w.value == *v {
				return w.hcl
			}
		}
		return c.quoted(*v)
	})
}

// wordList declares a list of identifiers. It is brought into the order of
// allowed.
func (c *codec) wordList(name string, v *[]string, allowed []word) {
	c.attr(name, func(e hclsyntax.Expression) {
		var found []string
		for _, item := range c.items(e) {
			if w, ok := c.oneOf(item, allowed); ok {
				found = append(found, w.value)
			}
		}
		*v = nil
		for _, w := range allowed {
			if slices.Contains(found, w.value) {
				*v = append(*v, w.value)
			}
		}
	}, func() string {
		var list []string
		for _, w := range allowed {
			if slices.Contains(*v, w.value) {
				list = append(list, w.hcl)
			}
		}
		return bracket(list)
	})
}

// ident declares an identifier of an open set; case counts.
func (c *codec) ident(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		*v, _ = c.identifier(e)
	}, func() string { return orNothing(*v, c.bare) })
}

// method declares an access method: upper case in HCL, lower case in the graph.
func (c *codec) method(name string, v *string, omit string) {
	c.attr(name, func(e hclsyntax.Expression) {
		s, _ := c.identifier(e)
		if *v = strings.ToLower(s); *v == omit {
			*v = ""
		}
	}, func() string {
		if up := strings.ToUpper(*v); strings.ToLower(up) == *v {
			return orNothing(up, c.bare)
		}
		return c.quoted(*v)
	})
}

// flag declares a boolean whose default is false.
func (c *codec) flag(name string, v *bool) {
	c.attr(name, func(e hclsyntax.Expression) { *v = c.boolean(e) },
		func() string { return onlyIf(*v, "true") })
}

// unless declares a boolean whose default is true and which the graph holds
// the other way round.
func (c *codec) unless(name string, v *bool) {
	c.attr(name, func(e hclsyntax.Expression) { *v = !c.boolean(e) },
		func() string { return onlyIf(*v, "false") })
}

// nullable declares the attribute null, which is false by default.
func (c *codec) nullable(notNull *bool) {
	if c.mode == reading {
		*notNull = true
	}
	c.attr("null", func(e hclsyntax.Expression) { *notNull = !c.boolean(e) },
		func() string { return onlyIf(!*notNull, "true") })
}

// notNull declares what is special of the constraint that NOT NULL is. onTable
// says that it is one of a table, not of a domain, and heir that it may be a
// parent's.
func (c *codec) notNull(v *schema.NotNullConstraint, set, onTable, heir bool) {
	nullable := c.has("null") && !set
	c.one("not_null", !v.IsPlain(), func(n *codec) {
		n.text("name", &v.NotNullName)
		if onTable {
			n.attr("not_valid", func(e hclsyntax.Expression) {
				v.NotNullNotValid = n.boolean(e)
				v.NotNullProven = heir && !v.NotNullNotValid
			}, func() string {
				return onlyIf(v.NotNullNotValid, "true") + onlyIf(v.NotNullProven, "false")
			})
			n.flag("no_inherit", &v.NotNullNoInherit)
		}
		n.text("comment", &v.NotNullComment)
		if n.mode == reading && nullable {
			n.errorf(n.block.DefRange(), "Contradiction", "There is a block \"not_null\" where null is true.")
		}
	})
}

// choiceOf declares a boolean that may be unset and whose spelling counts for
// those who compare dumps: words keeps that, by name, where it is another than
// true and false.
func (c *codec) choiceOf(name string, v **bool, words *[]schema.Option) {
	c.attr(name, func(e hclsyntax.Expression) {
		word, isText := literal(e)
		if !isText {
			*v = new(c.boolean(e))
			return
		}
		on, ok := schema.Truth(word)
		if !ok {
			c.errorf(e.Range(), "Invalid value", "%q is no boolean: write true or false, or another of PostgreSQL's words for them in quotes, such as \"on\".", word)
			return
		}
		*v = &on
		if word != strconv.FormatBool(on) {
			*words = append(*words, schema.Option{Name: name, Value: word})
		}
	}, func() string {
		if *v == nil {
			return ""
		}
		for _, w := range *words {
			if w.Name == name {
				return c.quoted(w.Value)
			}
		}
		return strconv.FormatBool(**v)
	})
}

func onlyIf(ok bool, s string) string {
	if ok {
		return s
	}
	return ""
}

// int declares a whole number that may be unset.
func (c *codec) int(name string, v **int64) {
	c.attr(name, func(e hclsyntax.Expression) {
		digits, ok := c.digits(e)
		if !ok {
			return
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			c.errorf(e.Range(), "Invalid number", "A whole number of at most 64 bits is needed here.")
			return
		}
		*v = &n
	}, func() string {
		if *v == nil {
			return ""
		}
		return strconv.FormatInt(**v, 10)
	})
}

// number declares a number that the graph holds as text.
func (c *codec) number(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		*v, _ = c.digits(e)
	}, func() string { return orNothing(*v, c.scalar) })
}

// texts declares a list of strings.
func (c *codec) texts(name string, v *[]string) {
	c.attr(name, func(e hclsyntax.Expression) {
		for _, item := range c.items(e) {
			if s, ok := c.str(item); ok {
				*v = append(*v, s)
			}
		}
	}, func() string { return bracket(each(*v, c.quoted)) })
}

// queries declares a list of SQL texts.
func (c *codec) queries(name string, v *[]string) {
	c.attr(name, func(e hclsyntax.Expression) {
		for _, item := range c.items(e) {
			if s, ok := c.sqlText(item); ok {
				*v = append(*v, trimSQL(s))
			}
		}
	}, func() string { return bracket(each(*v, c.quoted)) })
}

// options declares a map of settings, in the order of the author or the
// catalog.
func (c *codec) options(name string, v *[]schema.Option) {
	c.attr(name, func(e hclsyntax.Expression) {
		*v = c.settings(e)
	}, func() string {
		if len(*v) == 0 {
			return ""
		}
		var b strings.Builder
		b.WriteString("{\n")
		for _, o := range *v {
			b.WriteString(c.indent(1) + c.bare(o.Name) + " = " + c.scalar(o.Value) + "\n")
		}
		return b.String() + c.indent(0) + "}"
	})
}

// settings reads a map whose values are scalars. The order is the author's.
func (c *codec) settings(e hclsyntax.Expression) []schema.Option {
	var list []schema.Option
	add := func(key, value string, at hclsyntax.Expression) {
		for _, o := range list {
			if o.Name == key {
				c.errorf(at.Range(), "Duplicate setting", "The setting %q is already given.", key)
				return
			}
		}
		list = append(list, schema.Option{Name: key, Value: value})
	}
	if obj, ok := e.(*hclsyntax.ObjectConsExpr); ok {
		for _, item := range obj.Items {
			key, ok := c.key(item.KeyExpr)
			value, ok2 := c.scalarText(item.ValueExpr)
			if ok && ok2 {
				add(key, value, item.KeyExpr)
			}
		}
		return list
	}
	v, ok := c.value(e)
	if !ok {
		return nil
	}
	if !v.CanIterateElements() || !(v.Type().IsObjectType() || v.Type().IsMapType()) {
		c.errorf(e.Range(), "Invalid value", "A map of settings is needed here: { name = value }.")
		return nil
	}
	for it := v.ElementIterator(); it.Next(); {
		k, el := it.Element()
		if s, ok := c.convert(el, cty.String, e.Range()); ok {
			add(k.AsString(), s.AsString(), e)
		}
	}
	return list
}

func bracket(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return "[" + strings.Join(list, ", ") + "]"
}

func each(list []string, f func(string) string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = f(s)
	}
	return out
}
