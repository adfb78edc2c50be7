package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
)

// errStopped ends a plan whose questions were not all answered.
var errStopped = errors.New("stopped as asked: nothing was written")

// A questioner asks, on a terminal, what the files cannot tell. The answers go into the plan as if the files had them, and so
// into the migration: nobody is asked again.
type questioner struct {
	in        *bufio.Reader
	out       io.Writer
	now, want *schema.Schema
	// shown is want in the spelling of the database, to compare with.
	shown *schema.Schema
	// former maps tables of want to what they are called now, where that is another name.
	former map[schema.Ref]schema.Ref
}

// onTerminal reports whether somebody is there to ask.
func onTerminal() bool { return term.IsTerminal(int(os.Stdin.Fd())) }

func newQuestioner(in io.Reader, out io.Writer, now, want *schema.Schema, d proof.Dialect) *questioner {
	shown := want.Clone()
	d.Normalize(shown)
	return &questioner{in: bufio.NewReader(in), out: out, now: now, want: want, shown: shown, former: map[schema.Ref]schema.Ref{}}
}

// ask puts all questions: tables first, because they tell which columns belong together.
func (q *questioner) ask() error {
	if err := q.tables(); err != nil {
		return err
	}
	if err := q.columns(); err != nil {
		return err
	}
	if err := q.values(); err != nil {
		return err
	}
	return q.missing()
}

// line reads an answer. The end of the input is no answer.
func (q *questioner) line(question string) (string, error) {
	fmt.Fprint(q.out, question)
	text, err := q.in.ReadString('\n')
	if err != nil && text == "" {
		return "", errStopped
	}
	return strings.TrimSpace(text), nil
}

func (q *questioner) yes(question string) (bool, error) {
	for {
		text, err := q.line(question + " [y/N] ")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(text) {
		case "y", "yes":
			return true, nil
		case "", "n", "no":
			return false, nil
		}
		fmt.Fprintln(q.out, "Please answer y or n.")
	}
}

// renamed asks about each pair of something that goes and something that comes, until one is answered with yes.
func (q *questioner) renamed(came schema.Object, gone []schema.Ref, pick func(old schema.Ref)) error {
	for _, old := range gone {
		same, err := q.yes(fmt.Sprintf("Did you rename %s to %s?", old.Path(), came.Ref().Path()))
		if err != nil {
			return err
		}
		if same {
			base := q.want.Lookup(came.Ref()).Base()
			base.RenamedFrom, base.RenameNow = old.Name, true
			pick(old)
			return nil
		}
	}
	return nil
}

// told reports whether the files, or a flag, say already that an object has another name now.
func (q *questioner) told(o schema.Object) bool { return o.Base().RenamedFrom != "" }

// tables asks about tables of the same columns.
func (q *questioner) tables() error {
	taken := map[schema.Ref]bool{}
	for t := range schema.Of[*schema.Table](q.shown) {
		if was := t.Ref(); q.told(t) {
			was.Name = t.RenamedFrom
			q.former[t.Ref()], taken[was] = was, true
		}
	}
	now, shown := outlines(q.now), outlines(q.shown)
	gone := map[string][]schema.Ref{}
	for old := range schema.Of[*schema.Table](q.now) {
		if r := old.Ref(); !taken[r] && !q.shown.Has(r) {
			gone[r.Schema+" "+now[r]] = append(gone[r.Schema+" "+now[r]], r)
		}
	}
	for t := range schema.Of[*schema.Table](q.shown) {
		if q.now.Has(t.Ref()) || q.told(t) {
			continue
		}
		like := slices.DeleteFunc(slices.Clone(gone[t.Schema+" "+shown[t.Ref()]]), func(r schema.Ref) bool { return taken[r] })
		err := q.renamed(t, like, func(old schema.Ref) { q.former[t.Ref()], taken[old] = old, true })
		if err != nil {
			return err
		}
	}
	return nil
}

// outlines lists the columns of each table with their types.
func outlines(s *schema.Schema) map[schema.Ref]string {
	columns := map[schema.Ref][]string{}
	for c := range schema.Of[*schema.Column](s) {
		r := schema.Ref{Kind: schema.KindTable, Schema: c.Schema, Name: c.Table}
		columns[r] = append(columns[r], fmt.Sprintf("%q %s", c.Name, c.Type))
	}
	out := map[schema.Ref]string{}
	for r, list := range columns {
		slices.Sort(list)
		out[r] = strings.Join(list, ", ")
	}
	return out
}

// nowOf is the table that a column of want is in, as it is called now.
func (q *questioner) nowOf(c *schema.Column) (schema.Ref, bool) {
	r := schema.Ref{Kind: schema.KindTable, Schema: c.Schema, Name: c.Table}
	if old, ok := q.former[r]; ok && q.now.Has(old) {
		return old, true
	}
	return r, q.now.Has(r)
}

// was is the column as it is now, nil for a new one.
func (q *questioner) was(c *schema.Column) *schema.Column {
	table, ok := q.nowOf(c)
	if !ok {
		return nil
	}
	r := c.Ref()
	r.Schema, r.Table = table.Schema, table.Name
	if o, ok := q.now.Lookup(r).(*schema.Column); ok {
		return o
	}
	if from := q.want.Lookup(c.Ref()).Base().RenamedFrom; from != "" {
		r.Name = from
		o, _ := q.now.Lookup(r).(*schema.Column)
		return o
	}
	return nil
}

