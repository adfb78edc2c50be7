package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// An Inspection is what Inspect found.
type Inspection struct {
	Schema *schema.Schema
	// Unsupported names everything that the graph cannot carry, as a person
	// would: "virtual table docs".
	Unsupported []string
}

// Inspect reads the whole schema of the connection's main database, in one
// read transaction unless the connection is in a transaction already (inTx).
// Comments within CREATE TABLE statements are not part of the schema.
func Inspect(ctx context.Context, conn *sql.Conn, inTx bool) (*Inspection, error) {
	if !inTx {
		if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
			return nil, fmt.Errorf("reading the schema: %w", err)
		}
		defer conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	r := &reader{conn: conn, tables: map[string]*definition{}}
	if err := r.read(ctx); err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	return &Inspection{Schema: r.schema(), Unsupported: r.odd}, nil
}

// A reader collects what sqlite_schema holds.
type reader struct {
	conn *sql.Conn
	odd  []string
	// tables are by name in lower case, order in that of the names.
	tables map[string]*definition
	order  []*definition
	views  map[string]bool
	others []schema.Object
}

// A row is one of sqlite_schema.
type row struct{ kind, name, table, sql string }

// rowsQuery leaves out SQLite's own tables, ours, those that virtual tables
// keep their data in, and the indexes of constraints, which have no text.
// https://sqlite.org/schematab.html
const rowsQuery = `
SELECT m.type, m.name, m.tbl_name, m.sql FROM main.sqlite_schema m
WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\'
AND m.tbl_name NOT IN ('` + HistoryTable + `', '` + LockTable + `')
AND m.tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow')
ORDER BY CASE m.type WHEN 'table' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, m.name`

func (r *reader) read(ctx context.Context) error {
	var found []row
	err := r.query(ctx, rowsQuery, func(rows *sql.Rows) error {
		var w row
		err := rows.Scan(&w.kind, &w.name, &w.table, &w.sql)
		found = append(found, w)
		return err
	})
	if err != nil {
		return err
	}
	r.views = map[string]bool{}
	var errs []error
	for _, w := range found {
		if err := r.take(w); err != nil {
			errs = append(errs, fmt.Errorf("reading %s %s: %w", w.kind, w.name, err))
		}
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	r.resolve()
	return r.compare(ctx)
}

func (r *reader) query(ctx context.Context, text string, scan func(*sql.Rows) error) error {
	rows, err := r.conn.QueryContext(ctx, text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return fmt.Errorf("scanning: %w", err)
		}
	}
	return rows.Err()
}

// take reads one row. Tables come first.
func (r *reader) take(w row) error {
	switch w.kind {
	case "table":
		if newCursor(w.sql).takes("CREATE", "VIRTUAL") {
			r.odd = append(r.odd, "virtual table "+w.name)
			return nil
		}
		d, err := parseTable(w.name, w.sql)
		if err != nil {
			return err
		}
		r.tables[strings.ToLower(w.name)] = d
		r.order = append(r.order, d)
		r.odd = append(r.odd, d.odd...)
		return nil
	case "view":
		r.views[strings.ToLower(w.name)] = true
		v, err := parseView(w.name, w.sql)
		return r.add(v, err)
	case "index":
		var columns map[string]string
		d := r.tables[strings.ToLower(w.table)]
		if d != nil {
			columns = d.columnNames()
			w.table = d.table.Name
		}
		x, err := parseIndex(w.name, w.table, w.sql, columns)
		return r.add(x, err)
	}
	t, err := parseTrigger(w.name, w.table, w.sql)
	if err == nil {
		t.OnView = r.views[strings.ToLower(w.table)]
		if d := r.tables[strings.ToLower(w.table)]; d != nil {
			t.Table = d.table.Name
			spell(t.UpdateOf, d.columnNames())
		}
	}
	return r.add(t, err)
}

func (r *reader) add(o schema.Object, err error) error {
	if err == nil {
		r.others = append(r.others, o)
	}
	return err
}

// resolve fills what a table's text leaves to others: names of constraints and
// the columns that foreign keys mean.
func (r *reader) resolve() {
	for _, d := range r.order {
		d.spellColumns()
		markNotNull(d.table, d.columns, d.primaryKey())
	}
	for _, d := range r.order {
		for _, f := range d.fks {
			r.resolveKey(f)
		}
		d.deriveNames()
	}
}

// resolveKey: a key that names no columns means the primary key.
func (r *reader) resolveKey(f *schema.ForeignKey) {
	parent := r.tables[strings.ToLower(f.RefTable.Name)]
	if parent == nil {
		return
	}
	f.RefTable.Name = parent.table.Name
	if key := parent.primaryKey(); len(f.RefColumns) == 0 && key != nil {
		f.RefColumns = append([]string(nil), key.Columns...)
	}
	spell(f.RefColumns, parent.columnNames())
}

// compare holds what was read from the text against what SQLite itself knows
// of the columns, so that a text read wrongly is an error.
// https://sqlite.org/pragma.html#pragma_table_xinfo
func (r *reader) compare(ctx context.Context) error {
	const text = `SELECT m.name, x.name, x.type, x."notnull", x.hidden FROM main.sqlite_schema m, pragma_table_xinfo(m.name, 'main') x
WHERE m.type = 'table' ORDER BY m.name, x.cid`
	seen := map[string]int{}
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var table, name, declared string
		var notNull, hidden int
		if err := rows.Scan(&table, &name, &declared, &notNull, &hidden); err != nil {
			return err
		}
		d := r.tables[strings.ToLower(table)]
		if d == nil {
			return nil
		}
		i := seen[table]
		seen[table]++
		if i >= len(d.columns) || !agrees(d.columns[i], name, declared, notNull, hidden) {
			return fmt.Errorf("the text of table %s in sqlite_schema is not understood at column %s; please report it", table, name)
		}
		return nil
	})
	return err
}

func agrees(c *schema.Column, name, declared string, notNull, hidden int) bool {
	return c.Name == name && c.Type == typeName(declared) && (notNull == 0 || c.NotNull) && (hidden != 0) == (c.Generated != nil)
}

// schema gives what was read as a graph.
func (r *reader) schema() *schema.Schema {
	s := schema.New()
	for _, d := range r.order {
		s.Put(d.table)
		for _, c := range d.columns {
			s.Put(c)
		}
		for _, k := range d.keys {
			s.Put(k)
		}
		for _, c := range d.checks {
			s.Put(c)
		}
		for _, f := range d.fks {
			s.Put(f)
		}
	}
	for _, o := range r.others {
		s.Put(o)
	}
	unquoteNames(s)
	link(s)
	s.Sort()
	return s
}
