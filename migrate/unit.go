package migrate

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A unit is what succeeds or fails as one: a statement on its own, or the statements between BEGIN and COMMIT.
type unit struct {
	from, to int         // statements of the file that it covers: [from, to)
	body     []Statement // without BEGIN and COMMIT
	tx       bool
}

// units cuts a file into units. A file in one transaction is one unit, whatever it holds.
func units(stmts []Statement, noTx bool) ([]unit, error) {
	if !noTx {
		return []unit{{to: len(stmts), body: stmts, tx: true}}, refuseControl(stmts)
	}
	var out []unit
	open := -1
	for i, s := range stmts {
		word := control(s)
		switch {
		case open < 0 && savepoint(s):
			return nil, fmt.Errorf("line %d: %s outside a transaction: put BEGIN above and COMMIT below what belongs together", s.Line, s.words[0])
		case word == "" && open < 0:
			out = append(out, unit{from: i, to: i + 1, body: stmts[i : i+1]})
		case word == "":
			continue
		case word == "BEGIN" && open < 0:
			open = i
		case word == "COMMIT" && open >= 0:
			out = append(out, unit{from: open, to: i + 1, body: stmts[open+1 : i], tx: true})
			open = -1
		case word == "BEGIN":
			return nil, fmt.Errorf("line %d: BEGIN within the transaction of line %d: COMMIT that first", s.Line, stmts[open].Line)
		case word == "COMMIT":
			return nil, fmt.Errorf("line %d: COMMIT without BEGIN: add BEGIN above the statements that belong together", s.Line)
		default:
			return nil, fmt.Errorf("line %d: %s cannot be recorded: write plain BEGIN and COMMIT", s.Line, word)
		}
	}
	if open >= 0 {
		return nil, fmt.Errorf("line %d: BEGIN without COMMIT: add COMMIT after the statements that belong together", stmts[open].Line)
	}
	return out, nil
}

// savepoint reports whether a statement deals with savepoints. Outside a transaction PostgreSQL refuses it, and SQLite
// starts one that nothing here would end.
func savepoint(s Statement) bool {
	return s.Is("SAVEPOINT") || s.Is("RELEASE") || s.Is("ROLLBACK") && control(s) == ""
}

// refuseControl refuses what would end the transaction that a file runs in.
func refuseControl(stmts []Statement) error {
	var errs []error
	for _, s := range stmts {
		if word := control(s); word != "" {
			errs = append(errs, fmt.Errorf("line %d: %s in a file that runs in one transaction: remove it, or put \"%stransaction none\" at the top", s.Line, word, directive))
		}
	}
	return errors.Join(errs...)
}

// controls are the statements that start or end a transaction: "BEGIN" and "COMMIT" when a unit can be made of them,
// otherwise as they are written.
var controls = map[string]string{
	"BEGIN": "BEGIN", "BEGIN WORK": "BEGIN", "BEGIN TRANSACTION": "BEGIN", "START TRANSACTION": "BEGIN",
	"BEGIN IMMEDIATE": "BEGIN", "BEGIN EXCLUSIVE": "BEGIN", "BEGIN DEFERRED": "BEGIN",
	"BEGIN IMMEDIATE TRANSACTION": "BEGIN", "BEGIN EXCLUSIVE TRANSACTION": "BEGIN", "BEGIN DEFERRED TRANSACTION": "BEGIN",
	"COMMIT": "COMMIT", "COMMIT WORK": "COMMIT", "COMMIT TRANSACTION": "COMMIT",
	"END": "COMMIT", "END WORK": "COMMIT", "END TRANSACTION": "COMMIT",
}

// control says how a statement starts or ends a transaction; empty when it does not.
func control(s Statement) string {
	text := strings.Join(s.words, " ")
	if word, ok := controls[text]; ok && len(strings.Fields(s.SQL)) == len(s.words) {
		return word
	}
	first := []string{"BEGIN", "COMMIT", "END", "ABORT", "ROLLBACK"}
	switch {
	case s.Is("ROLLBACK", "TO"), s.Is("ROLLBACK", "*", "TO"):
		return "" // back to a savepoint: the transaction goes on
	case len(s.words) > 0 && slices.Contains(first, s.words[0]),
		s.Is("START", "TRANSACTION"), s.Is("PREPARE", "TRANSACTION"):
		return text
	}
	return ""
}
