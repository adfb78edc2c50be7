package proof

import (
	"context"
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/sqlgen"
)

// A Leaver is a Database that looks through the bodies of routines when it makes them, and can be
// told not to. What a body speaks of need not be there for its author: those who call the routine
// may have another search_path, and two routines may call each other.
type Leaver interface {
	// RunLeaving is Run, but leaves bodies that the server refuses unread. It gives the texts of
	// those statements, with the reasons.
	RunLeaving(ctx context.Context, stmts []sqlgen.Stmt) (map[string]error, error)
	// AsItIs writes the statement so that the body is not looked through.
	AsItIs(s sqlgen.Stmt) []sqlgen.Stmt
}

// execute runs statements as a migration would, and gives them as the migration must have them.
func (t *trial) execute(ctx context.Context, db Database, stmts []sqlgen.Stmt) ([]sqlgen.Stmt, error) {
	l, ok := db.(Leaver)
	if !ok {
		return stmts, db.Run(ctx, stmts)
	}
	unread, err := l.RunLeaving(ctx, stmts)
	if err != nil || len(unread) == 0 {
		return stmts, err
	}
	var out []sqlgen.Stmt
	for _, s := range stmts {
		why := unread[s.SQL]
		if why == nil || !s.Body {
			out = append(out, s)
			continue
		}
		s.Body = false
		out = append(out, l.AsItIs(s)...)
		note := fmt.Sprintf("the body of %s is taken without a look at it, as the server says of it: %s", s.Ref, why)
		if !slices.Contains(t.notes, note) {
			t.notes = append(t.notes, note)
		}
	}
	return out, nil
}
