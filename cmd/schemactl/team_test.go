package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemactl/schemactl/internal/pgtest"
)

// A teamEdit is one change that somebody makes on a branch: of schema.hcl, of rows by hand, or of both by hand.
type teamEdit struct {
	title    string
	old, new string   // in schema.hcl
	flags    []string // of plan
	up, down string   // of a migration by hand; empty: it is planned
}

// A teamBranch is what somebody does between two merges.
type teamBranch struct {
	who   string
	edits []teamEdit
	// how it comes onto main: "merge", or "rebase" for that of git.
	how string
	// says is what schemactl rebase is to print of the migrations of the branch; empty where main did not move.
	says string
}

// teamRounds are the branches that are open at a time, in the order in which they come onto main.
var teamRounds = [][]teamBranch{
	{
		{who: "ada", how: "merge", edits: []teamEdit{{title: "phone", old: "  # of customers", new: columnText("phone", "text", "null = true") + "  # of customers"}}},
		{who: "ben", how: "merge", says: "kept", edits: []teamEdit{{title: "invoices", old: "# more tables", new: invoicesTable + "# more tables"}}},
		{who: "cid", how: "rebase", says: "kept", edits: []teamEdit{{
			title: "tags by hand", old: "# of views", new: tagsTable + "# of views",
			up:   "CREATE TABLE public.tags (name text NOT NULL, PRIMARY KEY (name));\nINSERT INTO public.tags VALUES ('new'), ('old');\n",
			down: "DROP TABLE public.tags;\n",
		}}},
	},
	{
		{who: "cid", how: "merge", edits: []teamEdit{{title: "contacts", old: "# of views", new: viewText("contacts", "SELECT id, email FROM customers") + "# of views"}}},
		{who: "ada", how: "merge", says: "kept", edits: []teamEdit{{
			title: "full name", old: "  column \"name\" {\n    type = text\n  }\n  column \"email\"", new: "  column \"full_name\" {\n    type = text\n  }\n  column \"email\"", flags: []string{"--rename", "column.public.customers.name=full_name"},
		}}},
		{who: "ben", how: "merge", says: "kept", edits: []teamEdit{
			{title: "email index", old: "  # indexes of customers", new: indexText("customers_email", "email") + "  # indexes of customers"},
			{title: "order codes", old: "  # of orders", new: columnText("code", "text", "") + "  # of orders", flags: []string{"--backfill", "orders.code='o' || id"}},
		}},
	},
	{
		{who: "ben", how: "merge", edits: []teamEdit{{title: "totals", old: "# of views", new: viewText("totals", "SELECT customer_id, total FROM orders") + "# of views"}}},
		{who: "ada", how: "merge", says: "planned again", edits: []teamEdit{{title: "wide totals", old: `  column "total" {` + "\n    type = integer", new: `  column "total" {` + "\n    type = bigint"}}},
		{who: "cid", how: "rebase", says: "kept", edits: []teamEdit{{title: "paid", old: `["new", "sent"]`, new: `["new", "paid", "sent"]`}}},
	},
	{
		{who: "ada", how: "merge", edits: []teamEdit{{title: "rename tags by hand", up: "UPDATE public.tags SET name = 'fresh' WHERE name = 'new';\n", down: "UPDATE public.tags SET name = 'new' WHERE name = 'fresh';\n"}}},
		{who: "ben", how: "merge", says: "kept", edits: []teamEdit{{title: "no phone", old: columnText("phone", "text", "null = true"), new: ""}}},
		{who: "cid", how: "rebase", says: "kept", edits: []teamEdit{
			{title: "positive", old: "  # checks of orders", new: "  check \"orders_positive\" {\n    expr = \"total >= 0\"\n  }\n  # checks of orders"},
			{title: "states", old: `    default = "new"`, new: "    default = \"paid\"\n    comment = \"how far it is\""},
		}},
	},
	{
		{who: "cid", how: "merge", edits: []teamEdit{{title: "touch", old: "# of functions", new: touchFunction + "# of functions"}}},
		{who: "ada", how: "merge", says: "kept", edits: []teamEdit{
			{title: "bills", old: `table "invoices" {`, new: `table "bills" {`, flags: []string{"--rename", "table.public.invoices=bills"}},
			{title: "due", old: "  # of invoices", new: columnText("due", "date", `default = sql("CURRENT_DATE")`) + "  # of invoices"},
		}},
		{who: "ben", how: "rebase", says: "kept", edits: []teamEdit{{title: "no contacts", old: viewText("contacts", "SELECT id, email FROM customers"), new: ""}}},
	},
	{
		{who: "ben", how: "merge", edits: []teamEdit{{
			title: "fill emails by hand", up: "UPDATE public.customers SET email = 'none' || id WHERE email IS NULL;\n", down: "-- The emails stay.\n",
		}}},
		{who: "ada", how: "merge", says: "kept", edits: []teamEdit{{title: "unique", old: "  # indexes of invoices", new: uniqueText("bills_number", "number") + "  # indexes of invoices"}}},
		{who: "cid", how: "merge", says: "kept", edits: []teamEdit{{title: "summary", old: "# of views", new: summaryView + "# of views"}}},
	},
}

