package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// SampleRows fills the tables of a throw-away database with two rows each, for
// the proof that rows survive. Values of one type are the same everywhere, so
// that they satisfy foreign keys. A table that takes none, because of a check
// or a trigger, is named in the notes and stays empty.
func SampleRows(ctx context.Context, conn *sql.Conn, s *schema.Schema) (notes []string) {
	columns := map[string][]*schema.Column{}
	for c := range schema.Of[*schema.Column](s) {
		if c.Generated == nil {
			columns[c.Table] = append(columns[c.Table], c)
		}
	}
	for t := range schema.Of[*schema.Table](s) {
		for i := range 2 {
			if _, err := conn.ExecContext(ctx, sampleInsert(t, columns[t.Name], i)); err != nil {
				notes = append(notes, fmt.Sprintf("%s holds %d of 2 sample rows: %v", t.Ref(), i, err))
				break
			}
		}
	}
	return notes
}

func sampleInsert(t *schema.Table, columns []*schema.Column, i int) string {
	if len(columns) == 0 {
		return "INSERT INTO " + Ident(t.Name) + " DEFAULT VALUES"
	}
	names, values := make([]string, len(columns)), make([]string, len(columns))
	for k, c := range columns {
		names[k], values[k] = c.Name, sampleOf(c.Type)[i]
	}
	return "INSERT INTO " + Ident(t.Name) + " (" + Idents(names) + ") VALUES (" + strings.Join(values, ", ") + ")"
}

// samples are by a part of the type's name; the first that fits counts. The
// order is that of the rules of affinity, after the types that hold texts of
// a certain form.
var samples = []struct {
	part   string
	values [2]string
}{
	{"timestamp", [2]string{"'2026-01-02 03:04:05'", "'2026-06-07 08:09:10'"}},
	{"datetime", [2]string{"'2026-01-02 03:04:05'", "'2026-06-07 08:09:10'"}},
	{"date", [2]string{"'2026-01-02'", "'2026-06-07'"}},
	{"time", [2]string{"'03:04:05'", "'08:09:10'"}},
	{"json", [2]string{`'{"a": 1}'`, `'[2]'`}},
	{"uuid", [2]string{"'10000000-0000-4000-8000-00000000000a'", "'20000000-0000-4000-8000-00000000000b'"}},
	{"bool", [2]string{"0", "1"}},
	{"int", [2]string{"1", "2"}},
	{"char", [2]string{"'a1'", "'b2'"}},
	{"clob", [2]string{"'a1'", "'b2'"}},
	{"text", [2]string{"'a1'", "'b2'"}},
	{"blob", [2]string{"x'01ff'", "x'02fe'"}},
	{"real", [2]string{"1.5", "2.25"}},
	{"floa", [2]string{"1.5", "2.25"}},
	{"doub", [2]string{"1.5", "2.25"}},
}

func sampleOf(declared string) [2]string {
	for _, s := range samples {
		if strings.Contains(declared, s.part) {
			return s.values
		}
	}
	return [2]string{"1", "2"}
}

// Snapshot gives a digest of the values of each column of the tables of s, by
// the ref of the column, and the number of rows of each table, by its own.
// Values are taken as a bag: SQLite has no order of rows to rely on. Generated
// columns are left out.
func Snapshot(ctx context.Context, conn *sql.Conn, s *schema.Schema) (map[schema.Ref]string, error) {
	out := map[schema.Ref]string{}
	for t := range schema.Of[*schema.Table](s) {
		var n int
		if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM "+Ident(t.Name)).Scan(&n); err != nil {
			return nil, fmt.Errorf("counting the rows of %s: %w", t.Ref(), err)
		}
		out[t.Ref()] = fmt.Sprint(n)
	}
	for c := range schema.Of[*schema.Column](s) {
		if c.Generated != nil {
			continue
		}
		digest, err := digestOf(ctx, conn, c.Ref())
		if err != nil {
			return nil, fmt.Errorf("reading the values of %s: %w", c.Ref(), err)
		}
		out[c.Ref()] = digest
	}
	return out, nil
}

func digestOf(ctx context.Context, conn *sql.Conn, c schema.Ref) (string, error) {
	rows, err := conn.QueryContext(ctx, "SELECT quote("+Ident(c.Name)+") FROM "+Ident(c.Table))
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var values []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return "", err
		}
		values = append(values, v)
	}
	slices.Sort(values)
	h := sha256.New()
	for _, v := range values {
		fmt.Fprintf(h, "%d:%s", len(v), v)
	}
	return hex.EncodeToString(h.Sum(nil)[:10]), rows.Err()
}
