package hclschema

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/schemactl/schemactl/schema"
)

const referencePage = "../docs/reference/hcl.md"

// inGeneral are the words that the page tells of once, for all blocks.
var inGeneral = []string{"name", "for_each", "schema", "comment", "owner", "security_labels", "depends_on_extension", "renamed_from", "depends_on"}

var quotedWord = regexp.MustCompile("`([a-z_.]+)`")

// documented reads the words of the tables of a page, by the heading above them.
func documented(page string) map[string][]string {
	words := map[string][]string{}
	section, above := "", ""
	for _, line := range strings.Split(page, "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section, above = title, title
			words[section] = nil
		}
		if title, ok := strings.CutPrefix(line, "### "); ok {
			section = above + " " + strings.Fields(title)[0]
			words[section] = nil
		}
		first, ok := strings.CutPrefix(line, "| ")
		if !ok {
			continue
		}
		first, _, _ = strings.Cut(first, " | ")
		for _, m := range quotedWord.FindAllStringSubmatch(first, -1) {
			words[section] = append(words[section], m[1])
		}
	}
	for _, list := range words {
		slices.Sort(list)
	}
	return words
}

// listed gives the words that a block may hold, those of a nested block after its name and a dot.
func listed(k *kind) []string {
	c := &codec{mode: listing, self: schema.Ref{Kind: k.kind}, needs: new([]schema.Ref), inner: map[string]*codec{}}
	k.run(c, k.zero.Named(schema.Ref{Kind: k.kind}))
	names := specific(slices.Concat(c.attrs, c.blocks))
	for _, p := range k.parts {
		names = append(names, p.block)
	}
	names = append(names, nestedWords("", c)...)
	slices.Sort(names)
	return slices.Compact(names)
}

func nestedWords(prefix string, c *codec) []string {
	var names []string
	for block, in := range c.inner {
		for _, word := range slices.Concat(in.attrs, in.blocks) {
			names = append(names, prefix+block+"."+word)
		}
		names = append(names, nestedWords(prefix+block+".", in)...)
	}
	return names
}

func specific(names []string) []string {
	names = slices.DeleteFunc(names, func(n string) bool { return slices.Contains(inGeneral, n) })
	slices.Sort(names)
	return slices.Compact(names)
}

// TestReference compares the page of the language with the blocks: each is there with all that it may hold.
func TestReference(t *testing.T) {
	data, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatal(err)
	}
	words := documented(string(data))
	compare := func(section string, want []string) {
		t.Helper()
		if diff := cmp.Diff(want, words[section], cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s, %q, does not list what the block may hold (-code +page):\n%s", referencePage, section, diff)
		}
	}
	for _, k := range blocks {
		if _, ok := words[k.block]; !ok {
			t.Errorf("%s has no section %q", referencePage, k.block)
			continue
		}
		compare(k.block, listed(k))
		if k.kind == schema.KindMaterialized {
			continue // its indexes are those of tables
		}
		if k == partition || k == foreignTable {
			continue // what hangs on it is as of tables
		}
		for _, p := range k.parts {
			compare(k.block+" "+p.block, listed(p))
		}
	}
	perms := &codec{mode: listing, needs: new([]schema.Ref)}
	permissionFields(perms, &permission{})
	compare("permission", specific(perms.attrs))
	defaults := &codec{mode: listing, needs: new([]schema.Ref)}
	defaultPermissionFields(defaults, &defaultPermission{})
	compare("default_permission", specific(defaults.attrs))
}

// TestReferenceFunctions compares the list of functions on the page with those there are.
func TestReferenceFunctions(t *testing.T) {
	data, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range functions(&Files{}) {
		names = append(names, "`"+name+"`")
	}
	slices.Sort(names)
	want := "They are " + strings.Join(names, ", ") + "."
	if !strings.Contains(strings.Join(strings.Fields(string(data)), " "), want) {
		t.Errorf("%s does not list the functions; it must say:\n%s", referencePage, want)
	}
}
