package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/schema"
)

// TestChanges demands of the changes that TestKinds makes that they are all
// there are: of each block, that one comes or goes, of each attribute that it
// comes or goes in a block that stays, and that it changes from one value to
// another. As each change is made there and back, to come is to go. What
// blocks and attributes there are is what the page of the language says, which
// is compared with the code.
func TestChanges(t *testing.T) {
	if major := pgtest.Major(t); major != auditedMajor {
		t.Logf("the changes are looked over on PostgreSQL %d, not on %d", auditedMajor, major)
		return
	}
	seen := gatherChanges(t)
	exceptions := reasons()
	want := map[string]bool{}
	for _, w := range languageWords(t) {
		// TestRoles takes roles, which are of no database, through changes of their own.
		if strings.HasPrefix(w.path, "role ") || w.path == "role" {
			continue
		}
		for _, what := range w.demands() {
			want[what] = true
		}
	}
	for what, is := range commonDemands(seen) {
		want[what] = want[what] || is
	}
	for _, what := range slices.Sorted(maps.Keys(want)) {
		if want[what] && !seen.events[what] && exceptions[what] == "" {
			t.Errorf("no change in testdata/kinds: %s", what)
		}
	}
	for what, why := range exceptions {
		if seen.events[what] {
			t.Errorf("a change in testdata/kinds makes this reason needless: %s: %s", what, why)
		}
	}
}

// auditedMajor is the major that the tests run on where nothing else is said.
const auditedMajor = 15

// The events that can happen to a block or an attribute.
const (
	comes   = "comes or goes"
	changes = "changes"
	renamed = "is renamed"
	// exchanged is what a rename to and fro at once is.
	exchanged = "exchanges its name with another"
	moved     = "is moved to another schema"
)

// changesSeen is what the changes of all fixtures do.
type changesSeen struct {
	sync.Mutex
	events map[string]bool
	// samples holds an object of each kind.
	samples map[schema.Kind]schema.Object
}

func (s *changesSeen) note(path, event string) {
	s.Lock()
	defer s.Unlock()
	s.events[path+" "+event] = true
	// What hangs on these is as of tables.
	for _, block := range []string{"foreign_table ", "partition ", "materialized "} {
		if rest, ok := strings.CutPrefix(path, block); ok {
			s.events["table "+rest+" "+event] = true
		}
	}
}

func gatherChanges(t *testing.T) *changesSeen {
	seen := &changesSeen{events: map[string]bool{}, samples: map[schema.Kind]schema.Object{}}
	fixtures, err := filepath.Glob(filepath.Join(root, "testdata/kinds/*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("fixtures", func(t *testing.T) {
		for _, path := range fixtures {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".sql"), func(t *testing.T) {
				t.Parallel()
				gatherFixture(t, path, seen)
			})
		}
	})
	return seen
}

func gatherFixture(t *testing.T, path string, seen *changesSeen) {
	sql, ok := pgtest.Fixture(t, path)
	if !ok {
		return
	}
	url := pgtest.Database(t)
	pgtest.Exec(t, url, sql)
	start := schemaAfter(t, url, "")
	seen.Lock()
	for o := range start.All() {
		seen.samples[o.Ref().Kind] = o
	}
	seen.Unlock()
	before := parsed(t, start)
	for _, e := range readEdits(t, strings.TrimSuffix(path, ".sql")+".changes") {
		compareBodies(seen, "", before, parsed(t, schemaAfter(t, url, e.sql)))
		noteRenames(seen, e)
	}
}

