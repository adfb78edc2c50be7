package migrate

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A foreignTool is another program whose files may lie in the folder.
type foreignTool struct {
	name, word string         // as people and schemactl import call it
	file       *regexp.Regexp // of the name
	text       *regexp.Regexp // of the beginning of the text; nil: the name is enough
}

// foreignTools are looked at in this order; where only the text tells, the name is any file of SQL.
var foreignTools = []foreignTool{
	{"Flyway", "flyway", regexp.MustCompile(`^[VUBR][0-9._]*__.+\.sql$`), nil},
	{"Atlas", "atlas", regexp.MustCompile(`^atlas\.sum$`), nil},
	{"Atlas", "atlas", anySQL, regexp.MustCompile(`(?m)^-- atlas:`)},
	{"goose", "goose", anySQL, regexp.MustCompile(`(?m)^-- *\+goose `)},
	{"dbmate", "dbmate", anySQL, regexp.MustCompile(`(?m)^-- migrate:(up|down)`)},
	{"Liquibase", "liquibase", anySQL, regexp.MustCompile(`(?im)^-- *liquibase formatted sql`)},
	{"Alembic", "alembic", regexp.MustCompile(`^(env\.py|alembic\.ini|script\.py\.mako)$`), nil},
	{"Alembic", "alembic", anyPython, regexp.MustCompile(`(?m)^down_revision\b`)},
	{"Django", "django", anyPython, regexp.MustCompile(`migrations\.Migration\b`)},
}

var (
	anySQL    = regexp.MustCompile(`\.sql$`)
	anyPython = regexp.MustCompile(`\.py$`)
)

// madeBy finds the tool that a file is of.
func madeBy(fsys fs.FS, base string) (foreignTool, bool) {
	var text []byte
	for _, t := range foreignTools {
		if !t.file.MatchString(base) {
			continue
		}
		if t.text == nil {
			return t, true
		}
		if text == nil {
			// What cannot be read is no file of theirs.
			text, _ = fs.ReadFile(fsys, base)
		}
		if t.text.Match(text) {
			return t, true
		}
	}
	return foreignTool{}, false
}

// folders are ours.
var folders = []string{checkpointFolder, replacedFolder}

// foreign notes a file that is no migration. Dot files and notes in Markdown are welcome.
func (d *Dir) foreign(name string) {
	if strings.HasPrefix(name, ".") || strings.EqualFold(filepath.Ext(name), ".md") || slices.Contains(folders, name) {
		return
	}
	if t, ok := madeBy(d.fsys, name); ok {
		d.problems = append(d.problems, fmt.Sprintf(
			"%s is a file of %s: move the files of %s to a folder of their own, and take them over with schemactl import --from %s FOLDER", name, t.name, t.name, t.word))
		return
	}
	d.problems = append(d.problems, fmt.Sprintf(
		"%s is no migration file: name it <version>_<name>.up.sql or .down.sql, or move it out of the folder", name))
}
