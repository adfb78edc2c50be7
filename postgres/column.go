package postgres

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var columns = kind[*schema.Column]{
	name:     schema.KindColumn,
	data:     true,
	read:     readColumns,
	stored:   []string{"relation r", "relation p", "relation f"},
	create:   createColumn,
	drop:     dropColumn,
	alter:    alterColumn,
	how:      howColumn,
	prevents: preventColumn,
	disturbs: columnDisturbs,
	within:   func(c *schema.Column) schema.Ref { return onTable(c.Schema, c.Table) },
	goesWith: func(_ *schema.Schema, c *schema.Column) []schema.Ref {
		return append(columnsAbove(c), onTable(c.Schema, c.Table))
	},
	rename: func(from, to *schema.Column) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER TABLE " + Qualified(to.Schema, to.Table) +
			" RENAME COLUMN " + Ident(from.Name) + " TO " + Ident(to.Name))
	},
	target: func(c *schema.Column) string {
		return "COLUMN " + Qualified(c.Schema, c.Table) + "." + Ident(c.Name)
	},
	also: []bearing[*schema.Column]{{
		field:  "SequenceComment",
		target: sequenceTarget,
		text:   func(c *schema.Column) string { return c.SequenceComment },
	}, {
		field:  "NotNullComment",
		target: notNullTarget,
		text:   func(c *schema.Column) string { return c.NotNullComment },
	}},
	grantTarget: func(c *schema.Column) string { return "TABLE " + Qualified(c.Schema, c.Table) },
	grantable:   true,
}

// columnClause writes a column as CREATE TABLE and ADD COLUMN take it.
func columnClause(x *sqlgen.Context, c *schema.Column, def string) string {
	var b strings.Builder
	b.WriteString(Ident(c.Name) + " " + c.Type)
	if c.Compression != "" {
		b.WriteString(" COMPRESSION " + c.Compression)
	}
	if len(c.ForeignOptions) > 0 {
		b.WriteString(" " + foreignOptions(c.ForeignOptions))
	}
	if c.Collation != "" {
		b.WriteString(" COLLATE " + bare(c.Collation))
	}
	if def != "" {
		b.WriteString(" DEFAULT " + defaultExpr(def))
	}
	b.WriteString(notNullWords(x, c))
	if c.Identity != nil {
		b.WriteString(" " + identityClause(c))
	}
	if c.Generated != nil {
		b.WriteString(" " + generatedClause(c))
	}
	return b.String()
}

func generatedClause(c *schema.Column) string {
	return "GENERATED ALWAYS AS " + parens(c.Generated.Expr) + map[bool]string{true: " VIRTUAL", false: " STORED"}[c.Generated.Virtual]
}

// beyondB finds what the grammar's b_expr lacks, that DEFAULT takes within a
// column definition: such an expression has to stand in parentheses there.
var (
	beyondB = regexp.MustCompile(`(?i)\b(and|or|not|is|isnull|notnull|like|ilike|similar|in|between|overlaps|at|collate)\b`)
	quotedB = regexp.MustCompile(`'[^']*'|"[^"]*"`)
)

func defaultExpr(expr string) string {
	if beyondB.MatchString(quotedB.ReplaceAllString(expr, "")) {
		return parens(expr)
	}
	return expr
}

func identityClause(c *schema.Column) string {
	text := "GENERATED " + identityWord(c.Identity) + " AS IDENTITY"
	var list []string
	if c.Identity.Sequence != "" {
		list = append(list, "SEQUENCE NAME "+Qualified(c.Schema, c.Identity.Sequence))
	}
	if o := sequenceClause(c.Identity.SequenceOptions, " "); o != "" {
		list = append(list, strings.TrimPrefix(o, " "))
	}
	if len(list) > 0 {
		text += " (" + strings.Join(list, " ") + ")"
	}
	return text
}

func identityWord(i *schema.Identity) string {
	if i.Always {
		return "ALWAYS"
	}
	return "BY DEFAULT"
}

// identitySequence is the name of the sequence behind an identity column.
func identitySequence(c *schema.Column) string {
	if c.Identity.Sequence != "" {
		return c.Identity.Sequence
	}
	return objectName(c.Table, c.Name, "seq")
}

// sequenceTarget names the sequence behind an identity column to COMMENT ON and
// GRANT.
func sequenceTarget(c *schema.Column) string {
	if c.Identity == nil {
		return ""
	}
	return "SEQUENCE " + Qualified(c.Schema, identitySequence(c))
}