// noteRenames takes renames as they are given on the command line.
func noteRenames(seen *changesSeen, e edit) {
	names := map[string]string{}
	for _, text := range e.renames {
		old, now, _ := strings.Cut(text, " = ")
		kind, path, _ := strings.Cut(old, ".")
		parts := splitPath(path)
		parts[len(parts)-1] = schema.Ref{Kind: schema.Kind(kind), Name: parts[len(parts)-1]}.BaseName()
		names[kind+"."+strings.Join(parts, ".")] = kind + "." + strings.Join(append(parts[:len(parts)-1], unquote(now)), ".")
		seen.note(kind, renamed)
	}
	for old, now := range names {
		kind, _, _ := strings.Cut(old, ".")
		if names[now] == old {
			seen.note(kind, exchanged)
		}
	}
	for _, text := range e.moves {
		kind, _, _ := strings.Cut(text, ".")
		seen.note(kind, moved)
	}
}

// schemaAfter reads what a database is after some SQL, and takes that back.
func schemaAfter(t *testing.T, url, sql string) *schema.Schema {
	t.Helper()
	conn, err := pgtest.Open(t, url).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "BEGIN; "+sql); err != nil {
		t.Fatal(err)
	}
	found, err := postgres.Inspect(t.Context(), conn, true)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	return found.Schema
}

// A source is a body of HCL and the text that it is in.
type source struct {
	*hclsyntax.Body
	text []byte
}

func parsed(t *testing.T, s *schema.Schema) source {
	t.Helper()
	text := []byte(encoded(t, s))
	file, diags := hclsyntax.ParseConfig(text, "schema.hcl", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return source{file.Body.(*hclsyntax.Body), text}
}

func (s source) value(name string) string {
	if a := s.Attributes[name]; a != nil {
		return string(a.Expr.Range().SliceBytes(s.text))
	}
	return ""
}

// identifying are the attributes that tell blocks from each other that have the
// same labels, beside the schema.
var identifying = map[string][]string{
	"trigger": {"on"}, "policy": {"on"}, "rule": {"on"}, "user_mapping": {"server"},
	"cast": {"source", "target"}, "operator": {"left", "right"},
	"permission": {"for", "to", "columns", "sequence"}, "default_permission": {"owner", "for", "to"},
}

// keyed are the blocks in a body by what tells them from each other.
func (s source) keyed(path string) map[string]source {
	out := map[string]source{}
	for _, b := range s.Blocks {
		in := source{b.Body, s.text}
		key := []string{b.Type, strings.Join(b.Labels, ".")}
		if path == "" {
			for _, name := range append([]string{"schema"}, identifying[b.Type]...) {
				key = append(key, in.value(name))
			}
		}
		for n := 0; ; n++ {
			k := strings.Join(append(key, strconv.Itoa(n)), "|")
			if _, taken := out[k]; !taken {
				out[k] = in
				break
			}
		}
	}
	return out
}

func compareBodies(seen *changesSeen, path string, before, after source) {
	for name := range union(before.Attributes, after.Attributes) {
		a, b := before.value(name), after.value(name)
		switch {
		case a == b:
		case a == "" || b == "":
			seen.note(path+name, comes)
		default:
			seen.note(path+name, changes)
		}
	}
	from, to := before.keyed(path), after.keyed(path)
	for key := range union(from, to) {
		a, here := from[key]
		b, there := to[key]
		block, _, _ := strings.Cut(key, "|")
		in := path + block
		if block == "permission" && path == "" {
			in = "permission for " + permitted(a, b)
		}
		if !here || !there {
			seen.note(in, comes)
			continue
		}
		compareBodies(seen, in+" ", a, b)
	}
}

// permitted is the kind of object that a permission is for.
func permitted(list ...source) string {
	for _, s := range list {
		if s.Body != nil {
			text := s.value("for")
			for _, part := range []string{".column.", ".column["} {
				if strings.Contains(text, part) {
					return "column"
				}
			}
			kind, _, _ := strings.Cut(text, ".")
			kind, _, _ = strings.Cut(kind, "[")
			return kind
		}
	}
	return ""
}

func union[V any](a, b map[string]V) map[string]bool {
	out := map[string]bool{}
	for k := range a {
		out[k] = true
	}
	for k := range b {
		out[k] = true
	}
	return out
}

// A languageWord is a line of the page of the language.
type languageWord struct {
	path           string
	value, meaning string
}

// demands lists what has to happen to a word.
func (w languageWord) demands() []string {
	switch {
	case strings.Contains(w.value, "block"):
		return []string{w.path + " " + comes}
	case strings.HasPrefix(w.value, "flag"):
		return []string{w.path + " " + comes}
	case strings.Contains(w.meaning, "required"):
		return []string{w.path + " " + changes}
	}
	return []string{w.path + " " + comes, w.path + " " + changes}
}

var (
	quotedWord = regexp.MustCompile("`([a-z_.]+)`")
	sinceMajor = regexp.MustCompile(`PostgreSQL (\d+)`)
)

// languageWords reads the tables of the page of the language, but for what the
// server is too old for.
func languageWords(t *testing.T) []languageWord {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, "docs/reference/hcl.md"))
	if err != nil {
		t.Fatal(err)
	}
	var out []languageWord
	section, path, late := "", "", ""
	for _, line := range strings.Split(string(data), "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section, path = title, title
			out = append(out, languageWord{path: path, value: "block"})
		}
		if title, ok := strings.CutPrefix(line, "### "); ok {
			path = section + " " + strings.Fields(title)[0]
		}
		cells := strings.Split(line, " | ")
		if len(cells) < 3 || !strings.HasPrefix(line, "| `") || section == "General rules" || strings.HasPrefix(section, "permission") {
			continue
		}
		if m := sinceMajor.FindStringSubmatch(line); m != nil && atoi(m[1]) > pgtest.Major(t) || strings.Contains(line, "SQLite") {
			late = path + " " + quotedWord.FindStringSubmatch(cells[0])[1]
			continue
		}
		if first := path + " " + quotedWord.FindStringSubmatch(cells[0])[1]; late != "" && strings.HasPrefix(first, late+".") {
			continue
		}
		for _, m := range quotedWord.FindAllStringSubmatch(cells[0], -1) {
			out = append(out, languageWord{path + " " + strings.ReplaceAll(m[1], ".", " "), cells[1], cells[2]})
		}
	}
	return slices.DeleteFunc(out, func(w languageWord) bool {
		return w.path == "General rules" || w.path == "permission"
	})
}

