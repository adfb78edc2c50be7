package postgres

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/internal/pgtest"
	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/scratch"
	"github.com/schemactl/schemactl/sqlgen"
)

// TestLabelsWithoutProvider runs the fixture of labels on a scratch database
// whose server does not have their provider: there are the same as with one.
func TestLabelsWithoutProvider(t *testing.T) {
	text, ok := pgtest.Fixture(t, "../testdata/kinds/label.sql")
	if !ok {
		t.Fatal("the fixture is not for this server")
	}
	at := pgtest.Database(t)
	pgtest.Exec(t, at, text)
	found := lookAt(t, pgtest.Open(t, at))
	list, err := migrate.Split(strings.ReplaceAll(text, "FOR dummy ON", `FOR "Nobody""s" ON`))
	if err != nil {
		t.Fatal(err)
	}
	var stmts []sqlgen.Stmt
	for _, s := range list {
		stmts = append(stmts, sqlgen.Stmt{SQL: s.SQL})
	}
	// One is changed, another taken away.
	stmts = append(stmts, securityLabel("TABLE a.parts", schema.Label{Provider: `Nobody"s`, Text: `back\slash IS 'it'`}))
	stmts = append(stmts, securityLabel("SCHEMA a", schema.Label{Provider: `Nobody"s`}))
	made := scratchDatabaseOn(t, pgtest.ServerURL(t))
	if err := made.Run(t.Context(), stmts); err != nil {
		t.Fatal(err)
	}
	got, err := made.Inspect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := labelsOf(found)
	want[schema.Ref{Kind: schema.KindTable, Schema: "a", Name: "parts"}][0].Text = `back\slash IS 'it'`
	delete(want, schema.Ref{Kind: schema.KindSchema, Name: "a"})
	for _, list := range want {
		for i := range list {
			if list[i].Provider == "dummy" {
				list[i].Provider = `Nobody"s`
			}
		}
		schema.SortLabels(list)
	}
	if diff := cmp.Diff(want, labelsOf(got)); diff != "" {
		t.Error(diff)
	}
	notes := made.(*scratchDatabase).Unproven()
	if len(notes) != 1 || !strings.Contains(notes[0], `"Nobody""s"`) {
		t.Errorf("the notes are %q", notes)
	}
}

// scratchDatabaseOn makes a scratch database until the test ends.
func scratchDatabaseOn(t *testing.T, server string) proof.Database {
	t.Helper()
	s, err := scratch.Open(t.Context(), scratch.Options{DevURL: server})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	made, err := Scratch{Server: s}.New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	return made
}

func labelsOf(s *schema.Schema) map[schema.Ref][]schema.Label {
	out := map[schema.Ref][]schema.Label{}
	for o := range s.All() {
		if list := o.Base().Labels; len(list) > 0 {
			out[o.Ref()] = slices.Clone(list)
		}
	}
	return out
}

// TestLabelsOfNoSuperuser: who may not write the catalogs is told what to do.
func TestLabelsOfNoSuperuser(t *testing.T) {
	at := pgtest.ServerURL(t)
	pgtest.Exec(t, at, "DROP ROLE IF EXISTS labels_dev; CREATE ROLE labels_dev LOGIN CREATEDB")
	t.Cleanup(func() { pgtest.Exec(t, at, "DROP ROLE labels_dev") })
	dev, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	dev.User = url.User("labels_dev")
	made := scratchDatabaseOn(t, dev.String())
	stmts := append(sqlgen.SQL("CREATE TABLE public.t ()"), securityLabel("TABLE public.t", schema.Label{Provider: "nobody", Text: "x"}))
	if err := made.Run(t.Context(), stmts); err == nil || !strings.Contains(err.Error(), "provider nobody is not loaded") {
		t.Errorf("the error is %v", err)
	}
}
