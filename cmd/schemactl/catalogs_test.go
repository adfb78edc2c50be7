package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/internal/pgtest"
)

const catalogsPage = "docs/reference/catalogs.md"

// catalogWord is a name with the majors that have it: (14 on), (to 17), (15 to 16).
var catalogWord = regexp.MustCompile("`([a-z_]+)`(?: \\((?:(\\d+) on|(?:(\\d+) )?to (\\d+))\\))?")

// explained reads what the page tells of for a major: "pg_class.relname" for
// columns, "pg_authid" for catalogs that are left out as a whole.
func explained(t *testing.T, page string, major int) []string {
	t.Helper()
	var names []string
	section := ""
	for _, line := range strings.Split(page, "\n") {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = title + "."
			if title == "Other catalogs" {
				section = ""
			}
			continue
		}
		row, ok := strings.CutPrefix(line, "| `")
		if !ok {
			continue
		}
		first, where, _ := strings.Cut("`"+row, " | ")
		if strings.Trim(where, " |") == "" {
			t.Errorf("%s: nothing is said of %s", catalogsPage, first)
		}
		for _, m := range catalogWord.FindAllStringSubmatch(first, -1) {
			since, _ := strconv.Atoi(m[2] + m[3])
			until, _ := strconv.Atoi(m[4])
			if major >= since && (until == 0 || major <= until) {
				names = append(names, section+m[1])
			}
		}
	}
	slices.Sort(names)
	return names
}

// TestCatalogs compares the page on the catalogs with those of the server: a
// column that a new major brings has to be explained.
func TestCatalogs(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, catalogsPage))
	if err != nil {
		t.Fatal(err)
	}
	db := pgtest.Open(t, pgtest.ServerURL(t))
	var major int
	if err := db.QueryRow("SELECT current_setting('server_version_num')::int / 10000").Scan(&major); err != nil {
		t.Fatal(err)
	}
	want := explained(t, string(data), major)
	rows, err := db.Query(`SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND a.attnum > 0`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var have []string
	for rows.Next() {
		var catalog, column string
		if err := rows.Scan(&catalog, &column); err != nil {
			t.Fatal(err)
		}
		if _, whole := slices.BinarySearch(want, catalog); whole {
			have = append(have, catalog)
			continue
		}
		have = append(have, fmt.Sprintf("%s.%s", catalog, column))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(have)
	if diff := cmp.Diff(slices.Compact(have), want); diff != "" {
		t.Errorf("%s does not tell of the columns that the catalogs of PostgreSQL %d have (-server +page):\n%s", catalogsPage, major, diff)
	}
}