// columnSettings writes what is set on a column by ALTER TABLE alone; from has
// what it has already.
// Children have settings of their own.
func columnSettings(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	on := "ALTER TABLE " + only(c, to.Schema, to.Table) + Qualified(to.Schema, to.Table)
	add := func(clause string) {
		stmts = append(stmts, sqlgen.Stmt{Target: on, Clause: "ALTER COLUMN " + Ident(to.Name) + " " + clause})
	}
	if from.Storage != to.Storage {
		add("SET STORAGE " + storageOf(c, to))
	}
	if !sameNumber(from.Statistics, to.Statistics) {
		add("SET STATISTICS " + target(to.Statistics))
	}
	for _, clause := range alterOptions(from.Options, to.Options) {
		add(clause)
	}
	if clause := changeForeignOptions(from.ForeignOptions, to.ForeignOptions); clause != "" {
		add(clause)
	}
	return append(stmts, identityPersistence(c, from, to)...)
}

func sameNumber(a, b *int64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// target writes a statistics target; -1 is the system's default.
func target(n *int64) string {
	if n == nil {
		return "-1"
	}
	return strconv.FormatInt(*n, 10)
}

// columnsAbove lists the columns that a column is inherited from.
func columnsAbove(c *schema.Column) []schema.Ref {
	var out []schema.Ref
	for _, r := range c.Needs {
		if c.Inherited && r.Kind == schema.KindColumn && r.Name == c.Name && r != c.Ref() {
			out = append(out, r)
		}
	}
	return out
}

// dropColumn leaves to the parent what goes with the parent's column. Children
// that declare the column themselves keep it until they are told otherwise.
func dropColumn(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	for _, p := range following(c, onTable(col.Schema, col.Table)) {
		if r := p.InTable(schema.KindColumn, col.Name); c.Plan.From.Has(r) && goes(c, r) {
			return nil
		}
	}
	return dropWithChildren(c, col)
}

func dropWithChildren(c *sqlgen.Context, col *schema.Column) []sqlgen.Stmt {
	below := columnsBelow(c, col)
	keep := staysBelow(c, col)
	word := ""
	if keep {
		word = "ONLY "
	}
	s := sqlgen.Stmt{Target: "ALTER TABLE " + word + Qualified(col.Schema, col.Table), Clause: "DROP COLUMN " + Ident(col.Name)}
	if col.Generated == nil {
		s.Risks = []sqlgen.Risk{risk(riskDataLoss, "the values of column %s are lost", col.Ref().Path())}
	}
	return append([]sqlgen.Stmt{s}, dropBelow(c, col, below, keep)...)
}

// dropBelow drops what is left of a column in the tables below: what they declare
// themselves, or all if the column was dropped from its own table only.
func dropBelow(c *sqlgen.Context, col *schema.Column, below []*schema.Column, all bool) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, b := range below {
		switch {
		case !goes(c, b.Ref()) || comesOfOthers(c, b.Ref(), onTable(col.Schema, col.Table)):
		case all || b.Local:
			stmts = append(stmts, dropWithChildren(c, b)...)
		default:
			stmts = append(stmts, dropBelow(c, b, columnsBelow(c, b), false)...)
		}
	}
	return stmts
}

// columnsBelow lists what the children of a table have of a column.
func columnsBelow(c *sqlgen.Context, col *schema.Column) []*schema.Column {
	var below []*schema.Column
	for _, child := range followers(c, onTable(col.Schema, col.Table)) {
		if was, ok := schema.Find[*schema.Column](c.Plan.From, child.InTable(schema.KindColumn, col.Name)); ok {
			below = append(below, was)
		}
	}
	return below
}

// staysBelow reports whether a table below is to keep a column that goes.
func staysBelow(c *sqlgen.Context, col *schema.Column) bool {
	return slices.ContainsFunc(columnsBelow(c, col), func(b *schema.Column) bool {
		return !goes(c, b.Ref()) || staysBelow(c, b)
	})
}

// goes reports whether a plan drops what is there before, be it to make it again.
func goes(c *sqlgen.Context, r schema.Ref) bool { return !c.Plan.To.Has(r) || c.Drops(r) }

// comes reports whether a plan makes what is there after, be it anew.
func comes(c *sqlgen.Context, r schema.Ref) bool { return !c.Plan.From.Has(r) || c.Drops(r) }

// howColumn: the values of a generated column follow from others, so that it
// can be dropped and made again; those of a foreign table are elsewhere. So can a plain one that becomes generated: what
// it holds gives way to what is computed, which its drop is marked with.
func howColumn(c planner.Change, from, to *schema.Column) (planner.How, bool) {
	switch {
	case (from.Generated != nil || from.Foreign && to.Foreign) && c.Has("Recreated"):
		return planner.Replace, true
	case !c.Has("Generated"):
		return 0, false
	case to.Generated == nil && !from.Generated.Virtual:
		return 0, false
	}
	return planner.Replace, true
}

func preventColumn(c *sqlgen.Context, s planner.Step) error {
	if err := preventRetype(c, s); err != nil {
		return err
	}
	if err := preventDropExpression(c, s); err != nil {
		return err
	}
	return preventExpression(c, s)
}

