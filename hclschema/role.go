package hclschema

import (
	"time"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

var role = define(schema.KindRole, inDatabase, &schema.Role{}, func(c *codec, o *schema.Role) {
	c.flag("superuser", &o.Superuser)
	c.unless("inherit", &o.NoInherit)
	c.flag("create_role", &o.CreateRole)
	c.flag("create_db", &o.CreateDB)
	c.flag("login", &o.Login)
	c.flag("replication", &o.Replication)
	c.flag("bypass_rls", &o.BypassRLS)
	c.int("connection_limit", &o.ConnectionLimit)
	c.moment("valid_until", &o.ValidUntil)
	c.getenv("password", &o.Password)
	many(c, "member_of", &o.MemberOf, nil, func(c *codec, m *schema.Membership) {
		c.require("role")
		c.roleName("role", &m.Role)
		c.flag("admin", &m.Admin)
		c.memberInherits(m, o.NoInherit)
		c.unless("set", &m.NoSet)
		c.roleName("granted_by", &m.Grantor)
	})
	c.openOptions("settings", &o.Settings)
	c.openOptions("database_settings", &o.DatabaseSettings)
	if c.mode == reading {
		schema.SortMemberships(o.MemberOf)
	}
})

// memberInherits declares whether a member inherits, which it does as its role says
// unless this says otherwise.
func (c *codec) memberInherits(m *schema.Membership, notByItself bool) {
	if c.mode == reading {
		m.NoInherit = notByItself
	}
	c.attr("inherit", func(e hclsyntax.Expression) { m.NoInherit = !c.boolean(e) },
		func() string {
			if m.NoInherit == notByItself {
				return ""
			}
			return onlyIf(m.NoInherit, "false") + onlyIf(!m.NoInherit, "true")
		})
}

// roleName declares a role.
func (c *codec) roleName(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) { *v, _ = c.role(e) },
		func() string { return orNothing(*v, c.quoted) })
}

// momentLayouts are the ways to write a time.
var momentLayouts = []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999Z07:00", "2006-01-02 15:04:05.999999Z07", "2006-01-02"}

// moment declares a time, in UTC where nothing is said. The graph has it as the
// reader of the catalogs does.
func (c *codec) moment(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		text, ok := c.str(e)
		if !ok || text == "infinity" {
			return
		}
		for _, layout := range momentLayouts {
			if t, err := time.Parse(layout, text); err == nil {
				*v = t.UTC().Format("2006-01-02 15:04:05.999999") + "+00"
				return
			}
		}
		c.errorf(e.Range(), "Invalid time", "Write a time as \"2030-12-31 12:00:00+00\", or \"infinity\".")
	}, func() string { return orNothing(*v, c.quoted) })
}

// getenv declares where a secret is to be found.
func (c *codec) getenv(name string, v *string) {
	c.attr(name, func(e hclsyntax.Expression) {
		variable, is, ok := c.variable(e)
		if is && ok {
			*v = variable
		}
		if !is {
			c.errorf(c.block.DefRange(), "Secret in the file",
				"The %s (line %d) is secret: it would end up in migration files. Write %s = getenv(\"NAME\"): the environment variable is read when the migration is applied, and by nothing before that.",
				name, e.Range().Start.Line, name)
		}
	}, func() string {
		return orNothing(*v, func(name string) string { return "getenv(" + c.quoted(name) + ")" })
	})
}