// columns asks about columns of the same type in one table.
func (q *questioner) columns() error {
	kept := map[schema.Ref]bool{}
	var came []*schema.Column
	for c := range schema.Of[*schema.Column](q.shown) {
		if old := q.was(c); old != nil {
			kept[old.Ref()] = true
		} else if _, ok := q.nowOf(c); ok && !q.told(c) {
			came = append(came, c)
		}
	}
	if len(came) == 0 {
		return nil
	}
	gone := map[schema.Ref][]*schema.Column{}
	for c := range schema.Of[*schema.Column](q.now) {
		if !kept[c.Ref()] {
			table := schema.Ref{Kind: schema.KindTable, Schema: c.Schema, Name: c.Table}
			gone[table] = append(gone[table], c)
		}
	}
	for _, c := range came {
		table, _ := q.nowOf(c)
		var like []schema.Ref
		for _, old := range gone[table] {
			if old.Type == c.Type && !kept[old.Ref()] {
				like = append(like, old.Ref())
			}
		}
		if err := q.renamed(c, like, func(old schema.Ref) { kept[old] = true }); err != nil {
			return err
		}
	}
	return nil
}

// values asks about values of enums.
func (q *questioner) values() error {
	for e := range schema.Of[*schema.Enum](q.want) {
		old, ok := q.now.Lookup(e.Ref()).(*schema.Enum)
		if !ok {
			continue
		}
		known := map[string]bool{}
		for from := range e.RenamedValues {
			known[from] = true
		}
		gone := slices.DeleteFunc(slices.Clone(old.Values), func(v string) bool { return known[v] || slices.Contains(e.Values, v) })
		for _, v := range e.Values {
			if slices.Contains(old.Values, v) || renamedTo(e, v) {
				continue
			}
			for i, from := range gone {
				same, err := q.yes(fmt.Sprintf("Did you rename the value %s of %s to %s?", from, e.Ref().Path(), v))
				if err != nil {
					return err
				}
				if same {
					if e.RenamedValues == nil {
						e.RenamedValues = map[string]string{}
					}
					e.RenamedValues[from] = v
					gone = slices.Delete(gone, i, i+1)
					break
				}
			}
		}
	}
	return nil
}

func renamedTo(e *schema.Enum, value string) bool {
	for _, to := range e.RenamedValues {
		if to == value {
			return true
		}
	}
	return false
}

// missing asks for the values of existing rows, where a column takes no NULL any more and nothing says what they get.
func (q *questioner) missing() error {
	for c := range schema.Of[*schema.Column](q.shown) {
		wanted, ok := q.want.Lookup(c.Ref()).(*schema.Column)
		if _, exists := q.nowOf(c); !ok || !exists || !c.NotNull || wanted.Backfill != "" || c.Inherited || c.Identity != nil || c.Generated != nil || c.AutoIncrement {
			continue
		}
		old := q.was(c)
		if old == nil && c.Default != "" || old != nil && old.NotNull {
			continue
		}
		if err := q.backfill(wanted, old == nil); err != nil {
			return err
		}
	}
	return nil
}

func (q *questioner) backfill(c *schema.Column, isNew bool) error {
	what := "Existing rows need a value for %s, which takes no NULL:\n"
	if !isNew {
		what = "Rows in which %s is NULL need a value, because it takes no NULL any more:\n"
	}
	fmt.Fprintf(q.out, what+"  1  give a value\n  2  give an SQL expression, which may use other columns of the row\n"+
		"  3  go on without: the migration fails where there are such rows\n  4  stop\n", c.Ref().Path())
	for {
		choice, err := q.line("Choose 1, 2, 3 or 4: ")
		if err != nil {
			return err
		}
		switch choice {
		case "1", "2":
			return q.expression(c, choice == "1")
		case "3":
			return nil
		case "4", "":
			return errStopped
		}
	}
}

func (q *questioner) expression(c *schema.Column, literal bool) error {
	prompt := "Expression: "
	if literal {
		prompt = "Value: "
	}
	text, err := q.line(prompt)
	if err != nil {
		return err
	}
	if literal {
		// The server reads a quoted literal as a value of whatever type the column has.
		text = "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	if text == "" {
		return errStopped
	}
	c.Backfill = text
	return nil
}

// backfills takes the values of --backfill, TABLE.COLUMN=EXPRESSION.
func backfills(s *schema.Schema, defaultSchema string, given []string) error {
	var errs []error
	for _, text := range given {
		if err := backfillOne(s, defaultSchema, text); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func backfillOne(s *schema.Schema, defaultSchema, text string) error {
	path, expr, ok := cutUnquoted(text, '=')
	parts := splitPath(strings.TrimSpace(path))
	expr = strings.TrimSpace(expr)
	if !ok || expr == "" || len(parts) < 2 || len(parts) > 3 {
		return fmt.Errorf("reading --backfill %q: write TABLE.COLUMN=EXPRESSION, as in orders.code=upper(name)", text)
	}
	if len(parts) == 2 {
		parts = append([]string{defaultSchema}, parts...)
	}
	r := schema.Ref{Kind: schema.KindColumn, Schema: parts[0], Table: parts[1], Name: parts[2]}
	c, ok := s.Lookup(r).(*schema.Column)
	if !ok {
		return fmt.Errorf("reading --backfill %q: the files have no column %s", text, r.Path())
	}
	c.Backfill = expr
	return nil
}
