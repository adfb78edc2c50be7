package hclschema

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/schemactl/schemactl/schema"
)

// secretOptions declares the options of a foreign server or a user mapping. The
// value of one that is secret is never read: getenv("X") says where it will be
// found when a migration is applied, and null takes the option away.
func (c *codec) secretOptions(name string, v *schema.Settings) {
	c.attr(name, func(e hclsyntax.Expression) {
		obj, ok := e.(*hclsyntax.ObjectConsExpr)
		if !ok {
			v.Options = c.withoutSecrets(c.settings(e))
			return
		}
		plain := *obj
		plain.Items = nil
		for _, item := range obj.Items {
			// What the key is worth saying of is said when it is read again.
			known := len(c.diags)
			key, ok := c.key(item.KeyExpr)
			c.diags = c.diags[:known]
			if !ok || !schema.IsSecret(key) {
				plain.Items = append(plain.Items, item)
				continue
			}
			if s, ok := c.secret(key, item.ValueExpr); ok {
				v.Secrets = append(v.Secrets, s)
			}
		}
		v.Options = c.settings(&plain)
	}, func() string {
		if len(v.Options)+len(v.Secrets) == 0 {
			return ""
		}
		var b strings.Builder
		b.WriteString("{\n")
		for _, o := range v.Options {
			b.WriteString(c.indent(1) + c.bare(o.Name) + " = " + c.scalar(o.Value) + "\n")
		}
		for _, s := range v.Secrets {
			b.WriteString(c.indent(1) + c.bare(s.Option) + " = getenv(" + c.quoted(s.Variable) + ")\n")
		}
		return b.String() + c.indent(0) + "}"
	})
}

// secret reads where the value of a secret option is to be found.
func (c *codec) secret(option string, e hclsyntax.Expression) (schema.Secret, bool) {
	if name, is, ok := c.variable(e); is {
		return schema.Secret{Option: option, Variable: name}, ok
	}
	if lit, ok := e.(*hclsyntax.LiteralValueExpr); ok && lit.Val.RawEquals(cty.NullVal(cty.DynamicPseudoType)) {
		return schema.Secret{Option: option, Gone: true}, true
	}
	c.refuseSecret(option, e.Range().Start.Line)
	return schema.Secret{}, false
}

// variable reads getenv("X"), if the expression is that, without looking into
// the environment.
func (c *codec) variable(e hclsyntax.Expression) (name string, is, ok bool) {
	call, is := e.(*hclsyntax.FunctionCallExpr)
	if !is || call.Name != "getenv" || len(call.Args) != 1 || call.ExpandFinal {
		return "", false, false
	}
	name, ok = c.str(call.Args[0])
	if ok && !hclsyntax.ValidIdentifier(name) || strings.Contains(name, "-") {
		c.errorf(e.Range(), "Invalid secret", "%q cannot be the name of an environment variable here: letters, digits and underscores make one.", name)
		return "", true, false
	}
	return name, true, ok
}

// refuseSecret points at the block: the place itself would be shown with the
// secret in it.
func (c *codec) refuseSecret(option string, line int) {
	c.errorf(c.block.DefRange(), "Secret in the file",
		"The option %q (line %d) is secret: its value would end up in migration files. Write %s = getenv(\"NAME\"): the environment variable is read when the migration is applied, and by nothing before that. Without the option, what the database has is left alone; %s = null takes it away.",
		option, line, option, option)
}

// withoutSecrets refuses secrets in a map that is computed.
func (c *codec) withoutSecrets(list []schema.Option) []schema.Option {
	var kept []schema.Option
	for _, o := range list {
		if schema.IsSecret(o.Name) {
			c.refuseSecret(o.Name, c.block.Range().Start.Line)
			continue
		}
		kept = append(kept, o)
	}
	return kept
}

// openOptions declares options that cannot hold secrets: nothing else would
// keep those out of migration files.
func (c *codec) openOptions(name string, v *[]schema.Option) {
	c.options(name, v)
	if c.mode != reading {
		return
	}
	*v = slices.DeleteFunc(*v, func(o schema.Option) bool {
		if !schema.IsSecret(o.Name) {
			return false
		}
		c.errorf(c.block.DefRange(), "Secret in the file",
			"The option %q is secret, by its name: its value would end up in migration files. Only a server and a user mapping can have such options; set this one by hand.", o.Name)
		return true
	})
}
