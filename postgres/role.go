package postgres

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// Roles are read only for those who ask: they belong to all databases of the
// server.
var roles = kind[*schema.Role]{
	name:   schema.KindRole,
	create: createRole,
	drop: func(_ *sqlgen.Context, r *schema.Role) []sqlgen.Stmt {
		return sqlgen.SQL("DROP " + roleTarget(r))
	},
	prevents: func(_ *sqlgen.Context, s planner.Step) error {
		if b := s.Object().Base(); b.Owner != "" || len(b.Grants) > 0 {
			return fmt.Errorf("%s: a role has no owner, and no privileges on it", s.Ref())
		}
		return nil
	},
	alter: []alter[*schema.Role]{
		{fields: attributeFields, write: alterRole},
		{fields: []string{"MemberOf"}, write: func(_ *sqlgen.Context, from, to *schema.Role) []sqlgen.Stmt {
			return alterMemberships(to, from.MemberOf)
		}},
		{fields: []string{"Settings"}, write: func(_ *sqlgen.Context, from, to *schema.Role) []sqlgen.Stmt {
			return roleSettings("ALTER "+roleTarget(to), from.Settings, to.Settings)
		}},
		{fields: []string{"DatabaseSettings"}, write: func(_ *sqlgen.Context, from, to *schema.Role) []sqlgen.Stmt {
			return databaseSettings(to, from.DatabaseSettings)
		}},
	},
	rename: func(from, to *schema.Role) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER " + roleTarget(from) + " RENAME TO " + Ident(to.Name))
	},
	target: roleTarget,
}

func roleTarget(r *schema.Role) string { return "ROLE " + Ident(r.Name) }

// A roleAttribute is an option of CREATE ROLE that is there or not; NO before
// its word says the latter.
type roleAttribute struct {
	field, word string
	of          func(*schema.Role) bool
	usual       bool
}

var roleAttributes = []roleAttribute{
	{"Superuser", "SUPERUSER", func(r *schema.Role) bool { return r.Superuser }, false},
	{"NoInherit", "INHERIT", func(r *schema.Role) bool { return !r.NoInherit }, true},
	{"CreateRole", "CREATEROLE", func(r *schema.Role) bool { return r.CreateRole }, false},
	{"CreateDB", "CREATEDB", func(r *schema.Role) bool { return r.CreateDB }, false},
	{"Login", "LOGIN", func(r *schema.Role) bool { return r.Login }, false},
	{"Replication", "REPLICATION", func(r *schema.Role) bool { return r.Replication }, false},
	{"BypassRLS", "BYPASSRLS", func(r *schema.Role) bool { return r.BypassRLS }, false},
}

var attributeFields = func() []string {
	fields := []string{"ConnectionLimit", "ValidUntil"}
	for _, a := range roleAttributes {
		fields = append(fields, a.field)
	}
	return fields
}()

// createRole makes a role unless there is one: the migration of another database
// of the server may have made it. The rest is said of either.
func createRole(c *sqlgen.Context, r *schema.Role, _ []schema.Object) []sqlgen.Stmt {
	stmts := sqlgen.SQL("DO $role$\nBEGIN\n    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = " + Literal(r.Name) + ") THEN\n" +
		"        CREATE " + roleTarget(r) + ";\n    END IF;\nEND\n$role$")
	stmts = append(stmts, alterRole(c, &schema.Role{}, r)...)
	if r.Password != "" {
		stmts = append(stmts, withSecrets("ALTER "+formatText(roleTarget(r))+" PASSWORD %L", []string{r.Password}))
	}
	stmts = append(stmts, alterMemberships(r, nil)...)
	stmts = append(stmts, roleSettings("ALTER "+roleTarget(r), nil, r.Settings)...)
	return append(stmts, databaseSettings(r, nil)...)
}

func alterRole(_ *sqlgen.Context, from, to *schema.Role) []sqlgen.Stmt {
	var words []string
	for _, a := range roleAttributes {
		switch is := a.of(to); {
		case is == a.of(from):
		case is:
			words = append(words, a.word)
		default:
			words = append(words, "NO"+a.word)
		}
	}
	limit := func(r *schema.Role) int64 {
		if r.ConnectionLimit == nil {
			return -1
		}
		return *r.ConnectionLimit
	}
	if limit(from) != limit(to) {
		words = append(words, "CONNECTION LIMIT "+strconv.FormatInt(limit(to), 10))
	}
	if from.ValidUntil != to.ValidUntil {
		until := to.ValidUntil
		if until == "" {
			until = "infinity"
		}
		words = append(words, "VALID UNTIL "+Literal(until))
	}
	return onlyIf(len(words) > 0, "ALTER "+roleTarget(to)+" WITH "+strings.Join(words, " "))
}

// alterMemberships takes back what is not as it is to be, and grants it anew.
func alterMemberships(r *schema.Role, was []schema.Membership) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, m := range was {
		if !slices.Contains(r.MemberOf, m) {
			stmts = append(stmts, sqlgen.Stmt{SQL: "REVOKE " + Ident(m.Role) + " FROM " + Ident(r.Name) + grantedBy(m)})
		}
	}
	for _, m := range r.MemberOf {
		if slices.Contains(was, m) {
			continue
		}
		var options []string
		if m.Admin {
			options = append(options, "ADMIN OPTION")
		}
		if m.NoInherit != r.NoInherit {
			options = append(options, "INHERIT "+strings.ToUpper(strconv.FormatBool(!m.NoInherit)))
		}
		if m.NoSet {
			options = append(options, "SET FALSE")
		}
		text := "GRANT " + Ident(m.Role) + " TO " + Ident(r.Name)
		if len(options) > 0 {
			text += " WITH " + strings.Join(options, ", ")
		}
		stmts = append(stmts, sqlgen.Stmt{SQL: text + grantedBy(m)})
	}
	return stmts
}

func grantedBy(m schema.Membership) string {
	if m.Grantor == "" {
		return ""
	}
	return " GRANTED BY " + Ident(m.Grantor)
}

func roleSettings(target string, from, to []schema.Option) []sqlgen.Stmt {
	set, gone := optionChanges(from, to)
	var stmts []sqlgen.Stmt
	for _, o := range gone {
		stmts = append(stmts, sqlgen.Stmt{SQL: target + " RESET " + parameterName(o.Name)})
	}
	for _, o := range set {
		stmts = append(stmts, sqlgen.Stmt{SQL: target + " SET " + parameterName(o.Name) + " TO " + parameterValue(o.Name, o.Value)})
	}
	return stmts
}

// databaseSettings are set in the database that the migration runs in, whatever
// its name is.
func databaseSettings(r *schema.Role, was []schema.Option) []sqlgen.Stmt {
	const place = "\x00"
	stmts := roleSettings("ALTER "+roleTarget(r)+" IN DATABASE "+place, was, r.DatabaseSettings)
	for i := range stmts {
		text := strings.Replace(formatText(stmts[i].SQL), place, "%I", 1)
		stmts[i].SQL = "DO $role$\nBEGIN\n    EXECUTE pg_catalog.format(" + Literal(text) + ", pg_catalog.current_database());\nEND\n$role$"
	}
	return stmts
}