// preventRetype names what the server refuses.
func preventRetype(c *sqlgen.Context, s planner.Step) error {
	if s.Action != planner.Alter || !s.Has("Type", "Collation") {
		return nil
	}
	col := s.From.(*schema.Column)
	if table, ok := inPartitionKey(c, col); ok {
		return fmt.Errorf("changing %s: %w", col.Ref(), keyError(col, table))
	}
	return preventUsing(c, col, s.To.(*schema.Column))
}

// preventUsing: the rows of a foreign table cannot be made anew.
func preventUsing(c *sqlgen.Context, from, to *schema.Column) error {
	far := foreignBelow(c, onTable(to.Schema, to.Table))
	if len(far) == 0 || usingOf(c, from, to) == "" {
		return nil
	}
	return fmt.Errorf("changing %s: this takes a USING, which PostgreSQL refuses while the foreign table %s inherits the column; "+
		"let that leave its parent in one plan, and come back in another that comes after this change", to.Ref(), far[0].Path())
}

func keyError(col *schema.Column, table schema.Ref) error {
	return fmt.Errorf("%s is part of a partition key, that of %s, whose types PostgreSQL cannot change while it exists. %s",
		col.Ref(), table, anotherTable)
}

// inPartitionKey finds the table whose rows are told apart by a column: its own
// table, or a partition below that is partitioned itself.
func inPartitionKey(c *sqlgen.Context, col *schema.Column) (schema.Ref, bool) {
	tables := []schema.Ref{onTable(col.Schema, col.Table)}
	word := regexp.MustCompile(`(^|[^\w$"])` + regexp.QuoteMeta(Ident(col.Name)) + `([^\w$"]|$)`)
	for i := 0; i < len(tables); i++ {
		r := tables[i]
		t, ok := schema.Find[*schema.Table](c.Plan.From, r)
		if !ok || t.PartitionBy == nil {
			continue // nor has it partitions
		}
		tables = append(tables, followers(c, r)...)
		for _, k := range t.PartitionBy.Keys {
			if k.Column == col.Name || k.Column == "" && word.MatchString(k.Expr) {
				return r, true
			}
		}
	}
	return schema.Ref{}, false
}

// holdsRows reports whether a materialized view stores whole rows of a column's
// table: the server changes no type in a row that is stored elsewhere.
func holdsRows(m *schema.Materialized, column schema.Ref) bool {
	row := Qualified(column.Schema, column.Table)
	return slices.ContainsFunc(m.Output, func(o schema.Option) bool { return o.Value == row || o.Value == row+"[]" })
}

// isForgotten reports whether an index has what the server does not give back when it
// makes it anew for a column that gets another type: what pg_get_indexdef does not write,
// but for the comment. The parts of partitions get names of the server's own.
func isForgotten(o schema.Object) bool {
	x, _ := o.(*schema.Index)
	return schema.PartOf(o) != "" || len(o.Base().Extensions) > 0 ||
		x != nil && slices.ContainsFunc(x.Parts, func(p schema.IndexPart) bool { return p.Statistics != nil })
}

// columnDisturbs: ALTER TYPE is refused while a view, rule, policy, trigger or
// generated column uses the column; of its indexes, constraints and default
// the server takes care.
func columnDisturbs(c planner.Change, dependent schema.Object) planner.Effect {
	switch {
	case c.Has("Type", "Collation"):
	case c.Has("Generated") && c.To.(*schema.Column).Generated != nil:
		return expressionDisturbs(dependent)
	default:
		return planner.Along
	}
	switch d := dependent.(type) {
	case *schema.ForeignKey:
		// A type that is made anew has no operators with its former self.
		if from, to := c.From.(*schema.Column), c.To.(*schema.Column); from.Type == to.Type && from.Collation == to.Collation {
			return planner.Aside
		}
		if !sameFamily(c.From.(*schema.Column).Type, c.To.(*schema.Column).Type) {
			return planner.Aside
		}
		return planner.AsideIfChanged
	case *schema.Index, *schema.Key, *schema.Exclude:
		if isForgotten(d) {
			return planner.Aside
		}
		return planner.AsideIfChanged
	case *schema.Default, *schema.Check:
		return planner.AsideIfChanged
	case *schema.Column:
		if d.Inherited && d.Name == c.Ref().Name {
			return planner.Ripple
		}
		if d.Generated == nil {
			return planner.Along
		}
	case *schema.Materialized:
		if !slices.Contains(d.Deps(), c.Ref()) && !holdsRows(d, c.Ref()) {
			return planner.Along
		}
	case *schema.Inheritance, *schema.SequenceOwner, *schema.Sequence, *schema.ReplicaIdentity, *schema.ClusterMark:
		return planner.Along
	}
	return planner.Aside
}