// TestTeam lets three people work on one schema, each with a clone of the repository and a database. At the end all
// databases are as schema.hcl makes one.
func TestTeam(t *testing.T) {
	if n := countEdits(); n < 20 {
		t.Fatalf("there are %d edits, want 20", n)
	}
	team := newTeam(t)
	for i, round := range teamRounds {
		for _, b := range round {
			team.members[b.who].work(b, i)
		}
		for _, b := range round {
			team.members[b.who].land(b)
		}
		team.settle(i)
	}
	team.squash(team.compare())
}

func countEdits() (n int) {
	for _, round := range teamRounds {
		for _, b := range round {
			n += len(b.edits)
		}
	}
	return n
}

// A team is a repository and those who work on it.
type team struct {
	t       *testing.T
	members map[string]*member
	names   []string
}

// newTeam makes the repository with the first migration, the clones, and a database for each.
func newTeam(t *testing.T) *team {
	t.Helper()
	root := t.TempDir()
	shared := &member{t: t, name: "shared", dir: root, url: pgtest.Database(t)}
	shared.git("init", "-q", "--bare", "-b", "main", "shared.git")
	tm := &team{t: t, members: map[string]*member{}, names: []string{"ada", "ben", "cid"}}
	for i, name := range tm.names {
		shared.git("clone", "-q", "shared.git", name)
		m := &member{t: t, name: name, dir: filepath.Join(root, name), url: pgtest.Database(t)}
		tm.members[name] = m
		if i == 0 {
			m.git("checkout", "-qb", "main")
			m.write("schema.hcl", teamSchema)
			m.schemactl("plan", "--name", "start")
			m.commit("start")
			m.git("push", "-q", "origin", "main")
		}
		m.schemactl("apply", "-y")
		pgtest.Exec(t, m.url, "INSERT INTO public.customers (id, name) VALUES (1, 'one'), (2, 'two'); INSERT INTO public.orders (id, customer_id, total) VALUES (1, 1, 10)")
	}
	return tm
}

// work makes the edits of a branch, plans or writes the migration of each, and applies it.
func (m *member) work(b teamBranch, round int) {
	m.t.Helper()
	m.git("checkout", "-qb", strings.ReplaceAll(b.edits[0].title, " ", "-"), "main")
	for i, e := range b.edits {
		if e.old != "" {
			text := m.text("schema.hcl")
			if strings.Count(text, e.old) != 1 {
				m.t.Fatalf("%s: schema.hcl does not have this once:\n%s", e.title, e.old)
			}
			m.write("schema.hcl", strings.Replace(text, e.old, e.new, 1))
		}
		if e.up != "" {
			m.schemactl("new", e.title)
			up, down := m.newest()
			m.write(up, m.text(up)+e.up)
			m.write(down, m.text(down)+e.down)
			m.schemactl("hash")
		} else {
			m.schemactl(append([]string{"plan", "--no-input", "--name", e.title}, e.flags...)...)
		}
		m.schemactl("apply", "-y")
		if (round+i)%2 == 0 {
			m.schemactl("rollback", "-y")
			m.schemactl("apply", "-y")
		}
		m.commit(e.title)
	}
}

// land brings a branch onto main, where others may have been in the meantime.
func (m *member) land(b teamBranch) {
	m.t.Helper()
	m.git("fetch", "-q")
	fork := strings.TrimSpace(m.git("merge-base", "HEAD", "origin/main"))
	moved := fork != strings.TrimSpace(m.git("rev-parse", "origin/main"))
	if moved != (b.says != "") {
		m.t.Fatalf("%s: main has moved is %t, which is not as the branch says", b.edits[0].title, moved)
	}
	if moved {
		m.combine(b)
	}
	m.schemactl("check")
	m.git("checkout", "-q", "main")
	m.git("merge", "-q", "--ff-only", "-")
	m.git("push", "-q", "origin", "main")
}

