package takeover

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

var (
	anySQL        = regexp.MustCompile(`^(.*)\.sql$`)
	changeset     = regexp.MustCompile(`(?i)^--\s*changeset\s+(\S+?):(\S+)\s*(.*)$`)
	rollbackLine  = regexp.MustCompile(`(?i)^--\s*rollback\s?(.*)$`)
	otherLine     = regexp.MustCompile(`(?i)^--\s*(liquibase formatted sql|comment:?|validchecksum:?)\b`)
	conditionLine = regexp.MustCompile(`(?i)^--\s*(precondition\S*|property)\b`)
)

// attributes of a changeset that change what it means, and that nothing here can stand for.
var conditional = []string{"context", "contextfilter", "labels", "runonchange", "runalways", "failonerror", "dbms"}

func readLiquibase(fsys fs.FS) ([]item, error) {
	var out []item
	err := each(fsys, anySQL, func(p []string, text string) error {
		var current *item
		var up, down strings.Builder
		flush := func() {
			if current != nil {
				current.up, current.down = up.String(), down.String()
				current.hasDown = current.hasDown || strings.TrimSpace(down.String()) != ""
				out = append(out, *current)
			}
			up.Reset()
			down.Reset()
		}
		for _, line := range strings.SplitAfter(text, "\n") {
			bare := strings.TrimSpace(line)
			switch {
			case changeset.MatchString(bare):
				flush()
				m := changeset.FindStringSubmatch(bare)
				i := item{key: m[1] + ":" + m[2], name: m[1] + " " + m[2], file: p[0]}
				if err := i.attributes(m[3]); err != nil {
					return fmt.Errorf("changeset %s: %w", i.key, err)
				}
				current = &i
			case rollbackLine.MatchString(bare) && current != nil:
				sql := rollbackLine.FindStringSubmatch(bare)[1]
				current.hasDown = true
				if word := strings.ToLower(strings.TrimSuffix(sql, ";")); word != "empty" && word != "not required" {
					down.WriteString(sql + "\n")
				}
			case conditionLine.MatchString(bare):
				return fmt.Errorf("%q is not carried over: write the SQL as it is to run", bare)
			case otherLine.MatchString(bare):
			case current != nil:
				up.WriteString(line)
			}
		}
		flush()
		return nil
	})
	return out, err
}

func (i *item) attributes(text string) error {
	for _, a := range strings.Fields(text) {
		name, value, _ := strings.Cut(a, ":")
		switch name = strings.ToLower(name); {
		case slices.Contains(conditional, name):
			return fmt.Errorf("the attribute %q is not carried over: remove it, or the changeset where it is not to run", a)
		case name == "runintransaction" && value == "false":
			i.noTx, i.downNoTx = true, true
		case name == "enddelimiter":
			i.delimiter = strings.Trim(value, `"'`)
		}
	}
	return nil
}

var atlasMark = regexp.MustCompile(`^--\s*atlas:(\w+)\s*(.*)$`)

func readAtlas(fsys fs.FS) ([]item, error) {
	out := []item{}
	err := each(fsys, plainName, func(p []string, text string) error {
		i := item{key: p[1], name: p[2], file: p[0]}
		var up strings.Builder
		for _, line := range strings.SplitAfter(text, "\n") {
			m := atlasMark.FindStringSubmatch(strings.TrimSpace(line))
			switch {
			case m == nil:
				up.WriteString(line)
			case m[1] == "txmode":
				i.noTx = m[2] == "none"
			case m[1] == "delimiter" && strings.TrimSpace(strings.NewReplacer(`\n`, "", `\t`, "").Replace(m[2])) != "":
				i.delimiter = m[2]
			case m[1] == "delimiter", m[1] == "checkpoint", m[1] == "txtar", m[1] == "import":
				return fmt.Errorf("%q is not carried over: write the file without it", strings.TrimSpace(line))
			}
		}
		i.up = up.String()
		out = append(out, i)
		return nil
	})
	slices.SortFunc(out, byVersion)
	return out, err
}

