package shape

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// dialectNames are how databases are called in URLs, in drivers and in speech.
var dialectNames = []string{"postgres", "postgresql", "pg", "sqlite", "sqlite3", "mysql", "mariadb", "cockroach", "cockroachdb"}

// dialectFolders may know which database they are about.
var dialectFolders = []string{"postgres", "sqlite", "mysql", "cmd"}

// branches finds where a file decides by the name of a dialect: in a case, or in a comparison.
func branches(files *token.FileSet, file *ast.File) []string {
	var found []string
	check := func(expression ast.Expr) {
		if name, ok := dialectName(expression); ok {
			found = append(found, fmt.Sprintf("%s decides by the name %q", files.Position(expression.Pos()), name))
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.CaseClause:
			for _, expression := range n.List {
				check(expression)
			}
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				check(n.X)
				check(n.Y)
			}
		}
		return true
	})
	return found
}

// dialectName reads a string literal, within parentheses or a conversion too.
func dialectName(expression ast.Expr) (string, bool) {
	switch e := expression.(type) {
	case *ast.ParenExpr:
		return dialectName(e.X)
	case *ast.CallExpr:
		if len(e.Args) == 1 {
			return dialectName(e.Args[0])
		}
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING && slices.Contains(dialectNames, strings.ToLower(strings.TrimSuffix(text, "://")))
	}
	return "", false
}

func TestNobodyDecidesByDialect(t *testing.T) {
	files := token.NewFileSet()
	for _, p := range packages(t) {
		if slices.Contains(dialectFolders, p.folder()) {
			continue
		}
		for _, name := range p.GoFiles {
			parsed, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Errorf("parsing: %v", err)
				continue
			}
			for _, found := range branches(files, parsed) {
				t.Errorf("%s; ask the dialect, which is a value, instead", found)
			}
		}
	}
}

func TestBranchesAreFound(t *testing.T) {
	const source = `package p
func f(d string, k kind) {
	switch d { case "postgres", "SQLite": }
	if d == "mysql" || ("pg") != d || k == kind("mariadb") { }
	if d == "table" || strings.HasPrefix(d, "postgres") { lookup("postgres") }
	switch { case d == "sqlite://": }
}`
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, "p.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if found := branches(files, parsed); len(found) != 6 {
		t.Errorf("found %d branches; want 6:\n%s", len(found), strings.Join(found, "\n"))
	}
}
