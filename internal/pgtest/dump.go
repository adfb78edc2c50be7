package pgtest

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/schemactl/schemactl/internal/pgserver"
)

// historySchema is where schemactl keeps its own table; it is no part of what is compared.
const historySchema = "schemactl"

// A DumpOption leaves something out of a dump.
type DumpOption string

const (
	// NoOwners leaves out who owns the objects.
	NoOwners DumpOption = "--no-owner"
	// NoPrivileges leaves out grants.
	NoPrivileges DumpOption = "--no-privileges"
)

// Dump is the schema of a database as pg_dump writes it, with owners and privileges, and without the lines that differ
// from run to run or release to release. Two databases of one server with equal dumps have equal schemas.
func Dump(t testing.TB, address string, options ...DumpOption) string {
	t.Helper()
	program, err := pgDump(Major(t))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--schema-only", "--exclude-schema=" + historySchema, "--dbname=" + address}
	for _, option := range options {
		args = append(args, string(option))
	}
	cmd := exec.Command(program, args...)
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("running pg_dump: %v: %s", err, strings.TrimSpace(problems.String()))
	}
	return tidy(out.String())
}

// pgDump finds the oldest pg_dump that a server can be read with: it refuses servers newer than itself, and what a much
// newer one writes an old server does not always read, as NOT NULL of an inherited column. It is taken from the server's
// folder, because the one that Debian puts on PATH is a script that takes longer to start than a dump takes.
func pgDump(major int) (string, error) {
	for _, b := range dumpers() {
		if b.Major >= major {
			return b.Tool("pg_dump"), nil
		}
	}
	if program, err := exec.LookPath("pg_dump"); err == nil {
		return program, nil
	}
	return "", errors.New("finding pg_dump: none on this machine; " + pgserver.InstallHint(0))
}

// dumpers lists what has a pg_dump, the oldest first.
var dumpers = sync.OnceValue(func() []pgserver.Binaries {
	list := pgserver.Installed(context.Background(), Cached()...)
	list = slices.DeleteFunc(list, func(b pgserver.Binaries) bool { return !b.Has("pg_dump") })
	slices.SortFunc(list, func(a, b pgserver.Binaries) int { return a.Major - b.Major })
	return list
})

var (
	ending = regexp.MustCompile(`\n--\n-- PostgreSQL database dump complete\n--\n\s*(\\unrestrict .*)?\s*\z`)
	gaps   = regexp.MustCompile(`\n{3,}--\n-- Name: `)
	// Some builds of the server keep a version of their own among the options of each column, and pg_dump shows it.
	version = regexp.MustCompile(`pg_attver=\d+, |(?:, )?pg_attver=\d+`)
	// pg_dump writes the labels of an object in the order of the catalog's rows.
	labelLines = regexp.MustCompile(`(?m)(^SECURITY LABEL FOR .*;\n){2,}`)
	noOptions  = regexp.MustCompile(`(?m)^ALTER TABLE ONLY .* SET \(\);\n`)
)

// A setting is one that pg_dump changes between the objects.
type setting struct{ name, usual string }

var settings = []setting{{"default_tablespace", "''"}, {"default_table_access_method", "heap"}}

// entry begins each object of a dump.
const entry = "\n--\n-- Name: "

// tidy takes out the noise: what comes before the first object (the releases, the session's settings), what comes after
// the last, and usual settings between them. It leaves the text of an object alone: a function's body may look like any of it.
func tidy(dump string) string {
	dump = noOptions.ReplaceAllString(version.ReplaceAllString(dump, ""), "")
	head, body, found := strings.Cut(ending.ReplaceAllString(dump, ""), entry)
	if !found {
		return ""
	}
	body = entry + body
	for _, s := range settings {
		line := "\n\nSET " + s.name + " = "
		if _, first, set := strings.Cut(head, line); set {
			value, _, _ := strings.Cut(first, ";")
			body = line + value + ";\n" + body
		}
		usual := line + s.usual + ";\n\n"
		// With another value about, where the usual one is set again says which table is where.
		if strings.Count(body, line) == strings.Count(body, usual) {
			body = strings.ReplaceAll(body, usual, "\n\n")
		}
	}
	body = labelLines.ReplaceAllStringFunc(body, func(text string) string {
		return strings.Join(slices.Sorted(strings.Lines(text)), "")
	})
	body = gaps.ReplaceAllString(body, "\n"+entry)
	return strings.TrimSpace(body) + "\n"
}