var (
	running = regexp.MustCompile(`(?m)^-- Running (?:upgrade|downgrade) *(\S*) -> (\S*)$`)
	// bookkeeping is what Alembic and Django write around a migration: our runner does that itself.
	bookkeeping = regexp.MustCompile(`(?ms)^(BEGIN;|COMMIT;|START TRANSACTION;|CREATE TABLE alembic_version \(.*?\);|(?:INSERT INTO|UPDATE|DELETE FROM) alembic_version\b.*?;|DROP TABLE alembic_version;)[ \t]*$`)
)

func readAlembic(fsys fs.FS) ([]item, error) {
	up, err := fs.ReadFile(fsys, "up.sql")
	if err != nil {
		return nil, fmt.Errorf("%w; it is written by alembic upgrade head --sql > up.sql", err)
	}
	var out []item
	for _, part := range sections(string(up)) {
		if strings.Contains(part.to, ",") || strings.Contains(part.from, ",") {
			return nil, fmt.Errorf("up.sql: %s -> %s merges branches, which has no SQL of its own: take the line out", part.from, part.to)
		}
		out = append(out, item{key: part.to, name: part.to, file: "up.sql", up: part.text})
	}
	down, err := fs.ReadFile(fsys, "down.sql")
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	for _, part := range sections(string(down)) {
		i := slices.IndexFunc(out, func(i item) bool { return i.key == part.from })
		if i < 0 {
			return nil, fmt.Errorf("down.sql: %s is not in up.sql: write both from one state of the files", part.from)
		}
		out[i].down, out[i].hasDown = part.text, true
	}
	return out, nil
}

type section struct{ from, to, text string }

// sections cuts what alembic --sql prints into its revisions.
func sections(script string) []section {
	script = strings.ReplaceAll(script, "\r\n", "\n")
	marks := running.FindAllStringSubmatchIndex(script, -1)
	var out []section
	for n, m := range marks {
		end := len(script)
		if n+1 < len(marks) {
			end = marks[n+1][0]
		}
		out = append(out, section{script[m[2]:m[3]], script[m[4]:m[5]], bookkeeping.ReplaceAllString(script[m[1]:end], "")})
	}
	return out
}

// planLine is a line of manage.py showmigrations --plan.
var planLine = regexp.MustCompile(`(?m)^\[[X ]\]\s+([\w.]+)`)

func readDjango(fsys fs.FS) ([]item, error) {
	plan, err := fs.ReadFile(fsys, "plan.txt")
	if err != nil {
		return nil, fmt.Errorf("%w; it is written by manage.py showmigrations --plan > plan.txt", err)
	}
	var out []item
	var errs []error
	for _, m := range planLine.FindAllStringSubmatch(string(plan), -1) {
		i := item{key: m[1], name: m[1], file: m[1] + ".sql"}
		app, name, _ := strings.Cut(m[1], ".")
		up, err := fs.ReadFile(fsys, i.file)
		if err != nil {
			errs = append(errs, fmt.Errorf("%w; it is written by manage.py sqlmigrate %s %s", err, app, name))
			continue
		}
		i.up = bookkeeping.ReplaceAllString(strings.ReplaceAll(string(up), "\r\n", "\n"), "")
		if strings.Contains(i.up, "cannot be written as SQL") || strings.Contains(i.up, "CANNOT BE WRITTEN AS SQL") {
			errs = append(errs, fmt.Errorf("%s: an operation in Python cannot be written as SQL: write in its place what it does, or -- nothing", i.file))
		}
		down, err := fs.ReadFile(fsys, m[1]+".down.sql")
		if err == nil {
			i.down, i.hasDown = bookkeeping.ReplaceAllString(strings.ReplaceAll(string(down), "\r\n", "\n"), ""), true
		}
		out = append(out, i)
	}
	return out, errors.Join(errs...)
}
