package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/internal/pgserver"
	"github.com/schemactl/schemactl/internal/pgtest"
)

// root is the top of the source tree, from this folder.
const root = "../.."

// pages lists the files of the documentation.
func pages(t *testing.T) []string {
	t.Helper()
	list := []string{"README.md"}
	err := filepath.WalkDir(filepath.Join(root, "docs"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".md" {
			return err
		}
		rel, err := filepath.Rel(root, path)
		list = append(list, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A fence is a fenced block of a page.
type fence struct {
	info       string
	line       int // of the opening mark, from 1
	start, end int // of the text, as line indexes from 0
	text       string
}

func fences(t *testing.T, page, text string) []fence {
	t.Helper()
	var list []fence
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		info, ok := strings.CutPrefix(lines[i], "```")
		if !ok {
			continue
		}
		f := fence{info: info, line: i + 1, start: i + 1}
		for f.end = f.start; ; f.end++ {
			if f.end == len(lines) {
				t.Fatalf("%s:%d: the block has no end", page, f.line)
			}
			if lines[f.end] == "```" {
				break
			}
		}
		for _, l := range lines[f.start:f.end] {
			f.text += l + "\n"
		}
		list = append(list, f)
		i = f.end
	}
	return list
}

func readPage(t *testing.T, page string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestPages runs the commands of every page, and compares what they print with the block of text that follows them. With
// -update the blocks are rewritten.
func TestPages(t *testing.T) {
	for _, page := range pages(t) {
		text := readPage(t, page)
		if !strings.Contains(text, "\n```sh\n") {
			continue
		}
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			printed := runPage(t, page)
			comparePage(t, page, text, printed)
		})
	}
}

// runPage gives what the commands of a page print, by the line of their block.
func runPage(t *testing.T, page string) map[int]string {
	t.Helper()
	run := exec.Command("bash", filepath.Join(root, "scripts/readme.sh"), page)
	run.Env = append(os.Environ(), "PATH="+searchPath(t), "DATABASE_URL="+pgtest.Database(t), "NO_COLOR=1", "LC_ALL=C", "PSQLRC=/dev/null")
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("running the commands of %s: %v\n%s", page, err, out)
	}
	printed := map[int]string{}
	line := 0
	for _, text := range strings.SplitAfter(string(out), "\n") {
		if mark, ok := strings.CutPrefix(strings.TrimSpace(text), "== "); ok {
			if n, err := strconv.Atoi(mark); err == nil {
				line = n
				continue
			}
		}
		printed[line] += text
	}
	return printed
}

// searchPath begins with schemactl, which TestMain puts there. Where psql is in no other place, the programs of a server are
// added.
func searchPath(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PATH")
	if _, err := exec.LookPath("psql"); err == nil {
		return path
	}
	if found, err := pgserver.Find(t.Context(), 0); err == nil {
		path += string(filepath.ListSeparator) + found.Dir
	}
	return path
}

// isOutput tells whether a block shows what the commands before it print.
func isOutput(f fence) bool {
	return f.info == "text" || strings.HasSuffix(f.info, " output")
}

func comparePage(t *testing.T, page, text string, printed map[int]string) {
	t.Helper()
	lines := strings.Split(text, "\n")
	changed := false
	blocks := fences(t, page, text)
	// From the end, so that the lines before a block that changes keep their place.
	for i := len(blocks) - 1; i >= 0; i-- {
		f := blocks[i]
		if !isOutput(f) {
			continue
		}
		if i == 0 || blocks[i-1].info != "sh" {
			t.Errorf("%s:%d: no commands stand before this output", page, f.line)
			continue
		}
		got := trailing.ReplaceAllString(strings.Trim(printed[blocks[i-1].line], "\n")+"\n", "")
		diff := cmp.Diff(steady(f.text), steady(got))
		if diff == "" {
			continue
		}
		if !*update {
			t.Errorf("%s:%d: the commands print something else (-page +commands); go test ./cmd/schemactl -run TestPages -update writes it:\n%s", page, f.line, diff)
			continue
		}
		rest := append(strings.Split(strings.TrimSuffix(got, "\n"), "\n"), lines[f.end:]...)
		lines = append(lines[:f.start:f.start], rest...)
		changed = true
	}
	if changed {
		if err := os.WriteFile(filepath.Join(root, page), []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

var trailing = regexp.MustCompile(`(?m)[ \t]+$`)

// passing lists what differs between two runs of the same commands.
var passing = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`\b20\d{12}`), "VERSION"},
	{regexp.MustCompile(`\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\b`), "TIME"},
	{regexp.MustCompile(`\b\d+(\.\d+)?( ms|µs|ms|s)\b`), "DURATION"},
	{regexp.MustCompile(`(?m)^Waiting for another run .*\n`), ""}, // that before, whose session the server is still ending
	{regexp.MustCompile(`"(milliseconds|seconds)": [0-9.e-]+`), `"$1": DURATION`},
	{regexp.MustCompile(`"applied_by": "[^"]*"`), `"applied_by": "ROLE"`},
	{regexp.MustCompile(`TIME( +)\S+`), "TIME ROLE"},
	{regexp.MustCompile(`OWNER TO \w+`), "OWNER TO ROLE"},
	{regexp.MustCompile(`h1:[A-Za-z0-9+/]+=*`), "CHECKSUM"},
	{regexp.MustCompile(`\b(pg\d+|sqlite):[^\s,)]+`), "FINGERPRINT"},
	{regexp.MustCompile(`  +`), "  "},
	{regexp.MustCompile(` of relation "\w+"`), ""}, // which PostgreSQL 12 does not tell
}

func steady(text string) string {
	for _, p := range passing {
		text = p.pattern.ReplaceAllString(text, p.by)
	}
	return text
}

// TestPagesHCL reads every schema that a page shows.
func TestPagesHCL(t *testing.T) {
	for _, page := range pages(t) {
		for _, f := range fences(t, page, readPage(t, page)) {
			word, rest, _ := strings.Cut(f.info, " ")
			if word != "hcl" {
				continue
			}
			path := filepath.Join(t.TempDir(), "page.hcl")
			if err := os.WriteFile(path, []byte(f.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if rest == "config" {
				if _, err := readEnv(path, "", true); err != nil {
					t.Errorf("%s:%d: %v", page, f.line, err)
				}
				continue
			}
			home := "public"
			if rest == "sqlite" {
				home = ""
			}
			if problem := decodes(path, home); problem != "" {
				t.Errorf("%s:%d: the block is no valid schema:\n%s", page, f.line, problem)
			}
			if got := string(hclschema.Format([]byte(f.text))); got != f.text {
				t.Errorf("%s:%d: the block is not in the canonical style:\n%s", page, f.line, cmp.Diff(f.text, got))
			}
		}
	}
}

func decodes(path, home string) string {
	files, diags := hclschema.Load([]string{path})
	if !diags.HasErrors() {
		_, _, more := hclschema.Decode(files, hclschema.Options{DefaultSchema: home})
		diags = append(diags, more...)
	}
	if len(diags) == 0 {
		return ""
	}
	var b bytes.Buffer
	hclschema.WriteDiagnostics(&b, files.Map(), diags, false, 0)
	return b.String()
}

var links = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)\s]*)?\)`)

// TestPagesLinks follows the links between files.
func TestPagesLinks(t *testing.T) {
	for _, page := range pages(t) {
		for _, m := range links.FindAllStringSubmatch(readPage(t, page), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s: the link to %s leads nowhere", page, m[1])
			}
		}
	}
}

// TestDemo runs the demonstration of the README.
func TestDemo(t *testing.T) {
	demo := exec.Command("bash", filepath.Join(root, "scripts/demo.sh"))
	out, err := demo.CombinedOutput()
	if err != nil {
		t.Fatalf("running scripts/demo.sh: %v\n%s", err, out)
	}
	for _, want := range []string{"Nothing to do", "Rolled back", "Proven"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("scripts/demo.sh does not print %q:\n%s", want, out)
		}
	}
}
