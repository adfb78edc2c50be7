// Package takeover reads the migrations of other tools, so that a team can go on with them here and keep its history. It
// knows files and the names of history tables, and runs nothing.
package takeover

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/migrate"
)

// A Tool is a program whose migrations can be taken over.
type Tool struct {
	Word, Name string // as on the command line, and as people call it
	Files      string // what to give it: which files, and how they are made
	Table      string // of its history
	Applied    string // query for the keys of what is applied, in order
	// Last says that Applied gives the newest alone: what comes before it is applied too.
	Last bool

	read func(fs.FS) ([]item, error)
}

// An item is one migration of the other tool.
type item struct {
	key, name, file string // what its history table knows it by
	up, down        string
	hasDown         bool
	noTx, downNoTx  bool
	delimiter       string
	tags            []string
}

// Tools are those that are known, in the order of the documentation.
var Tools = []Tool{
	{Word: "golang-migrate", Name: "golang-migrate", Files: "VERSION_NAME.up.sql and .down.sql", Table: "schema_migrations",
		Applied: "SELECT CAST(version AS text) || CASE WHEN dirty THEN ' dirty' ELSE '' END FROM schema_migrations", Last: true, read: readGolangMigrate},
	{Word: "goose", Name: "goose", Files: "VERSION_NAME.sql", Table: "goose_db_version",
		Applied: "SELECT CAST(version_id AS text) FROM goose_db_version g WHERE version_id > 0 AND is_applied AND id = (SELECT max(id) FROM goose_db_version n WHERE n.version_id = g.version_id) ORDER BY version_id", read: readGoose},
	{Word: "dbmate", Name: "dbmate", Files: "VERSION_NAME.sql", Table: "schema_migrations",
		Applied: "SELECT version FROM schema_migrations ORDER BY version", read: readDbmate},
	{Word: "flyway", Name: "Flyway", Files: "VVERSION__NAME.sql and UVERSION__NAME.sql", Table: "flyway_schema_history",
		Applied: "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL ORDER BY installed_rank", read: readFlyway},
	{Word: "liquibase", Name: "Liquibase", Files: "files of formatted SQL, read in the order of their names", Table: "databasechangelog",
		Applied: "SELECT author || ':' || id FROM databasechangelog ORDER BY orderexecuted", read: readLiquibase},
	{Word: "atlas", Name: "Atlas", Files: "VERSION_NAME.sql", Table: "atlas_schema_revisions",
		Applied: "SELECT version FROM atlas_schema_revisions.atlas_schema_revisions WHERE applied = total ORDER BY version", read: readAtlas},
	{Word: "alembic", Name: "Alembic", Files: "up.sql, written by alembic upgrade head --sql, and down.sql, by alembic downgrade head:base --sql", Table: "alembic_version",
		Applied: "SELECT version_num FROM alembic_version", Last: true, read: readAlembic},
	{Word: "django", Name: "Django", Files: "plan.txt, written by manage.py showmigrations --plan, and for each line APP.NAME.sql, by sqlmigrate APP NAME, and APP.NAME.down.sql, by sqlmigrate --backwards", Table: "django_migrations",
		Applied: "SELECT app || '.' || name FROM django_migrations ORDER BY id", read: readDjango},
}

// Find gives the tool of a word.
func Find(word string) (Tool, error) {
	var words []string
	for _, t := range Tools {
		if t.Word == word {
			return t, nil
		}
		words = append(words, t.Word)
	}
	return Tool{}, fmt.Errorf("%q is no tool whose migrations can be taken over: these are %s", word, strings.Join(words, ", "))
}

// A Result is what was read.
type Result struct {
	Migrations []migrate.Migration
	keys       []string // of the migrations, in the other tool's history
}

// Read takes the files of a folder over. Every file that cannot be is named in the error.
func (t Tool) Read(fsys fs.FS) (*Result, error) {
	items, err := t.read(fsys)
	if err != nil {
		return nil, fmt.Errorf("reading the migrations of %s: %w", t.Name, err)
	}
	if len(items) == 0 {
		return nil, fmt.Errorf("reading the migrations of %s: there are none; they are %s", t.Name, t.Files)
	}
	numbered := slices.ContainsFunc(items, func(i item) bool { return i.key == "" || strings.Trim(i.key, "0123456789") != "" })
	r := &Result{}
	var errs []error
	for n, i := range items {
		m := migrate.Migration{
			Version: i.key, Name: migrate.Slug(i.name), Up: tidy(i.up), Down: tidy(i.down), HasDown: i.hasDown,
			Header: migrate.Header{NoTransaction: i.noTx, DownNoTransaction: i.downNoTx, Delimiter: i.delimiter, Tags: i.tags},
		}
		if numbered {
			m.Version = fmt.Sprintf("%05d", n+1)
		}
		if m.Delimiter != "" && m.HasDown {
			m.Down = "-- schemactl:delimiter " + m.Delimiter + "\n" + m.Down
		}
		for _, sql := range []string{m.Text(), m.Down} {
			if _, err := migrate.Split(sql); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", i.file, err))
			}
		}
		r.Migrations, r.keys = append(r.Migrations, m), append(r.keys, i.key)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("reading the migrations of %s: %w", t.Name, err)
	}
	return r, nil
}

// Newest gives the version up to which the keys of the other tool's history reach. What it has applied must be the
// beginning of what was read.
func (r *Result) Newest(t Tool, applied []string) (string, error) {
	if len(applied) == 0 {
		return "", fmt.Errorf("the table %s has no migration: nothing is applied, so run schemactl apply", t.Table)
	}
	last := -1
	there := map[string]bool{}
	for _, key := range applied {
		if version, dirty := strings.CutSuffix(key, " dirty"); dirty {
			return "", fmt.Errorf("the table %s says that version %s failed half way: mend that with %s first", t.Table, version, t.Name)
		}
		i := slices.IndexFunc(r.keys, func(k string) bool { return same(k, key) })
		if i < 0 {
			return "", fmt.Errorf("the table %s has %s, for which there is no file: restore it, or take that row out", t.Table, key)
		}
		there[r.keys[i]] = true
		last = max(last, i)
	}
	for i := 0; i < last && !t.Last; i++ {
		if !there[r.keys[i]] {
			return "", fmt.Errorf("%s is not applied, but later ones are: apply it with %s first", r.keys[i], t.Name)
		}
	}
	return r.Migrations[last].Version, nil
}

// same compares keys; leading zeros of numbers do not count.
func same(a, b string) bool {
	if a == b {
		return true
	}
	digits := strings.Trim(a+b, "0123456789") == "" && a != "" && b != ""
	return digits && migrate.Compare(a, b) == 0
}

func tidy(sql string) string {
	sql = strings.TrimSpace(strings.ReplaceAll(sql, "\r\n", "\n"))
	if sql == "" {
		return ""
	}
	return sql + "\n"
}
