package postgres

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var sequences = kind[*schema.Sequence]{
	name:   schema.KindSequence,
	data:   true,
	read:   readSequences,
	stored: []string{"relation S"},
	create: createSequence,
	drop:   dropSequence,
	alter: []alter[*schema.Sequence]{
		{fields: sequenceFields("Type"), write: alterSequence},
		{fields: []string{"Unlogged"}, write: alterSequencePersistence},
	},
	ownerFollows: ownerOfSequenceFollows,
	goesWith:     sequenceGoesWith,
	rename:       func(from, to *schema.Sequence) []sqlgen.Stmt { return renameType("SEQUENCE", from.Ref(), to.Ref()) },
	target:       func(s *schema.Sequence) string { return "SEQUENCE " + Qualified(s.Schema, s.Name) },
	owned:        true,
	grantable:    true,
}

func sequenceFields(more ...string) []string {
	return append(more, "Start", "Increment", "Min", "Max", "Cache", "Cycle")
}

func createSequence(c *sqlgen.Context, s *schema.Sequence, _ []schema.Object) []sqlgen.Stmt {
	text := "CREATE SEQUENCE "
	if s.Unlogged {
		text = "CREATE UNLOGGED SEQUENCE "
	}
	text += Qualified(s.Schema, s.Name)
	if s.Type != "" && s.Type != "bigint" {
		text += " AS " + s.Type
	}
	return append(sqlgen.SQL(text+sequenceClause(s.SequenceOptions, " ")), giveOver(c, s)...)
}

// sequenceClause writes the options of a new sequence, each after a separator.
func sequenceClause(o schema.SequenceOptions, separator string) string {
	var b strings.Builder
	for _, p := range []struct {
		words string
		value *int64
	}{{"START WITH", o.Start}, {"INCREMENT BY", o.Increment}, {"MINVALUE", o.Min}, {"MAXVALUE", o.Max}, {"CACHE", o.Cache}} {
		if p.value != nil {
			b.WriteString(separator + p.words + " " + strconv.FormatInt(*p.value, 10))
		}
	}
	if o.Cycle {
		b.WriteString(separator + "CYCLE")
	}
	return b.String()
}

func alterSequence(_ *sqlgen.Context, from, to *schema.Sequence) []sqlgen.Stmt {
	var changes []string
	if from.Type != to.Type {
		changes = append(changes, "AS "+to.Type)
	}
	changes = append(changes, sequenceChanges(from.SequenceOptions, to.SequenceOptions, from.Type, to.Type)...)
	if len(changes) == 0 {
		return nil
	}
	stmts, restart, risks := movePlace(to.Schema, to.Name, from.SequenceOptions, to.SequenceOptions, from.Type, to.Type)
	return append(stmts, sqlgen.Stmt{
		SQL:   "ALTER SEQUENCE " + Qualified(to.Schema, to.Name) + " " + strings.Join(append(changes, restart...), " "),
		Risks: append(risks, risk(riskLock, "nextval of sequence %s waits until the transaction ends", to.Ref().Path())),
	})
}

// sequenceChanges lists what ALTER SEQUENCE has to say; an option that goes
// back to its default is written out, since leaving it out leaves it alone. The
// server keeps the start as a number, be it said or not, and the bounds of the
// direction that the sequence had.
func sequenceChanges(from, to schema.SequenceOptions, fromType, toType string) []string {
	var out []string
	number := func(words string, a, b *int64, reset string, lost bool) {
		switch {
		case a == nil && b == nil && !lost, a != nil && b != nil && *a == *b:
		case b == nil:
			out = append(out, reset)
		default:
			out = append(out, words+" "+strconv.FormatInt(*b, 10))
		}
	}
	turned := descends(from) != descends(to)
	number("INCREMENT BY", from.Increment, to.Increment, "INCREMENT BY 1", false)
	number("MINVALUE", from.Min, to.Min, "NO MINVALUE", turned)
	number("MAXVALUE", from.Max, to.Max, "NO MAXVALUE", turned)
	if start := startOf(to, toType); start != startOf(from, fromType) {
		out = append(out, "START WITH "+strconv.FormatInt(start, 10))
	}
	number("CACHE", from.Cache, to.Cache, "CACHE 1", false)
	if from.Cycle != to.Cycle {
		out = append(out, map[bool]string{true: "CYCLE", false: "NO CYCLE"}[to.Cycle])
	}
	return out
}

func descends(o schema.SequenceOptions) bool { return o.Increment != nil && *o.Increment < 0 }

func alterSequencePersistence(_ *sqlgen.Context, _, to *schema.Sequence) []sqlgen.Stmt {
	return []sqlgen.Stmt{setPersistence(to.Schema, to.Name, persistenceWord(to.Unlogged))}
}

// bounds are the limits of a sequence by its type.
// https://www.postgresql.org/docs/current/sql-createsequence.html
var bounds = map[string]struct{ min, max int64 }{
	"smallint": {math.MinInt16, math.MaxInt16},
	"integer":  {math.MinInt32, math.MaxInt32},
	"bigint":   {math.MinInt64, math.MaxInt64},
}

func boundsOf(typ string) (low, high int64) {
	b, ok := bounds[typ]
	if !ok {
		b = bounds["bigint"]
	}
	return b.min, b.max
}

