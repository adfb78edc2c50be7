package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// Samples are rows for tables that have none: one with what it takes to be a row, and one with a value in every column.
type samples struct {
	filled map[string]bool   // tables that have rows, by path
	values map[string]string // literals by type and number; empty where none fits
}

// sampleTexts are texts of which some type takes one; the second that fits is for the second row.
var sampleTexts = []string{
	"1", "2", "2001-02-03", "2002-03-04", "2001-02-03 04:05:06", "2002-03-04 05:06:07", "04:05:06", "05:06:07", "1 day", "2 days", "true", "false",
	"{}", "[]", "{1}", `{"a": 1}`, "a", "b", "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002",
	"10.0.0.1", "10.0.0.2", "08:00:2b:01:02:03", "08:00:2b:01:02:03:04:05", "(1,2)", "(1,2),(3,4)", "{1,2,3}", "<(1,2),3>", "[1,2)", "{[1,2)}",
	"[2001-02-03,2001-02-04)", "<a>1</a>", "1/0", "()", "(1)",
}

// fill puts rows into the tables that have none. A table that refers to others comes after them.
func (s *samples) fill(ctx context.Context, r *replay) error {
	for range 3 {
		progress := false
		for t := range schema.Of[*schema.Table](r.found.schema) {
			path := t.Ref().Path()
			if s.filled[path] || t.PartitionOf != (schema.Ref{}) {
				continue
			}
			if s.has(ctx, r, t) {
				s.filled[path] = true
				continue
			}
			for n := range 2 {
				statement := s.insert(ctx, r, t, n)
				// One that does not fit is not put in: triggers and checks have the say.
				if _, err := r.db.ExecContext(ctx, statement); err == nil {
					s.filled[path], progress = true, true
				}
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		if !progress {
			break
		}
	}
	return nil
}

// has reports whether a table has rows.
func (s *samples) has(ctx context.Context, r *replay, t *schema.Table) bool {
	var one int
	return r.db.QueryRowContext(ctx, "SELECT 1 FROM "+sqlName(t.Schema, t.Name)+" LIMIT 1").Scan(&one) == nil
}

// count gives the number of tables with rows, and the names of those without.
func (s *samples) count(r *replay) (full int, empty []string) {
	if r.found == nil {
		return 0, nil
	}
	for t := range schema.Of[*schema.Table](r.found.schema) {
		switch path := t.Ref().Path(); {
		case s.filled[path]:
			full++
		case t.PartitionOf == (schema.Ref{}):
			empty = append(empty, "table "+path)
		}
	}
	return full, empty
}

// insert is a statement for a row: with a value in every column for the second.
func (s *samples) insert(ctx context.Context, r *replay, t *schema.Table, n int) string {
	referred := references(r.found.schema, t)
	defaults := map[string]bool{}
	for d := range schema.Of[*schema.Default](r.found.schema) {
		if d.Schema == t.Schema && d.Table == t.Name {
			defaults[d.Column] = true
		}
	}
	var columns, values []string
	for c := range schema.Of[*schema.Column](r.found.schema) {
		if c.Schema != t.Schema || c.Table != t.Name || c.Generated != nil || c.Identity != nil || c.AutoIncrement {
			continue
		}
		if n == 0 && (!c.NotNull || c.Default != "" || defaults[c.Name]) {
			continue
		}
		value, ok := referred[c.Name]
		if !ok {
			value = s.value(ctx, r, c.Type, n)
		}
		if value != "" {
			columns, values = append(columns, quoted(c.Name)), append(values, value)
		}
	}
	if len(columns) == 0 {
		return "INSERT INTO " + sqlName(t.Schema, t.Name) + " DEFAULT VALUES"
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", sqlName(t.Schema, t.Name), strings.Join(columns, ", "), strings.Join(values, ", "))
}

// references gives, for the columns that refer to another table, a value that is there.
func references(s *schema.Schema, t *schema.Table) map[string]string {
	out := map[string]string{}
	for fk := range schema.Of[*schema.ForeignKey](s) {
		if fk.Schema != t.Schema || fk.Table != t.Name || len(fk.RefColumns) != len(fk.Columns) {
			continue
		}
		for i, c := range fk.Columns {
			out[c] = fmt.Sprintf("(SELECT %s FROM %s LIMIT 1)", quoted(fk.RefColumns[i]), sqlName(fk.RefTable.Schema, fk.RefTable.Name))
		}
	}
	return out
}

// value is a literal that a type takes, another one for the second row where there are two; empty where there is none.
func (s *samples) value(ctx context.Context, r *replay, typ string, n int) string {
	key := fmt.Sprintf("%d %s", n, typ)
	if v, known := s.values[key]; known {
		return v
	}
	texts := slices.Clone(sampleTexts)
	for e := range schema.Of[*schema.Enum](r.found.schema) {
		if typ == e.Ref().Path() || typ == sqlName(e.Schema, e.Name) {
			texts = slices.Clone(e.Values)
		}
	}
	found, literal := 0, ""
	for _, text := range texts {
		try := "CAST('" + strings.ReplaceAll(text, "'", "''") + "' AS " + typ + ")"
		var got any
		if r.db.QueryRowContext(ctx, "SELECT "+try).Scan(&got) == nil {
			literal = try
			if found++; found > n {
				break
			}
		}
	}
	s.values[key] = literal
	return literal
}

// sqlName is a qualified name as statements have it.
func sqlName(in, name string) string {
	if in == "" {
		return quoted(name)
	}
	return quoted(in) + "." + quoted(name)
}
