package hclschema

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var foreignDataWrapper = define(schema.KindForeignDataWrapper, inDatabase, &schema.ForeignDataWrapper{}, func(c *codec, o *schema.ForeignDataWrapper) {
	c.routine("handler", &o.Handler, &o.HandlerRef, schema.KindFunction)
	c.routine("validator", &o.Validator, &o.ValidatorRef, schema.KindFunction)
	c.openOptions("options", &o.Options)
})

var server = define(schema.KindServer, inDatabase, &schema.Server{}, func(c *codec, o *schema.Server) {
	c.require("fdw")
	c.wrapper("fdw", o)
	c.text("type", &o.Type)
	c.text("version", &o.ServerVersion)
	c.secretOptions("options", &o.Settings)
})

// wrapper declares a foreign-data wrapper, for which the extension of its name
// stands as well. A string names one that an extension brings under another
// name, which depends_on then names.
func (c *codec) wrapper(name string, s *schema.Server) {
	c.attr(name, func(e hclsyntax.Expression) {
		e = c.element(e)
		if isValue(e) {
			s.Wrapper, _ = c.str(e)
			if found := c.candidates(schema.KindForeignDataWrapper, "", s.Wrapper); len(found) == 1 {
				s.WrapperRef = found[0]
			}
			return
		}
		if r, ok := c.resolve(e, schema.KindForeignDataWrapper, schema.KindExtension); ok {
			s.Wrapper, s.WrapperRef = r.Name, r
		}
	}, func() string {
		if s.WrapperRef.Name == s.Wrapper && c.known(s.WrapperRef) {
			c.need(s.WrapperRef)
			return c.ref(s.WrapperRef)
		}
		return c.quoted(s.Wrapper)
	})
}

// serverName declares the foreign server of a table.
func (c *codec) serverName(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		r, _ := c.resolve(e, schema.KindServer)
		*v = r.Name
	}, func() string {
		return c.ref(schema.Ref{Kind: schema.KindServer, Name: *v})
	})
}

var userMapping = define(schema.KindUserMapping, onServer, &schema.UserMapping{}, func(c *codec, o *schema.UserMapping) {
	c.secretOptions("options", &o.Settings)
})