// defaultRange gives the limits of a sequence that names none.
func defaultRange(typ string, descending bool) (low, high int64) {
	low, high = boundsOf(typ)
	if descending {
		return low, -1
	}
	return 1, high
}

// limits gives the range of a sequence.
func limits(o schema.SequenceOptions, typ string) (low, high int64) {
	low, high = defaultRange(typ, descends(o))
	if o.Min != nil {
		low = *o.Min
	}
	if o.Max != nil {
		high = *o.Max
	}
	return low, high
}

// startOf is where a sequence begins.
func startOf(o schema.SequenceOptions, typ string) int64 {
	if o.Start != nil {
		return *o.Start
	}
	return defaultStart(o, typ)
}

// movePlace leads a sequence into a narrower range, since the server refuses a
// range without the place where the sequence is: one that gave no number yet, and
// one that has all of the new range before it. Any other is left where it is, so
// that it gives no number twice, unless no place of it can be kept: then it has to
// restart.
func movePlace(schemaName, name string, from, to schema.SequenceOptions, fromType, toType string) (stmts []sqlgen.Stmt, restart []string, risks []sqlgen.Risk) {
	oldLow, oldHigh := limits(from, fromType)
	low, high := limits(to, toType)
	sequence := Qualified(schemaName, name)
	start := startOf(to, toType)
	switch {
	case low <= oldLow && high >= oldHigh:
		return nil, nil, nil
	case low > oldHigh || high < oldLow:
		return nil, []string{"RESTART"}, []sqlgen.Risk{risk(riskMayFail,
			"sequence %s starts anew at %d, as none of its numbers is in its new range: if it has given these before, they come again and clash where they must be unique", sequence, start)}
	}
	free := fmt.Sprintf("NOT is_called AND last_value NOT BETWEEN %d AND %d", low, high)
	switch {
	case from.Cycle:
	case descends(from):
		free += fmt.Sprintf(" OR last_value > %d", high)
	default:
		free += fmt.Sprintf(" OR last_value < %d", low)
	}
	return []sqlgen.Stmt{{
		SQL: fmt.Sprintf("SELECT pg_catalog.setval(%s, %d, false) FROM %s WHERE %s",
			Literal(sequence), min(max(start, oldLow), oldHigh), sequence, free),
		Risks: []sqlgen.Risk{risk(riskMayFail, "the next statement fails if sequence %s has given numbers beyond its new range", sequence)},
	}}, nil, nil
}

// goOn leads a new sequence behind the numbers that the rows of an existing
// table have, so that the next one it gives is free.
func goOn(c *sqlgen.Context, column *schema.Column, sequence string, o schema.SequenceOptions) []sqlgen.Stmt {
	if !busyOffline(c, column.Schema, column.Table) || isForeign(c, column.Schema, column.Table) {
		return nil // the rows of a foreign table are another server's
	}
	last := "max"
	if descends(o) {
		last = "min"
	}
	low, high := limits(o, column.Type)
	value := last + "(" + Ident(column.Name) + ")"
	return []sqlgen.Stmt{{SQL: fmt.Sprintf("SELECT pg_catalog.setval(%s, %s) FROM %s HAVING %s BETWEEN %d AND %d",
		Literal(Qualified(column.Schema, sequence)), value, Qualified(column.Schema, column.Table), value, low, high)}}
}

// busyOffline reports whether a table may have rows: the plan does not create
// it.
func busyOffline(c *sqlgen.Context, schemaName, table string) bool {
	return !c.New(onTable(schemaName, table))
}

// defaultStart is where a sequence begins that does not say it.
func defaultStart(o schema.SequenceOptions, typ string) int64 {
	low, high := limits(o, typ)
	if descends(o) {
		return high
	}
	return low
}

// sequenceRow is a row of pg_sequence.
type sequenceRow struct {
	typ                               string
	start, increment, max, min, cache int64
	cycle                             bool
}

// options leaves out what equals the default.
func (s sequenceRow) options() schema.SequenceOptions {
	var o schema.SequenceOptions
	set := func(field **int64, value, usual int64) {
		if value != usual {
			*field = &value
		}
	}
	low, high := defaultRange(s.typ, s.increment < 0)
	set(&o.Increment, s.increment, 1)
	set(&o.Min, s.min, low)
	set(&o.Max, s.max, high)
	set(&o.Cache, s.cache, 1)
	set(&o.Start, s.start, defaultStart(o, s.typ))
	o.Cycle = s.cycle
	return o
}

// ownerOfSequenceFollows: the sequence of a column has the owner of its table,
// always; the server refuses to change it alone.
func ownerOfSequenceFollows(c *sqlgen.Context, from, to *schema.Sequence) bool {
	ref := (&schema.SequenceOwner{Schema: to.Schema, Sequence: to.Name}).Ref()
	was, ok := schema.Find[*schema.SequenceOwner](c.Plan.From, ref)
	is, still := schema.Find[*schema.SequenceOwner](c.Plan.To, ref)
	return ok && still && sameTable(was, is) && !c.Drops(ref)
}

// sequenceGoesWith: a sequence is dropped with the column that owns it.
func sequenceGoesWith(s *schema.Schema, q *schema.Sequence) []schema.Ref {
	ref := (&schema.SequenceOwner{Schema: q.Schema, Sequence: q.Name}).Ref()
	if o, ok := schema.Find[*schema.SequenceOwner](s, ref); ok {
		return []schema.Ref{o.Column}
	}
	return nil
}
