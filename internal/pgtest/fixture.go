package pgtest

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/lib/pq"
)

// marker says from which major version on, or before which, a part of a
// fixture is meant: "-- since: 14", "-- before: 13"; "-- needs: lz4" is for
// servers that were built with what only some settings offer. Alone on a line
// before all others it is about the whole text, alone on another line about all
// up to the next empty line, and after a line about that line.
var marker = regexp.MustCompile(`[ \t]*-- (since|before|needs): ([0-9a-z]+)[ \t]*$`)

// A serverKind is what the markers ask about.
type serverKind struct {
	major int
	// offers holds the values that settings can have.
	offers map[string]bool
}

// is tells whether a marker is about a server of the kind.
func (s serverKind) is(word, value string) bool {
	if word == "needs" {
		return s.offers[value]
	}
	n, err := strconv.Atoi(value)
	return err == nil && (word == "since") == (s.major >= n)
}

var testServer struct {
	once sync.Once
	kind serverKind
}

// serverOf describes the server of the tests.
func serverOf(t testing.TB) serverKind {
	t.Helper()
	testServer.once.Do(func() {
		major, db := Major(t), Open(t, ServerURL(t))
		var offers pq.StringArray
		if err := db.QueryRow("SELECT array_agg(DISTINCT v) FROM pg_settings, unnest(enumvals) v").Scan(&offers); err != nil {
			t.Fatalf("reading what the settings offer: %v", err)
		}
		testServer.kind = serverKind{major, map[string]bool{}}
		for _, v := range offers {
			testServer.kind.offers[v] = true
		}
	})
	return testServer.kind
}

// holds takes the markers off the end of a line and tells whether the server
// is meant by all of them.
func holds(line string, server serverKind) (rest string, marked, ok bool) {
	ok = true
	for {
		m := marker.FindStringSubmatchIndex(line)
		if m == nil {
			return line, marked, ok
		}
		ok = ok && server.is(line[m[2]:m[3]], line[m[4]:m[5]])
		line, marked = line[:m[0]], true
	}
}

// Meant leaves of a part of a fixture what is meant for the shared server; ok is
// false if the part is not for it at all.
func Meant(t testing.TB, text string) (kept string, ok bool) {
	t.Helper()
	return meantFor(serverOf(t), text)
}

// meantFor leaves of a text what is meant for a server; ok is false if the text
// is not for it at all.
func meantFor(server serverKind, text string) (kept string, ok bool) {
	var lines []string
	begun, paragraph := false, true
	for _, line := range strings.Split(text, "\n") {
		rest, marked, fits := holds(line, server)
		switch {
		case marked && rest == "" && !begun:
			if !fits {
				return "", false
			}
		case marked && rest == "":
			paragraph = fits
		case line == "":
			paragraph = true
			lines = append(lines, line)
		case paragraph && fits:
			lines = append(lines, rest)
			begun = true
		default:
			begun = true
		}
	}
	return strings.Join(lines, "\n"), true
}

// Fixture reads SQL for the shared server from a file; ok is false if the file is
// not for it.
func Fixture(t testing.TB, path string) (sql string, ok bool) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "SECURITY LABEL ") {
		LabelProviders(t, ServerURL(t))
	}
	if strings.Contains(string(data), "TABLESPACE fast") {
		Tablespaces(t)
	}
	return Meant(t, string(data))
}
