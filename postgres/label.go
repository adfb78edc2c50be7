package postgres

import (
	"context"
	"database/sql"
	"slices"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// ownLabels are the security labels in the database: those of pg_seclabel, and
// of the shared ones those of its subscriptions and its own.
// https://www.postgresql.org/docs/current/catalog-pg-shseclabel.html
const ownLabels = `
SELECT l.classoid, l.objoid, l.objsubid, l.provider, l.label FROM pg_catalog.pg_seclabel l
UNION ALL SELECT l.classoid, l.objoid, 0, l.provider, l.label FROM pg_catalog.pg_shseclabel l
WHERE l.classoid = 'pg_catalog.pg_subscription'::pg_catalog.regclass OR l.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass
	AND l.objoid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())`

// readLabels gives what was read its security labels, and names those on what
// was not.
func (r *reader) readLabels(ctx context.Context) (unsupported []string, err error) {
	const text = `
SELECT k.relname, l.objoid, l.objsubid, l.provider, l.label, coalesce(a.attname, ''),
	CASE WHEN k.relname <> 'pg_subscription' THEN coalesce((SELECT i.type || ' ' || i.identity
		FROM pg_catalog.pg_identify_object(l.classoid, l.objoid, l.objsubid) i), '') ELSE '' END
FROM (` + ownLabels + `) l JOIN pg_catalog.pg_class k ON k.oid = l.classoid
LEFT JOIN pg_catalog.pg_attribute a ON k.relname = 'pg_class' AND l.objsubid > 0 AND a.attrelid = l.objoid AND a.attnum = l.objsubid`
	var changed []schema.Object
	err = r.query(ctx, text, func(rows *sql.Rows) error {
		var a address
		var l schema.Label
		var column, identity string
		if err := rows.Scan(&a.catalog, &a.oid, &a.sub, &l.Provider, &l.Text, &column, &identity); err != nil {
			return err
		}
		if o := r.label(a, column, l); o != nil {
			changed = append(changed, o)
		} else if identity != "" {
			unsupported = append(unsupported, "security label of "+l.Provider+" on "+identity)
		}
		return nil
	})
	for _, o := range changed {
		schema.SortLabels(o.Base().Labels)
	}
	slices.Sort(unsupported)
	return unsupported, err
}

// label gives a label to what is at an address, if that can bear it.
func (r *reader) label(a address, column string, l schema.Label) schema.Object {
	o := r.at[a]
	if o != nil && schema.BearsLabels(o.Ref().Kind) {
		o.Base().Labels = append(o.Base().Labels, l)
		return o
	}
	if l.Sequence = a.sub == 0; l.Sequence {
		// The sequence of an identity column is a part of that.
		if c, ok := r.at[r.alias[a]].(*schema.Column); ok && c.Identity != nil {
			c.Labels = append(c.Labels, l)
			return c
		}
		return nil
	}
	switch whole := r.at[address{a.catalog, a.oid, 0}].(type) {
	case *schema.View, *schema.Materialized, *schema.Composite:
		l.Column = column
		whole.Base().Labels = append(whole.Base().Labels, l)
		return whole
	}
	return nil
}

// labelled writes how an object comes to its labels from those it had.
func (k kind[T]) labelled(from []schema.Label, o T) []sqlgen.Stmt {
	column, _ := schema.Object(o).(*schema.Column)
	var stmts []sqlgen.Stmt
	for _, c := range labelChanges(from, o.Base().Labels) {
		target := k.target(o)
		switch {
		case c.Sequence:
			target = sequenceTarget(column)
		case c.Column != "":
			target = "COLUMN " + Qualified(o.Ref().Schema, o.Ref().Name) + "." + Ident(c.Column)
		}
		stmts = append(stmts, securityLabel(target, c))
	}
	return stmts
}

// labelChanges lists the labels that are another or new, and those that go, which
// have no text. One is never empty.
func labelChanges(from, to []schema.Label) []schema.Label {
	var list []schema.Label
	for _, l := range from {
		if !slices.ContainsFunc(to, l.SameBearer) {
			l.Text = ""
			list = append(list, l)
		}
	}
	for _, l := range to {
		if !slices.Contains(from, l) {
			list = append(list, l)
		}
	}
	return list
}

// securityLabel writes SECURITY LABEL; an empty text removes the label.
func securityLabel(target string, l schema.Label) sqlgen.Stmt {
	value := "NULL"
	if l.Text != "" {
		value = Literal(l.Text)
	}
	return sqlgen.Stmt{SQL: "SECURITY LABEL FOR " + Ident(l.Provider) + " ON " + target + " IS " + value}
}