func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// commonDemands are those of what the kinds have in common, as far as a kind
// has it, which the dialect tells.
func commonDemands(seen *changesSeen) map[string]bool {
	d, out := postgres.Dialect{}, map[string]bool{}
	for k, o := range seen.samples {
		bears := func(field string) bool {
			return d.How(planner.Change{From: o, To: o, Fields: []string{field}}) == planner.InPlace
		}
		block := string(k)
		switch {
		case k == schema.KindDomainCheck:
			block = "domain check"
		case schema.IsPart(k):
			block = "table " + block
		}
		if bears("Comment") {
			out[block+" comment "+comes], out[block+" comment "+changes] = true, true
		}
		if bears("Owner") {
			out[block+" owner "+changes] = true
		}
		if bears("Labels") {
			out[block+" security_labels "+comes], out[block+" security_labels "+changes] = true, true
		}
		if bears("Extensions") {
			out[block+" depends_on_extension "+comes] = true
		}
		if bears("Grants") {
			out[fmt.Sprintf("permission for %s %s", k, comes)] = true
		}
		word := string(k)
		if k == schema.KindDomainCheck {
			word = string(schema.KindCheck)
		}
		r := o.Ref()
		if can(d, o, r.WithBase("other")) {
			out[word+" "+renamed], out[word+" "+exchanged] = true, true
		}
		if r.Schema != "" && r.Table == "" {
			r.Schema = "other"
			out[word+" "+moved] = can(d, o, r)
		}
	}
	return out
}

// can tells whether an object can be renamed to r, or moved there.
func can(d postgres.Dialect, o schema.Object, r schema.Ref) bool {
	stmts, err := d.Rename(o, o.Named(r))
	return err == nil && len(stmts) > 0
}