// combine merges what is on main, or moves the branch on top of it, with the migrations of both.
func (m *member) combine(b teamBranch) {
	m.t.Helper()
	// The database leaves the branch before its migrations get other versions.
	m.schemactl("rollback", "-y", "--to", "-"+strconv.Itoa(len(b.edits)))
	out, err := m.try("git", b.how, "-q", "origin/main")
	if err == nil {
		m.t.Fatalf("%s: schemactl.sum should be in conflict, but git %s succeeds", b.edits[0].title, b.how)
	}
	for err != nil {
		if files := strings.Fields(m.git("diff", "--name-only", "--diff-filter=U")); len(files) != 1 || files[0] != "migrations/schemactl.sum" {
			m.t.Fatalf("%s: schemactl.sum alone should be in conflict, but these are: %v\n%s", b.edits[0].title, files, out)
		}
		if _, err := m.try("schemactl", "apply", "-y"); err == nil {
			m.t.Fatalf("%s: apply should refuse a conflict", b.edits[0].title)
		}
		if said := m.schemactl("rebase"); !strings.Contains(said, ": "+b.says) {
			m.t.Fatalf("%s: rebase should say %q:\n%s", b.edits[0].title, b.says, said)
		}
		m.git("add", "-A")
		if b.how == "merge" {
			m.git("commit", "-qm", "merge main")
			break
		}
		out, err = m.try("git", "rebase", "--continue")
	}
	m.schemactl("apply", "-y")
}

// settle brings everybody to what is on main. One goes all the way back before.
func (tm *team) settle(round int) {
	for i, name := range tm.names {
		m := tm.members[name]
		m.git("checkout", "-q", "main")
		m.git("pull", "-q", "--ff-only", "origin", "main")
		m.schemactl("apply", "-y")
		if i == 2 && round%2 == 1 {
			m.schemactl("rollback", "-y", "base")
			m.schemactl("apply", "-y")
		}
		if out := m.schemactl("plan", "--dry-run"); !strings.HasPrefix(out, "Nothing to do") {
			tm.t.Fatalf("round %d: the plan of %s is not empty:\n%s", round, name, out)
		}
	}
}

// compare makes a database of schema.hcl alone; all of the team are like it. It gives the dump.
func (tm *team) compare() string {
	m := tm.members[tm.names[0]]
	m.schemactl("verify")
	fresh := &member{t: tm.t, name: "fresh", dir: tm.t.TempDir(), url: pgtest.Database(tm.t)}
	fresh.write("schema.hcl", m.text("schema.hcl"))
	fresh.schemactl("plan")
	fresh.schemactl("apply", "-y")
	want := withSorted(pgtest.Dump(tm.t, fresh.url))
	for _, name := range tm.names {
		m := tm.members[name]
		m.schemactl("check")
		if got := withSorted(pgtest.Dump(tm.t, m.url)); got != want {
			tm.t.Errorf("the database of %s and that of schema.hcl differ (-want +got):\n%s", name, cmp.Diff(want, got))
		}
	}
	return want
}

// squash puts one migration in the place of all. A new database gets the same of it, and those of the team have had it.
func (tm *team) squash(want string) {
	m := *tm.members[tm.names[0]]
	files, err := filepath.Glob(filepath.Join(m.dir, "migrations", "*.up.sql"))
	if err != nil || len(files) < 20 {
		tm.t.Fatalf("there are %d migrations: %v", len(files), err)
	}
	first, last := filepath.Base(files[0]), filepath.Base(files[len(files)-1])
	m.schemactl("squash", strings.TrimSuffix(first, ".up.sql")+".."+strings.TrimSuffix(last, ".up.sql"))
	if out := m.schemactl("apply", "-y"); !strings.HasPrefix(out, "Nothing to apply") {
		tm.t.Errorf("%s has had all of what was squashed, but apply says:\n%s", m.name, out)
	}
	m.schemactl("check")
	m.url = pgtest.Database(tm.t)
	m.schemactl("apply", "-y")
	m.schemactl("check")
	if got := withSorted(pgtest.Dump(tm.t, m.url)); got != want {
		tm.t.Errorf("a database of what was squashed and that of schema.hcl differ (-want +got):\n%s", cmp.Diff(want, got))
	}
}
