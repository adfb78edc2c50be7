package main

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/internal/benchschema"
	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/scratch"
	"github.com/schemactl/schemactl/sqlgen"
)

// A benched is a database with a generated schema, and what was read of it.
type benched struct {
	url   string
	found *schema.Schema
	text  []byte
}

func newBenched(b *testing.B, write func(io.Writer, int) error, n int) *benched {
	b.Helper()
	var sql strings.Builder
	if err := write(&sql, n); err != nil {
		b.Fatal(err)
	}
	out := &benched{url: pgtest.Database(b)}
	pgtest.Exec(b, out.url, sql.String())
	out.found = out.inspect(b)
	var err error
	if out.text, err = hclschema.Encode(out.found); err != nil {
		b.Fatal(err)
	}
	return out
}

func (d *benched) inspect(b *testing.B) *schema.Schema {
	b.Helper()
	conn, err := pgtest.Open(b, d.url).Conn(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	found, err := postgres.Inspect(context.Background(), conn, false)
	if err != nil {
		b.Fatal(err)
	}
	return found.Schema
}

func decodeBenched(b *testing.B, text []byte) (*schema.Schema, *hclschema.Source) {
	b.Helper()
	var files hclschema.Files
	diags := files.Parse("schema.hcl", text)
	s, source, more := hclschema.Decode(&files, hclschema.Options{DefaultSchema: "public"})
	if diags = append(diags, more...); diags.HasErrors() {
		b.Fatal(diags)
	}
	return s, source
}

// generate writes the statements that make the schema in an empty database.
func (d *benched) generate(b *testing.B) []sqlgen.Stmt {
	b.Helper()
	p, err := planner.New(emptyOf(dialects[0], d.found), d.found, postgres.Dialect{})
	if err != nil {
		b.Fatal(err)
	}
	stmts, err := sqlgen.Statements(p, postgres.Dialect{}, sqlgen.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return stmts
}

// BenchmarkTables times each stage on tables like those of applications;
// benchschema.SizeEnv says how many.
func BenchmarkTables(b *testing.B) {
	d := newBenched(b, benchschema.Tables, benchschema.Size(b))
	d.bench(b)
	b.Run("prove", func(b *testing.B) { d.prove(b, "varchar(40)", "varchar(41)") })
}

// BenchmarkShapes times the stages on schemas that go deep or wide in one
// place, at a hundredth of the size that they are meant to stand and, to see
// whether time grows with it alone, at the double.
func BenchmarkShapes(b *testing.B) {
	for _, s := range benchschema.Shapes {
		for _, n := range []int{s.Large / 100, s.Large / 50} {
			b.Run(s.Name+"/"+plural(n, "part"), func(b *testing.B) {
				newBenched(b, s.Write, n).bench(b)
			})
		}
	}
}

func (d *benched) bench(b *testing.B) {
	b.Run("inspect", func(b *testing.B) {
		for b.Loop() {
			d.inspect(b)
		}
	})
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			if _, err := hclschema.Encode(d.found); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			decodeBenched(b, d.text)
		}
	})
	b.Run("diff", func(b *testing.B) {
		want, source := decodeBenched(b, d.text)
		for b.Loop() {
			r, err := proof.Plan(context.Background(), proof.Input{
				Current: d.found, Desired: want, Grants: source.Mentions.Grants, Dialect: postgres.Dialect{},
			})
			if err != nil || !r.Empty() {
				b.Fatal("there should be nothing to do", err)
			}
		}
	})
	b.Run("generate", func(b *testing.B) {
		for b.Loop() {
			d.generate(b)
		}
	})
	b.Run("apply", func(b *testing.B) {
		script := sqlgen.Script(d.generate(b))
		for b.Loop() {
			b.StopTimer()
			url := pgtest.Database(b)
			b.StartTimer()
			pgtest.Exec(b, url, script)
		}
	})
}

// prove times a plan of one change, which the first place of a text shows.
func (d *benched) prove(b *testing.B, old, now string) {
	want, source := decodeBenched(b, bytes.Replace(d.text, []byte(old), []byte(now), 1))
	server, err := scratch.Open(context.Background(), scratch.Options{DevURL: pgtest.ServerURL(b)})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	for b.Loop() {
		r, err := proof.Plan(context.Background(), proof.Input{
			Current: d.found, Desired: want, Grants: source.Mentions.Grants,
			Dialect: postgres.Dialect{}, Scratch: postgres.Scratch{Server: server},
		})
		if err != nil || r.Empty() || !r.Proven {
			b.Fatal("there should be a proven change", err)
		}
	}
}
