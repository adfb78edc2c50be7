package hclschema

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// typ declares the type of a column, argument or field.
func (c *codec) typ(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		*v = c.readType(e)
	}, func() string { return orNothing(*v, c.writeType) })
}

// readType turns a type expression into SQL.
func (c *codec) readType(e hclsyntax.Expression) string {
	e = c.element(e)
	switch x := e.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		if isValue(e) {
			break
		}
		if len(x.Traversal) == 1 {
			return c.typeWord(x.Traversal.RootName(), nil, e.Range())
		}
		if r, ok := c.resolve(e, types...); ok {
			c.need(r)
			return qualify(r.Schema, r.BaseName())
		}
		return ""
	case *hclsyntax.FunctionCallExpr:
		if t, ok := c.typeCall(x); ok {
			return t
		}
	}
	s, ok := c.sqlText(e)
	if !ok {
		return ""
	}
	t, ref := c.canonicalType(s)
	c.need(ref)
	if t == "" {
		c.errorf(e.Range(), "Invalid type", "A type is needed here, such as text or varchar(40).")
	}
	return t
}

// typeCall reads varchar(40) and array(text).
func (c *codec) typeCall(x *hclsyntax.FunctionCallExpr) (string, bool) {
	if x.Name == "array" && len(x.Args) == 1 {
		t := c.readType(x.Args[0])
		if t == "" {
			return "", true
		}
		return t + "[]", true
	}
	if _, ok := typeWords[strings.ToLower(x.Name)]; !ok {
		return "", false
	}
	var args []string
	for _, a := range x.Args {
		s, ok := c.digits(a)
		if !ok {
			return "", true
		}
		args = append(args, s)
	}
	return c.typeWord(x.Name, args, x.Range()), true
}

// typeWord turns a word with its modifiers into SQL.
func (c *codec) typeWord(name string, args []string, at hcl.Range) string {
	w, ok := typeWords[strings.ToLower(name)]
	if !ok {
		var known []string
		for _, t := range typeTable {
			known = append(known, t.word)
		}
		hint := suggest(name, known)
		if found := c.searchText(name, types); len(found) > 0 {
			hint = " Did you mean " + string(found[0].Kind) + "." + name + "?"
		}
		c.errorf(at, "Unknown type", "There is no type %q. Types of extensions are written in quotes, as %q or sql(%q).%s", name, name, name, hint)
		return ""
	}
	return w.format(args)
}

// format writes a type as format_type does.
func (w typeWord) format(args []string) string {
	if len(args) == 0 {
		args = w.implied
	}
	if w.word == "numeric" && len(args) == 1 {
		args = append(args, "0")
	}
	if len(args) == 0 {
		return w.head + w.tail
	}
	return w.head + "(" + strings.Join(args, ",") + ")" + w.tail
}

// canonicalType brings a type that is given as SQL into canonical form, and
// finds the declared type that it names. What is not known stays as it is.
func (c *codec) canonicalType(s string) (string, schema.Ref) {
	s = strings.TrimSpace(s)
	base, dims := cutArray(s)
	if t, ok := builtinType(base); ok {
		return t + dims, schema.Ref{}
	}
	if found := c.searchText(base, types); len(found) == 1 {
		return qualify(found[0].Schema, found[0].BaseName()) + dims, found[0]
	}
	return base + dims, schema.Ref{}
}

// cutArray takes the brackets off an array type. The number of dimensions and
// their bounds mean nothing to a server.
func cutArray(s string) (base, dims string) {
	base = s
	for strings.HasSuffix(base, "]") {
		i := strings.LastIndexByte(base, '[')
		if n, rest := cutDigits(strings.TrimSuffix(base[max(i, 0)+1:], "]")); i < 0 || rest != "" || len(n) > 9 {
			return s, ""
		}
		base, dims = strings.TrimSpace(base[:i]), "[]"
	}
	if lower := strings.ToLower(base); strings.HasSuffix(lower, " array") {
		return strings.TrimSpace(base[:len(base)-6]), "[]"
	}
	return base, dims
}

// builtinType recognizes a built-in type however it is spelled.
func builtinType(s string) (string, bool) {
	if strings.Contains(s, `"`) {
		return "", false
	}
	head, args, tail := s, "", ""
	if i := strings.IndexByte(s, '('); i >= 0 {
		j := strings.IndexByte(s, ')')
		if j < i {
			return "", false
		}
		head, args, tail = s[:i], s[i+1:j], s[j+1:]
	}
	name := strings.TrimPrefix(strings.ToLower(strings.Join(strings.Fields(head+" "+tail), " ")), "pg_catalog.")
	w, ok := typeWords[name]
	if !ok {
		return "", false
	}
	var list []string
	if args != "" {
		for _, a := range strings.Split(args, ",") {
			a = strings.TrimSpace(a)
			if digits, rest := cutDigits(strings.TrimPrefix(a, "-")); digits == "" || rest != "" {
				return "", false
			}
			list = append(list, a)
		}
	}
	return w.format(list), true
}

// writeType turns SQL into a type expression.
func (c *codec) writeType(t string) string {
	base, dims := cutArray(t)
	out, ok := c.writeBase(base)
	switch {
	case !ok || base+dims != t:
		return "sql(" + c.quoted(t) + ")"
	case dims != "":
		return "array(" + out + ")"
	}
	return out
}

func (c *codec) writeBase(base string) (string, bool) {
	if r, ok := c.typeRefs[base]; ok {
		c.need(r)
		return c.ref(r), true
	}
	canonical, ok := builtinType(base)
	if w := typeWords[base]; ok && len(w.implied) > 0 && base == w.head+w.tail {
		return w.word, true // of a routine, where no modifier is kept, implied or not
	}
	if !ok || canonical != base {
		return "", false
	}
	head, args := base, ""
	if i := strings.IndexByte(base, '('); i >= 0 {
		j := strings.IndexByte(base, ')')
		head, args = base[:i]+base[j+1:], strings.ReplaceAll(base[i:j+1], ",", ", ")
	}
	w := typeWords[head]
	if len(w.implied) == 1 && args == "("+w.implied[0]+")" {
		args = ""
	}
	if w.word == "numeric" {
		args = strings.TrimSuffix(args, ", 0)")
		if args != "" && !strings.HasSuffix(args, ")") {
			args += ")"
		}
	}
	return w.word + args, true
}
