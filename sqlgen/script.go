package sqlgen

import (
	"fmt"
	"strings"
)

// Transactional reports whether all statements can share one transaction.
func Transactional(stmts []Stmt) bool {
	for _, s := range stmts {
		if s.NoTx {
			return false
		}
	}
	return true
}

// Script writes statements as the body of a migration file. Where some cannot
// run in a transaction, the others stand between BEGIN and COMMIT, so that psql
// and other tools run the file as schemactl does.
func Script(stmts []Stmt) string {
	var b strings.Builder
	grouped := !Transactional(stmts)
	open := false
	for i, s := range stmts {
		if i > 0 {
			b.WriteString("\n")
		}
		if grouped && !s.NoTx && !open {
			b.WriteString("BEGIN;\n\n")
			open = true
		}
		writeStmt(&b, s)
		if open && (i == len(stmts)-1 || stmts[i+1].NoTx) {
			b.WriteString("\nCOMMIT;\n")
			open = false
		}
	}
	return b.String()
}

func writeStmt(b *strings.Builder, s Stmt) {
	if s.Comment != "" {
		fmt.Fprintf(b, "-- %s\n", strings.ReplaceAll(s.Comment, "\n", "\n-- "))
	}
	for _, r := range s.Risks {
		fmt.Fprintf(b, "-- risk: %s: %s.\n", r.Code, strings.ReplaceAll(strings.TrimSuffix(r.Text, "."), "\n", "\n-- "))
	}
	b.WriteString(s.SQL)
	b.WriteString(";\n")
}

// Risks lists the risks of the statements, each once.
func Risks(stmts []Stmt) []Risk {
	var out []Risk
	seen := map[Risk]bool{}
	for _, s := range stmts {
		for _, r := range s.Risks {
			if !seen[r] {
				seen[r] = true
				out = append(out, r)
			}
		}
	}
	return out
}
