package postgres

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var views = kind[*schema.View]{
	name:   schema.KindView,
	read:   readViews,
	stored: []string{"relation v"},
	create: createView,
	drop: func(_ *sqlgen.Context, v *schema.View) []sqlgen.Stmt {
		return sqlgen.SQL("DROP VIEW " + Qualified(v.Schema, v.Name))
	},
	alter: []alter[*schema.View]{
		{fields: []string{"Columns", "As"}, write: replaceView},
		{fields: []string{"CheckOption", "SecurityBarrier", "SecurityInvoker"}, write: alterViewOptions},
		{fields: []string{"Defaults"}, write: alterViewDefaults},
		{fields: []string{"ColumnComments"}, write: func(_ *sqlgen.Context, from, to *schema.View) []sqlgen.Stmt {
			return commentColumns(Qualified(to.Schema, to.Name), from.ColumnComments, to.ColumnComments)
		}},
	},
	how: func(c planner.Change, from, to *schema.View) (planner.How, bool) {
		return planner.Replace, c.Has("Columns", "As") && !extends(from.Output, to.Output)
	},
	rename: func(from, to *schema.View) []sqlgen.Stmt { return renameNamed("VIEW", from.Ref(), to.Ref(), "") },
	target: func(v *schema.View) string { return "VIEW " + Qualified(v.Schema, v.Name) },
	also: []bearing[*schema.View]{{
		field:  "TypeComment",
		target: func(v *schema.View) string { return "TYPE " + Qualified(v.Schema, v.Name) },
		text:   func(v *schema.View) string { return v.TypeComment },
	}},
	owned:     true,
	grantable: true,
	grantTarget: func(v *schema.View) string {
		return "TABLE " + Qualified(v.Schema, v.Name)
	},
}

// extends reports whether a view with the output from can be replaced by one
// with the output to: columns can be added at the end only.
// https://www.postgresql.org/docs/current/sql-createview.html
func extends(from, to []schema.Option) bool {
	if len(from) == 0 || len(from) > len(to) {
		return false
	}
	for i, c := range from {
		if to[i] != c {
			return false
		}
	}
	return true
}

// The text that pg_get_viewdef gives names every output column, so Columns
// stays empty.
func readViews(ctx context.Context, r *reader) error {
	outputs, err := r.readOutputs(ctx, "v")
	if err != nil {
		return err
	}
	const text = `
SELECT c.oid, w.oid, n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid), c.reloptions::text[],
	coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), ''), coalesce(pg_catalog.obj_description(c.reltype, 'pg_type'), ''),
	pg_catalog.pg_get_userbyid(c.relowner), c.relacl::text[], pg_catalog.acldefault('r', c.relowner)::text[]
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid AND w.rulename = '_RETURN'
WHERE c.relkind = 'v' AND ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, rule uint32
		var v schema.View
		var settings, acl, def pq.StringArray
		err := rows.Scan(&oid, &rule, &v.Schema, &v.Name, &v.As, &settings, &v.Comment, &v.TypeComment, &v.Owner, &acl, &def)
		if err != nil {
			return err
		}
		a := address{"pg_class", oid, 0}
		if !r.mine(a, v.Schema) {
			return nil
		}
		v.As = trimQuery(v.As)
		v.Grants = outputGrants(grants(acl, def, v.Owner), outputs[oid])
		v.Output, v.ColumnComments = outputOf(outputs[oid]), outputComments(outputs[oid])
		setViewOptions(&v, options(settings, ""))
		for _, c := range outputs[oid] {
			if c.def != 0 {
				v.Defaults = append(v.Defaults, schema.Option{Name: c.name, Value: c.value})
				r.at[address{"pg_attrdef", c.def, 0}] = &v
			}
		}
		r.add(a, &v)
		r.at[address{"pg_rewrite", rule, 0}] = &v
		r.relations[oid] = v.Ref()
		return nil
	})
}

func setViewOptions(v *schema.View, options []schema.Option) {
	flag := func(name string) *bool {
		value, ok := optionOf(options, name)
		if !ok {
			return nil
		}
		on, _ := schema.Truth(value)
		if value != strconv.FormatBool(on) {
			v.Words = append(v.Words, schema.Option{Name: name, Value: value})
		}
		return &on
	}
	check, _ := optionOf(options, "check_option")
	v.CheckOption = strings.ToUpper(check)
	v.SecurityBarrier, v.SecurityInvoker = flag("security_barrier"), flag("security_invoker")
}

func viewOptions(v *schema.View) []schema.Option {
	var out []schema.Option
	flag := func(name string, value *bool) {
		if value == nil {
			return
		}
		text := strconv.FormatBool(*value)
		if word, ok := optionOf(v.Words, name); ok {
			text = word
		}
		out = append(out, schema.Option{Name: name, Value: text})
	}
	flag("security_barrier", v.SecurityBarrier)
	flag("security_invoker", v.SecurityInvoker)
	return out
}

func viewText(command string, v *schema.View) string {
	text := command + " VIEW " + Qualified(v.Schema, v.Name)
	if len(v.Columns) > 0 {
		text += " (" + Idents(v.Columns) + ")"
	}
	if settings := viewOptions(v); len(settings) > 0 {
		text += "\n    WITH " + optionList(settings)
	}
	text += " AS\n" + trimQuery(v.As)
	if v.CheckOption != "" {
		text += "\nWITH " + v.CheckOption + " CHECK OPTION"
	}
	return text
}

func createView(_ *sqlgen.Context, v *schema.View, _ []schema.Object) []sqlgen.Stmt {
	name := Qualified(v.Schema, v.Name)
	stmts := sqlgen.SQL(viewText("CREATE", v))
	stmts = append(stmts, viewDefaults(name, nil, v.Defaults)...)
	return append(stmts, commentColumns(name, nil, v.ColumnComments)...)
}

// replaceView sets the options too, as CREATE OR REPLACE VIEW replaces them.
func replaceView(_ *sqlgen.Context, _, to *schema.View) []sqlgen.Stmt {
	return sqlgen.SQL(viewText("CREATE OR REPLACE", to))
}

func alterViewOptions(_ *sqlgen.Context, from, to *schema.View) []sqlgen.Stmt {
	if len(schema.Changed(&schema.View{As: from.As, Columns: from.Columns}, &schema.View{As: to.As, Columns: to.Columns})) > 0 {
		return nil // replaceView has set them
	}
	return changeParameters("ALTER VIEW "+Qualified(to.Schema, to.Name), allViewOptions(from), allViewOptions(to))
}

func allViewOptions(v *schema.View) []schema.Option {
	options := viewOptions(v)
	if v.CheckOption != "" {
		options = append(options, schema.Option{Name: "check_option", Value: strings.ToLower(v.CheckOption)})
	}
	return options
}

func alterViewDefaults(_ *sqlgen.Context, from, to *schema.View) []sqlgen.Stmt {
	return viewDefaults(Qualified(to.Schema, to.Name), from.Defaults, to.Defaults)
}

func viewDefaults(name string, from, to []schema.Option) []sqlgen.Stmt {
	set, gone := optionChanges(from, to)
	var stmts []sqlgen.Stmt
	for _, o := range gone {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER VIEW " + name + " ALTER COLUMN " + Ident(o.Name) + " DROP DEFAULT"})
	}
	for _, o := range set {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER VIEW " + name + " ALTER COLUMN " + Ident(o.Name) + " SET DEFAULT " + o.Value})
	}
	return stmts
}
