package main

import (
	"cmp"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// oneIn is how many of the places of a file make one that is spoilt in a run.
const oneIn = 7

// TestSpoilt takes the file of every kind, replaces a word or takes an attribute
// or a block out, and plans from the whole to that and back. What the decoder
// lets pass may fail on a server, but it is never the end of the program.
func TestSpoilt(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(root, "testdata/kinds/*.sql"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".sql"), func(t *testing.T) {
			sql, ok := pgtest.Fixture(t, path)
			if !ok {
				return
			}
			url := pgtest.Database(t)
			pgtest.Exec(t, url, sql)
			s := spoiler{T: t, src: []byte(encoded(t, inspectURL(t, url)))}
			if s.whole, ok = decodeSpoilt(s.src); !ok {
				t.Fatal("the file is refused as it stands")
			}
			for i, p := range s.places() {
				if i%oneIn == len(s.src)%oneIn {
					s.try(p)
				}
			}
			t.Logf("%d of %d files were planned", s.planned, s.tried)
		})
	}
}

type spoiler struct {
	*testing.T
	src            []byte
	whole          *schema.Schema
	tried, planned int
}

// A place is a piece of the file, and what to put there.
type place struct {
	from, to int
	with     string
}

func (s *spoiler) places() []place {
	var out []place
	for _, at := range regexp.MustCompile(`"[^"\n]+"`).FindAllIndex(s.src, -1) {
		out = append(out, place{at[0], at[1], `"nothing"`})
	}
	for _, at := range regexp.MustCompile(`= [0-9]+`).FindAllIndex(s.src, -1) {
		out = append(out, place{at[0], at[1], "= -7"})
	}
	f, diags := hclsyntax.ParseConfig(s.src, "schema.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		s.Fatal(diags)
	}
	out = append(out, cuts(f.Body.(*hclsyntax.Body))...)
	slices.SortFunc(out, func(a, b place) int { return cmp.Or(a.from-b.from, a.to-b.to) })
	return out
}

// cuts are all attributes and blocks.
func cuts(b *hclsyntax.Body) []place {
	var out []place
	for _, a := range b.Attributes {
		out = append(out, place{from: a.SrcRange.Start.Byte, to: a.SrcRange.End.Byte})
	}
	for _, block := range b.Blocks {
		out = append(out, place{from: block.TypeRange.Start.Byte, to: block.CloseBraceRange.End.Byte})
		out = append(out, cuts(block.Body)...)
	}
	return out
}

func (s *spoiler) try(p place) {
	defer func() {
		if r := recover(); r != nil {
			s.Errorf("%q in the place of %q at %d ends in a panic: %v\n%s", p.with, s.src[p.from:p.to], p.from, r, debug.Stack())
		}
	}()
	s.tried++
	spoilt, ok := decodeSpoilt(slices.Concat(s.src[:p.from], []byte(p.with), s.src[p.to:]))
	if !ok {
		return
	}
	s.planned++
	for _, way := range [][2]*schema.Schema{{schema.New(), spoilt}, {s.whole, spoilt}, {spoilt, s.whole}} {
		if p, err := planner.New(way[0], way[1], postgres.Dialect{}); err == nil {
			_, _ = sqlgen.Statements(p, postgres.Dialect{}, sqlgen.Options{Online: true})
		}
	}
}

func decodeSpoilt(text []byte) (s *schema.Schema, ok bool) {
	var files hclschema.Files
	diags := files.Parse("schema.hcl", text)
	if diags.HasErrors() {
		return nil, false
	}
	s, _, diags = hclschema.Decode(&files, hclschema.Options{DefaultSchema: "public"})
	return s, !diags.HasErrors()
}
