package postgres

import (
	"context"
	"database/sql"
	"slices"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var materializeds = kind[*schema.Materialized]{
	name:   schema.KindMaterialized,
	read:   readMaterializeds,
	stored: []string{"relation m"},
	create: createMaterialized,
	drop: func(_ *sqlgen.Context, m *schema.Materialized) []sqlgen.Stmt {
		return sqlgen.SQL("DROP MATERIALIZED VIEW " + Qualified(m.Schema, m.Name))
	},
	alter: []alter[*schema.Materialized]{
		{fields: []string{"With"}, write: func(_ *sqlgen.Context, from, to *schema.Materialized) []sqlgen.Stmt {
			return changeParameters("ALTER "+materializedTarget(to), from.With, to.With)
		}},
		{fields: []string{"Tablespace"}, write: moveMaterialized},
		{fields: []string{"ColumnSettings"}, write: func(_ *sqlgen.Context, from, to *schema.Materialized) []sqlgen.Stmt {
			return outputSettings(to, from.ColumnSettings, to.ColumnSettings)
		}},
		{fields: []string{"ColumnComments"}, write: func(_ *sqlgen.Context, from, to *schema.Materialized) []sqlgen.Stmt {
			return commentColumns(Qualified(to.Schema, to.Name), from.ColumnComments, to.ColumnComments)
		}},
	},
	rename: func(from, to *schema.Materialized) []sqlgen.Stmt {
		return renameNamed("MATERIALIZED VIEW", from.Ref(), to.Ref(), "")
	},
	target: materializedTarget,
	also: []bearing[*schema.Materialized]{{
		field:  "TypeComment",
		target: func(m *schema.Materialized) string { return "TYPE " + Qualified(m.Schema, m.Name) },
		text:   func(m *schema.Materialized) string { return m.TypeComment },
	}},
	owned:     true,
	grantable: true,
	grantTarget: func(m *schema.Materialized) string {
		return "TABLE " + Qualified(m.Schema, m.Name)
	},
}

func materializedTarget(m *schema.Materialized) string {
	return "MATERIALIZED VIEW " + Qualified(m.Schema, m.Name)
}

// https://www.postgresql.org/docs/current/catalog-pg-class.html
func readMaterializeds(ctx context.Context, r *reader) error {
	outputs, err := r.readOutputs(ctx, "m")
	if err != nil {
		return err
	}
	system, err := r.readSystemGrants(ctx)
	if err != nil {
		return err
	}
	const text = `
SELECT c.oid, w.oid, n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid), c.reloptions::text[],
	toast.reloptions::text[],
	coalesce(s.spcname, ''), CASE WHEN am.amname <> 'heap' THEN am.amname ELSE '' END, NOT c.relispopulated,
	coalesce((SELECT x.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
		WHERE i.indrelid = c.oid AND i.indisclustered), ''), c.relreplident::text,
	coalesce(pg_catalog.obj_description(c.oid, 'pg_class'), ''), coalesce(pg_catalog.obj_description(c.reltype, 'pg_type'), ''),
	pg_catalog.pg_get_userbyid(c.relowner), c.relacl::text[], pg_catalog.acldefault('r', c.relowner)::text[]
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid AND w.rulename = '_RETURN'
LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
JOIN pg_catalog.pg_am am ON am.oid = c.relam
WHERE c.relkind = 'm' AND ` + userSchemas
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid, rule uint32
		var identity string
		var m schema.Materialized
		var settings, toast, acl, def pq.StringArray
		err := rows.Scan(&oid, &rule, &m.Schema, &m.Name, &m.As, &settings, &toast, &m.Tablespace, &m.AccessMethod,
			&m.WithNoData, &m.ClusterOn, &identity, &m.Comment, &m.TypeComment, &m.Owner, &acl, &def)
		if err != nil {
			return err
		}
		a := address{"pg_class", oid, 0}
		if !r.mine(a, m.Schema) {
			return nil
		}
		m.As = trimQuery(m.As)
		m.ReplicaIdentity, _ = replicaIdentity(identity, "")
		m.Grants = outputGrants(grants(acl, def, m.Owner), slices.Concat(outputs[oid], system[oid]))
		m.With = append(options(settings, ""), options(toast, "toast.")...)
		m.Output, m.ColumnComments = outputOf(outputs[oid]), outputComments(outputs[oid])
		for _, c := range outputs[oid] {
			if !c.setting.IsZero() {
				m.ColumnSettings = append(m.ColumnSettings, c.setting)
			}
		}
		r.add(a, &m)
		r.at[address{"pg_rewrite", rule, 0}] = &m
		r.relations[oid] = m.Ref()
		return nil
	})
}

