// Package shape holds tests over the source of the whole module: who may import whom, and who may know which database
// it is about. It has no code of its own.
package shape

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/schemactl/schemactl"

// A rule says what the packages of one top-level folder may import. A star ends a prefix; the standard library is always allowed.
type rule struct {
	folder string
	ours   []string // packages of this module, as paths within it
	others []string // packages of other modules; nil: any that no fence keeps away
}

// none allows the standard library alone.
var none = []string{}

var dialect = []string{"migrate", "proof", "scratch", "sqlgen", "planner", "schema", "internal/*"}

// rules are the directions of imports, from the bottom up. A folder without a rule is an error: see TestEveryFolderHasARule.
var rules = []rule{
	{"schema", none, none},
	{"planner", []string{"schema"}, none},
	{"sqlgen", []string{"planner", "schema"}, none},
	{"proof", []string{"sqlgen", "planner", "schema"}, nil},
	{"filter", []string{"schema"}, none},
	{"lint", []string{"sqlgen", "planner", "schema"}, nil},
	{"hclschema", []string{"schema"}, nil},
	{"migrate", none, none},
	{"takeover", []string{"migrate"}, none},
	{"scratch", []string{"internal/pgserver"}, nil},
	{"postgres", dialect, nil},
	{"sqlite", dialect, nil},
	{"mysql", dialect, nil},
	{"internal", []string{"internal/*"}, nil},
	{"cmd", []string{"*"}, nil},
}

// A fence names packages of other modules that only some folders may import.
type fence struct {
	name     string
	packages []string
	within   []string
}

var fences = []fence{
	{
		"database drivers",
		[]string{"github.com/lib/pq", "github.com/lib/pq/*", "modernc.org/sqlite", "modernc.org/sqlite/*", "github.com/go-sql-driver/mysql", "github.com/jackc/*", "github.com/mattn/go-sqlite3"},
		[]string{"postgres", "sqlite", "mysql", "scratch", "internal", "cmd"},
	},
	{
		"HCL",
		[]string{"github.com/hashicorp/hcl/*", "github.com/zclconf/go-cty/*", "github.com/zclconf/go-cty-yaml"},
		[]string{"hclschema", "cmd"},
	},
}

// A pkg is what go list says of a package. The imports of its tests are left out: tests may look further.
type pkg struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
}

// folder is the top-level folder of the package.
func (p pkg) folder() string {
	first, _, _ := strings.Cut(strings.TrimPrefix(p.ImportPath, module+"/"), "/")
	return first
}

// packages lists those of the module. The list is taken for Linux; the files of other systems import nothing else.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports", module+"/...")
	var problems bytes.Buffer
	cmd.Stderr = &problems
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("listing packages: %v: %s", err, problems.String())
	}
	var all []pkg
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("reading the list of packages: %v", err)
		}
		all = append(all, p)
	}
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		prefix, open := strings.CutSuffix(pattern, "*")
		return name == pattern || open && strings.HasPrefix(name, prefix)
	})
}

func isStandard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

// broken tells what is wrong with one import, or nothing.
func broken(p pkg, imported string) string {
	if isStandard(imported) {
		return ""
	}
	i := slices.IndexFunc(rules, func(r rule) bool { return r.folder == p.folder() })
	if i < 0 {
		return "" // another test's finding
	}
	r := rules[i]
	if within, ours := strings.CutPrefix(imported, module+"/"); ours {
		return brokenWithin(p, r, within)
	}
	if r.others != nil && !matches(r.others, imported) {
		return fmt.Sprintf("%s imports %s; it may import the standard library only", p.ImportPath, imported)
	}
	for _, f := range fences {
		if matches(f.packages, imported) && !slices.Contains(f.within, p.folder()) {
			return fmt.Sprintf("%s imports %s; %s are for %s only", p.ImportPath, imported, f.name, strings.Join(f.within, ", "))
		}
	}
	return ""
}

// brokenWithin judges an import from this module. A folder may always import what is in it.
func brokenWithin(p pkg, r rule, within string) string {
	if matches(r.ours, within) || matches([]string{r.folder, r.folder + "/*"}, within) {
		return ""
	}
	return fmt.Sprintf("%s imports %s; of this module it may import: %s", p.ImportPath, within, strings.Join(r.ours, ", "))
}

func TestImports(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if text := broken(p, imported); text != "" {
				t.Error(text)
			}
		}
	}
}

func TestEveryFolderHasARule(t *testing.T) {
	for _, p := range packages(t) {
		if len(p.GoFiles) > 0 && !slices.ContainsFunc(rules, func(r rule) bool { return r.folder == p.folder() }) {
			t.Errorf("%s has no rule in %s; add one", p.ImportPath, path.Join("internal/shape", "imports_test.go"))
		}
	}
}

// What the rules would let through, they do not check.
func TestRulesBite(t *testing.T) {
	for _, c := range []struct {
		folder, imported string
		allowed          bool
	}{
		{"schema", "strings", true},
		{"schema", module + "/planner", false},
		{"schema", "golang.org/x/sync/errgroup", false},
		{"planner", module + "/schema", true},
		{"planner", module + "/sqlgen", false},
		{"sqlgen", module + "/planner", true},
		{"proof", module + "/sqlgen", true},
		{"proof", module + "/postgres", false},
		{"proof", "github.com/lib/pq", false},
		{"hclschema", "github.com/hashicorp/hcl/v2", true},
		{"hclschema", "github.com/zclconf/go-cty/cty", true},
		{"hclschema", module + "/postgres", false},
		{"migrate", "github.com/lib/pq", false},
		{"migrate", module + "/schema", false},
		{"postgres", "github.com/lib/pq", true},
		{"postgres", "github.com/lib/pq/oid", true},
		{"postgres", "github.com/hashicorp/hcl/v2", false},
		{"postgres", module + "/hclschema", false},
		{"postgres", module + "/internal/text", true},
		{"postgres", module + "/postgres/types", true},
		{"postgres", module + "/sqlite", false},
		{"scratch", module + "/internal/pgserver", true},
		{"scratch", module + "/postgres", false},
		{"cmd", module + "/sqlite", true},
		{"cmd", "github.com/hashicorp/hcl/v2/hclwrite", true},
	} {
		text := broken(pkg{ImportPath: module + "/" + c.folder}, c.imported)
		if (text == "") != c.allowed {
			t.Errorf("%s importing %s: %q; want it allowed: %t", c.folder, filepath.Base(c.imported), text, c.allowed)
		}
	}
}
