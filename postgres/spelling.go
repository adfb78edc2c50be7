package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// Spell gives an object with texts that the server reads as what it has written in those of o. Some of what it
// writes it reads as something else, which means the same and is written in another way from then on: a list in
// IN over a varchar column, for one. Where it has nothing of the kind, o itself comes back.
func (Dialect) Spell(o schema.Object) schema.Object {
	c := o.Named(o.Ref())
	for _, text := range texts(c) {
		for _, respell := range respellings {
			*text = respell(*text)
		}
	}
	if len(schema.Changed(o, c)) == 0 {
		return o
	}
	return c
}

// respellings turn what the server writes back into what it was made from. What they have no hand in stays as it is.
var respellings = []func(string) string{respellLists, respellRanges, respellUnnamed}

// texts points at the expressions and queries of an object, of which it takes copies of those that it shares with others.
func texts(o schema.Object) []*string {
	switch o := o.(type) {
	case *schema.Column:
		if o.Generated != nil {
			g := *o.Generated
			o.Generated = &g
			return []*string{&g.Expr}
		}
	case *schema.Default:
		return []*string{&o.Expr}
	case *schema.Check:
		return []*string{&o.Expr}
	case *schema.DomainCheck:
		return []*string{&o.Expr}
	case *schema.DomainDefault:
		return []*string{&o.Expr}
	case *schema.Index:
		o.Parts = slices.Clone(o.Parts)
		return append(partTexts(o.Parts), &o.Where)
	case *schema.Exclude:
		o.Parts = slices.Clone(o.Parts)
		return append(partTexts(o.Parts), &o.Where)
	case *schema.Statistics:
		o.Exprs = slices.Clone(o.Exprs)
		return pointers(o.Exprs)
	case *schema.Policy:
		return []*string{&o.Using, &o.Check}
	case *schema.Trigger:
		return []*string{&o.Condition}
	case *schema.View:
		return []*string{&o.As}
	case *schema.Materialized:
		return []*string{&o.As}
	case *schema.Rule:
		o.Do = slices.Clone(o.Do)
		return append(pointers(o.Do), &o.Where)
	case *schema.Routine:
		if o.Atomic {
			return []*string{&o.Body}
		}
	}
	return nil
}

func partTexts(parts []schema.IndexPart) []*string {
	out := make([]*string, len(parts))
	for i := range parts {
		out[i] = &parts[i].Expr
	}
	return out
}

func pointers(list []string) []*string {
	out := make([]*string, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// respellLists takes the cast off the array of a list: a IN ('x', 'y') over varchar comes as
// (a)::text = ANY ((ARRAY['x'::character varying, …])::text[]), of which the server would cast each element.
func respellLists(text string) string {
	const cast = "::text[]"
	if !strings.Contains(text, "])"+cast) {
		return text
	}
	return replaceOutside(text, "((ARRAY[", func(before, at string) (string, string, bool) {
		list, rest, ok := enclosed(at[1:])
		rest, cut := strings.CutPrefix(rest, cast)
		if !ok || !cut || !comparesText(before) {
			return "", "", false
		}
		return "(" + respellLists(list), rest, true
	})
}

// comparesText reports whether a text ends with an operator on a value of the type text and ANY or ALL.
func comparesText(before string) bool {
	before, any := strings.CutSuffix(before, " ANY ")
	before, all := strings.CutSuffix(before, " ALL ")
	operator := strings.LastIndex(before, " ")
	return (any || all) && operator > 0 && strings.HasSuffix(before[:operator], "::text")
}

// A joint is a pair of comparisons that BETWEEN stands for, and what joins them with each other and with others.
type joint struct{ word, from, to, means string }

var joints = []joint{
	{" AND ", " >= ", " <= ", " BETWEEN "},
	{" OR ", " < ", " > ", " NOT BETWEEN "},
}

// respellRanges puts BETWEEN where it was the first of several conditions: the server would take its two comparisons for
// two of them.
func respellRanges(text string) string {
	if !strings.Contains(text, "((") {
		return text
	}
	return replaceOutside(text, "((", func(before, at string) (string, string, bool) {
		if before != "" && !strings.HasSuffix(before, "(") {
			return "", "", false
		}
		pair, rest, ok := enclosed(at)
		for _, j := range joints {
			if found := j.respell(pair); ok && found != "" && strings.HasPrefix(rest, j.word) {
				return "(" + found + ")", rest, true
			}
		}
		return "", "", false
	})
}

// respell gives nothing if the pair is none of a joint's.
func (j joint) respell(pair string) string {
	low, rest, ok := enclosed(pair)
	rest, joined := strings.CutPrefix(rest, j.word)
	high, rest, also := enclosed(rest)
	a, b := indexOutside(low, j.from), indexOutside(high, j.to)
	if !ok || !joined || !also || rest != "" || a < 0 || b < 0 || low[:a] != high[:b] {
		return ""
	}
	return low[:a] + j.means + low[a+len(j.from):] + " AND " + high[b+len(j.to):]
}

// respellUnnamed names the constants of queries whose columns have no name that anybody could see as the server does: it
// would take the name of the type to which they are cast.
func respellUnnamed(text string) string {
	if !strings.Contains(text, "(") {
		return text
	}
	return replaceOutside(text, "(", func(_, at string) (string, string, bool) {
		if !isQuery(at[1:]) {
			return "", "", false
		}
		query, rest, ok := enclosed(at)
		return "(" + nameConstants(respellUnnamed(query)) + ")", rest, ok
	})
}

func isQuery(text string) bool {
	text = withoutMargin(text)
	return strings.HasPrefix(text, "SELECT ") || strings.HasPrefix(text, "WITH ")
}

// nameConstants looks at the columns of all queries of a set operation, of which each has a line of its own.
func nameConstants(query string) string {
	lines := strings.Split(query, "\n")
	more := false
	for i, line := range lines {
		column, begins := strings.CutPrefix(withoutMargin(line), "SELECT ")
		column, goesOn := strings.CutSuffix(strings.TrimPrefix(column, "DISTINCT "), ",")
		if (begins || more) && isCastConstant(column) {
			lines[i] = strings.TrimSuffix(line, ",") + ` AS "?column?"`
			if goesOn {
				lines[i] += ","
			}
		}
		more = (begins || more) && goesOn
	}
	return strings.Join(lines, "\n")
}

func withoutMargin(text string) string { return strings.TrimLeft(text, " \n(") }

// isCastConstant reports whether a text is a constant and its type, and nothing else.
func isCastConstant(text string) bool {
	rest, ok := strings.CutPrefix(text, "NULL")
	if !ok && strings.HasPrefix(text, "'") {
		rest, ok = text[skipQuoted(text, 0):], true
	}
	name, cast := strings.CutPrefix(rest, "::")
	return ok && cast && !strings.ContainsAny(name, "'\"") && !strings.Contains(name, " AS ")
}

// replaceOutside looks for a piece outside of quotes and lets replace say what stands there instead, and what follows: it is
// given what comes before and what begins with the piece, of which rest is the end.
func replaceOutside(text, piece string, replace func(before, at string) (instead, rest string, ok bool)) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		if strings.HasPrefix(text[i:], piece) {
			if instead, rest, ok := replace(text[:i], text[i:]); ok {
				out.WriteString(instead)
				i = len(text) - len(rest)
				continue
			}
		}
		next := skipQuoted(text, i)
		out.WriteString(text[i:next])
		i = next
	}
	return out.String()
}