func createMaterialized(c *sqlgen.Context, m *schema.Materialized, _ []schema.Object) []sqlgen.Stmt {
	text := "CREATE " + materializedTarget(m)
	if m.AccessMethod != "" {
		text += "\n    USING " + Ident(m.AccessMethod)
	}
	if len(m.With) > 0 {
		text += "\n    WITH " + optionList(m.With)
	}
	if m.Tablespace != "" {
		text += "\n    TABLESPACE " + Ident(m.Tablespace)
	}
	text += " AS\n" + trimQuery(m.As)
	if m.WithNoData || c.Unfilled {
		text += "\nWITH NO DATA"
	}
	create := sqlgen.Stmt{SQL: text}
	if c.Drops(m.Ref()) && !m.WithNoData {
		create.Risks = []sqlgen.Risk{risk(riskRewrite, "%s is filled anew, which takes as long as its query", m.Ref())}
	}
	stmts := append([]sqlgen.Stmt{create}, outputSettings(m, nil, m.ColumnSettings)...)
	return append(stmts, commentColumns(Qualified(m.Schema, m.Name), nil, m.ColumnComments)...)
}

func moveMaterialized(_ *sqlgen.Context, _, to *schema.Materialized) []sqlgen.Stmt {
	return []sqlgen.Stmt{{
		SQL:   "ALTER " + materializedTarget(to) + " SET TABLESPACE " + tablespaceOr(to.Tablespace),
		Risks: []sqlgen.Risk{risk(riskRewrite, "%s is copied to another tablespace under an exclusive lock", to.Ref())},
	}}
}

// outputSettings takes the columns from one list of settings to the other.
// The storage that a column falls back to is its type's own, which DEFAULT
// names since PostgreSQL 16; before that it is only known by its output type.
func outputSettings(m *schema.Materialized, from, to []schema.ColumnSetting) []sqlgen.Stmt {
	find := func(list []schema.ColumnSetting, name string) schema.ColumnSetting {
		i := slices.IndexFunc(list, func(s schema.ColumnSetting) bool { return s.Name == name })
		if i < 0 {
			return schema.ColumnSetting{Name: name}
		}
		return list[i]
	}
	var stmts []sqlgen.Stmt
	for _, s := range to {
		stmts = append(stmts, outputSetting(m, find(from, s.Name), s)...)
	}
	for _, s := range from {
		if now := find(to, s.Name); now.IsZero() {
			stmts = append(stmts, outputSetting(m, s, now)...)
		}
	}
	return stmts
}

func outputSetting(m *schema.Materialized, from, to schema.ColumnSetting) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	alter := func(clause string) {
		stmts = append(stmts, sqlgen.Stmt{Target: "ALTER " + materializedTarget(m), Clause: "ALTER COLUMN " + Ident(to.Name) + " " + clause})
	}
	set := func(clause string) { alter("SET " + clause) }
	if from.Storage != to.Storage {
		set("STORAGE " + orElse(to.Storage, typeStorage(m, to.Name)))
	}
	if from.Compression != to.Compression {
		set("COMPRESSION " + orElse(to.Compression, "default"))
	}
	if !sameNumber(from.Statistics, to.Statistics) {
		set("STATISTICS " + target(to.Statistics))
	}
	for _, clause := range alterOptions(from.Options, to.Options) {
		alter(clause)
	}
	return stmts
}

// typeStorage is the storage of a type of variable length: numeric's is MAIN,
// the others' EXTENDED. Those of fixed length take no other than PLAIN.
// https://www.postgresql.org/docs/current/storage-toast.html
func typeStorage(m *schema.Materialized, column string) string {
	typ, _ := optionOf(m.Output, column)
	if len(typ) >= 7 && typ[:7] == "numeric" && typ[len(typ)-1] != ']' || typ == "inet" || typ == "cidr" {
		return "MAIN"
	}
	return "EXTENDED"
}

func orElse(value, other string) string {
	if value == "" {
		return other
	}
	return value
}
