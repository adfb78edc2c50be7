package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// SampleRows puts up to two rows into every table of s, on a scratch database
// that holds s. Foreign keys, triggers and rules do not act meanwhile, if the
// role may switch them off. It returns a sentence about each table that stays
// empty; that a table does is no error.
func SampleRows(ctx context.Context, conn *sql.Conn, s *schema.Schema) (notes []string) {
	for _, setting := range []string{"session_replication_role = replica", "synchronous_commit = off"} {
		if _, err := conn.ExecContext(ctx, "SET "+setting); err == nil {
			name, _, _ := strings.Cut(setting, " ")
			defer conn.ExecContext(context.WithoutCancel(ctx), "RESET "+name)
		}
	}
	f := newFiller(s)
	away := abroad(s)
	for t := range schema.Of[*schema.Table](s) {
		if away[t.Ref()] {
			continue
		}
		if ctx.Err() != nil {
			return append(notes, "no sample rows for the rest: "+ctx.Err().Error())
		}
		if err := f.fill(ctx, conn, t); err != nil {
			notes = append(notes, fmt.Sprintf("no sample rows in %s: %v", t.Ref(), err))
		}
	}
	return notes
}

// abroad finds the foreign tables, and the partitioned tables that may pass a
// row on to one: a scratch database reaches for nothing outside of it.
func abroad(s *schema.Schema) map[schema.Ref]bool {
	out := map[schema.Ref]bool{}
	families := schema.NewFamilies(s)
	var mark func(schema.Ref)
	mark = func(r schema.Ref) {
		if !out[r] {
			out[r] = true
			for _, p := range families.Parents(r) {
				mark(p)
			}
		}
	}
	for t := range schema.Of[*schema.Table](s) {
		if t.Server != "" {
			mark(t.Ref())
		}
	}
	return out
}

// A filler knows the columns and checks of each table.
type filler struct {
	sampler
	columns map[schema.Ref][]*schema.Column
	checks  map[schema.Ref][]*schema.Check
}

func newFiller(s *schema.Schema) *filler {
	f := &filler{sampler: sampler{s}, columns: tableColumns(s), checks: map[schema.Ref][]*schema.Check{}}
	for k := range schema.Of[*schema.Check](s) {
		r := schema.Ref{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}
		f.checks[r] = append(f.checks[r], k)
	}
	return f
}

// tableColumns lists the columns that can be written, by their table.
func tableColumns(s *schema.Schema) map[schema.Ref][]*schema.Column {
	out := map[schema.Ref][]*schema.Column{}
	for c := range schema.Of[*schema.Column](s) {
		if c.Generated == nil {
			r := schema.Ref{Kind: schema.KindTable, Schema: c.Schema, Name: c.Table}
			out[r] = append(out[r], c)
		}
	}
	return out
}

// A choice is one way of finding the value of a column; empty means that the
// plain sample serves.
type choice func(f *filler, c *schema.Column, row int) string

// choices are tried in this order until the table takes the rows: its checks
// know more than we do.
var choices = []choice{
	func(*filler, *schema.Column, int) string { return "" },
	fromChecks,
	func(f *filler, c *schema.Column, row int) string {
		if f.domain(c.Type) != nil && f.takesNull(c) {
			return "NULL"
		}
		return fromChecks(f, c, row)
	},
	func(_ *filler, c *schema.Column, _ int) string {
		if c.Default != "" {
			return "DEFAULT"
		}
		return ""
	},
	func(f *filler, c *schema.Column, row int) string {
		if f.takesNull(c) {
			return "NULL"
		}
		if c.Default != "" {
			return "DEFAULT"
		}
		return fromChecks(f, c, row)
	},
}

// fill tries two rows, then one, in every way there is. The error is that of
// the first try.
func (f *filler) fill(ctx context.Context, conn *sql.Conn, t *schema.Table) error {
	var first error
	tried := map[string]bool{}
	for _, rows := range []int{2, 1} {
		for _, choose := range choices {
			text, err := f.insert(t, choose, rows)
			if err == nil && !tried[text] {
				tried[text] = true
				_, err = conn.ExecContext(ctx, text)
				if err == nil {
					return nil
				}
			}
			if first == nil {
				first = err
			}
		}
	}
	return first
}

func (f *filler) insert(t *schema.Table, choose choice, rows int) (string, error) {
	columns := f.columns[t.Ref()]
	target := "INSERT INTO " + Qualified(t.Schema, t.Name)
	if len(columns) == 0 {
		return target + " DEFAULT VALUES", nil
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = Ident(c.Name)
	}
	lines := make([]string, rows)
	for row := range rows {
		values := make([]string, len(columns))
		for i, c := range columns {
			v, err := f.cell(c, choose, row+1)
			if err != nil {
				return "", err
			}
			values[i] = v
		}
		lines[row] = "(" + strings.Join(values, ", ") + ")"
	}
	return target + " (" + strings.Join(names, ", ") + ") OVERRIDING SYSTEM VALUE VALUES " + strings.Join(lines, ", "), nil
}

func (f *filler) cell(c *schema.Column, choose choice, row int) (string, error) {
	if v := choose(f, c, row); v != "" {
		return v, nil
	}
	if v, ok := f.value(c.Type, row, 0); ok {
		return v, nil
	}
	switch {
	case c.Default != "":
		return "DEFAULT", nil
	case !c.NotNull:
		return "NULL", nil
	}
	return "", fmt.Errorf("no sample value of type %s for column %s", c.Type, c.Name)
}

var checkConstant = regexp.MustCompile(`'(?:[^']|'')*'`)

// fromChecks takes a constant out of a check that names the column: the
// values that an enumeration of texts allows.
func fromChecks(f *filler, c *schema.Column, row int) string {
	word := regexp.MustCompile(`(^|[^\pL\pN_$."])` + regexp.QuoteMeta(Ident(c.Name)) + `($|[^\pL\pN_$"])`)
	for _, k := range f.checks[schema.Ref{Kind: schema.KindTable, Schema: c.Schema, Name: c.Table}] {
		if !word.MatchString(k.Expr) {
			continue
		}
		found := checkConstant.FindAllString(k.Expr, -1)
		if len(found) == 0 {
			continue
		}
		return found[min(row, len(found))-1] + "::" + c.Type
	}
	return ""
}
