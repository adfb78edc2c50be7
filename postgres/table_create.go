package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// createTable writes what was folded into the table within its CREATE TABLE,
// and after it what that cannot say.
func createTable(c *sqlgen.Context, t *schema.Table, parts []schema.Object) []sqlgen.Stmt {
	e := &elements{context: c, table: t, parts: parts, defaults: map[string]string{}}
	for _, p := range parts {
		switch p := p.(type) {
		case *schema.Default:
			e.defaults[p.Column] = p.Expr
		case *schema.Column:
			e.columns = append(e.columns, p)
		case *schema.Inheritance:
			e.tie = p
		}
	}
	text, after := e.write()
	stmts := append(sqlgen.SQL(text), after...)
	stmts = append(stmts, rowSecurity(&schema.Table{}, t)...)
	if e.tie != nil && !e.joined {
		stmts = append(stmts, attach(c, e.tie, nil)...)
	}
	return stmts
}

// elements are what stands within a CREATE TABLE.
type elements struct {
	context  *sqlgen.Context
	table    *schema.Table
	parts    []schema.Object
	columns  []*schema.Column
	defaults map[string]string
	tie      *schema.Inheritance
	// joined says that the statement names the parents.
	joined bool
}

func (e *elements) write() (text string, after []sqlgen.Stmt) {
	t := e.table
	e.joined = e.tie != nil && e.inOrder() && !slices.ContainsFunc(e.columns, e.staysApart)
	var lines []string
	for _, col := range e.columns {
		line, more := e.column(col)
		if line != "" {
			lines = append(lines, line)
		}
		after = append(after, more...)
	}
	seen := twins{}
	for _, p := range e.parts {
		if k, ok := p.(*schema.Check); ok && e.joined && k.Inherited && !k.Local && !e.enforces(k) {
			continue
		}
		if seen.again(p) {
			after = append(after, addConstraint(p))
		} else if clause, ok := constraintClause(p); ok {
			lines = append(lines, clause)
		}
	}
	text = "CREATE TABLE "
	switch {
	case t.Unlogged:
		text = "CREATE UNLOGGED TABLE "
	case t.Server != "":
		text = "CREATE FOREIGN TABLE "
	}
	text += Qualified(t.Schema, t.Name)
	partition := e.joined && e.tie.Bound != ""
	if partition {
		text += " PARTITION OF " + Qualified(e.tie.Parents[0].Schema, e.tie.Parents[0].Name)
	}
	switch {
	case len(lines) > 0:
		text += " (\n    " + strings.Join(lines, ",\n    ") + "\n)"
	case !partition:
		text += " ()"
	}
	if partition {
		text += "\n" + e.tie.Bound
	} else if e.joined {
		text += "\nINHERITS (" + qualifiedList(e.tie.Parents) + ")"
	}
	text += tableOptions(t)
	if partition && t.Tablespace == "" && e.placedParent() {
		// It would be where the parent is.
		if t.PartitionBy != nil {
			// CREATE TABLE takes the default tablespace of no partitioned table.
			return text, append(after, moveTable(t))
		}
		text += "\nTABLESPACE " + tablespaceOr("")
	}
	return text, after
}

// placedParent reports whether the table that a partition is of has a tablespace,
// before the plan or after it.
func (e *elements) placedParent() bool {
	return slices.ContainsFunc([]*schema.Schema{e.context.Plan.From, e.context.Plan.To}, func(s *schema.Schema) bool {
		p, ok := schema.Find[*schema.Table](s, e.tie.Parents[0])
		return ok && p.Tablespace != ""
	})
}

func qualifiedList(refs []schema.Ref) string {
	list := make([]string, len(refs))
	for i, r := range refs {
		list[i] = Qualified(r.Schema, r.Name)
	}
	return strings.Join(list, ", ")
}

// tableOptions writes what follows the elements of a table.
func tableOptions(t *schema.Table) string {
	var text string
	if t.Server != "" {
		text += "\nSERVER " + Ident(t.Server)
	}
	if list := foreignOptions(t.Options); list != "" {
		text += "\n" + list
	}
	if t.PartitionBy != nil {
		text += "\n" + partitionClause(t.PartitionBy)
	}
	if t.AccessMethod != "" {
		text += "\nUSING " + Ident(t.AccessMethod)
	}
	if len(t.With) > 0 {
		text += "\nWITH " + optionList(t.With)
	}
	if t.Tablespace != "" {
		text += "\nTABLESPACE " + Ident(t.Tablespace)
	}
	return text
}

// parentColumn is the column that one of a table with parents is taken from.
func (e *elements) parentColumn(name string) *schema.Column {
	for _, p := range e.tie.Parents {
		if c, ok := schema.Find[*schema.Column](e.context.Plan.To, p.InTable(schema.KindColumn, name)); ok {
			return c
		}
	}
	return nil
}

func (e *elements) parentDefault(name string) string {
	for _, p := range e.tie.Parents {
		if d, ok := schema.Find[*schema.Default](e.context.Plan.To, p.InTable(schema.KindDefault, name)); ok {
			return d.Expr
		}
	}
	return ""
}

// staysApart reports whether the statement that makes a table cannot name the
// parents because of a column: a NOT NULL that is not valid in the parent would
// be valid, a partition with numbers of its own can only be attached, and so can, before PostgreSQL 16, a child that
// declares a generated column itself.
func (e *elements) staysApart(c *schema.Column) bool {
	return c.Inherited && (c.NotNull && c.NotNullNotValid || e.tie.Bound != "" && c.Identity != nil ||
		e.context.Major < 16 && c.Local && c.Generated != nil)
}

// enforces reports whether the table enforces a check that its parent does not.
func (e *elements) enforces(k *schema.Check) bool {
	for _, p := range e.tie.Parents {
		if up, ok := schema.Find[*schema.Check](e.context.Plan.To, p.InTable(schema.KindCheck, k.Name)); ok && up.NotEnforced != k.NotEnforced {
			return true
		}
	}
	return false
}

// takesNulls reports whether a child has a column without the NOT NULL of a parent,
// as it does before PostgreSQL 18 where the parent alone got that.
func (e *elements) takesNulls(col *schema.Column) bool {
	return !col.NotNull && slices.ContainsFunc(e.tie.Parents, func(p schema.Ref) bool {
		up, ok := schema.Find[*schema.Column](e.context.Plan.To, p.InTable(schema.KindColumn, col.Name))
		return ok && givesNotNull(up)
	})
}

// column writes a column as far as it is the table's own.
func (e *elements) column(col *schema.Column) (line string, after []sqlgen.Stmt) {
	def := e.defaults[col.Name]
	if !e.joined || !col.Inherited {
		return columnClause(e.context, col, def), append(columnSettings(e.context, declared(col), col), lateNotNull(e.context, col)...)
	}
	up := e.parentColumn(col.Name)
	if up == nil {
		return columnClause(e.context, col, def), append(columnSettings(e.context, declared(col), col), lateNotNull(e.context, col)...)
	}
	var clauses []string
	given := e.parentDefault(col.Name)
	// A default that comes later has a step of its own.
	later, hasOwn := schema.Find[*schema.Default](e.context.Plan.To, col.Ref().InTable(schema.KindDefault, col.Name))
	if e.takesNulls(col) {
		after = append(after, columnStmt(col, "DROP NOT NULL"))
	}
	if col.Local {
		if def == "" && given != "" && !hasOwn {
			after = append(after, dropDefault(col.Schema, col.Table, col.Name))
		}
		return columnClause(e.context, col, def), append(after, columnSettings(e.context, &schema.Column{Storage: up.Storage, ForeignOptions: col.ForeignOptions}, col)...)
	}
	switch {
	case def != "" && def != given:
		clauses = append(clauses, "SET DEFAULT "+def)
	case given != "" && (!hasOwn || def == "" && later.Expr != given):
		// DEFAULT NULL would be kept as a default for some types.
		after = append(after, dropDefault(col.Schema, col.Table, col.Name))
	}
	own, words := "", notNullWords(e.context, col)
	switch {
	case !isOwnNotNull(col, up, e.tie.Bound != ""):
	case col.NotNullNotValid:
		after = append(after, lateNotNull(e.context, col)...)
	case e.tie.Bound == "" && (words != notNull || e.context.Major >= 18):
		// SET NOT NULL would leave it with the name of the parent's.
		own = tableNotNull(col, givenNotNull(e.context, col))
	default:
		clauses = append(clauses, "SET"+words)
	}
	switch {
	case col.Identity != nil:
		clauses = append(clauses, "ADD "+identityClause(col))
	case col.Generated != nil && up.Generated != nil && *col.Generated != *up.Generated:
		clauses = append(clauses, e.ownExpression(col))
	}
	if col.Compression != up.Compression {
		after = append(after, alterCompression(e.context, up, col)...)
	}
	after = append(after, columnSettings(e.context, &schema.Column{Storage: up.Storage}, col)...)
	if e.tie.Bound == "" {
		// A column that INHERITS names again would count as declared.
		for _, clause := range clauses {
			after = append(after, columnStmt(col, clause))
		}
		return own, after
	}
	return e.override(col, clauses), after
}

// ownExpression gives a table an expression for a generated column that is not the
// parent's: a partition from 16 on, another child from 17 on.
// https://www.postgresql.org/docs/16/ddl-generated-columns.html
func (e *elements) ownExpression(col *schema.Column) string {
	if e.tie.Bound != "" {
		return "ADD " + generatedClause(col)
	}
	return "SET EXPRESSION AS " + parens(col.Generated.Expr)
}

// override writes the options of a partition's column as PARTITION OF takes
// them.
func (e *elements) override(col *schema.Column, clauses []string) string {
	if len(clauses) == 0 {
		return ""
	}
	text := Ident(col.Name)
	for _, clause := range clauses {
		switch word, rest, _ := strings.Cut(clause, " "); {
		case strings.HasPrefix(clause, "SET DEFAULT "):
			text += " DEFAULT " + defaultExpr(strings.TrimPrefix(clause, "SET DEFAULT "))
		case word == "SET" || word == "ADD":
			text += " " + rest
		}
	}
	return text
}

// inOrder reports whether the server would put the columns into the order
// wanted if the statement named the parents.
func (e *elements) inOrder() bool {
	_, families := e.context.Plan.Families()
	var given []string
	for _, p := range e.tie.Parents {
		for _, c := range families.Columns(p) {
			if !slices.Contains(given, c.Name) {
				given = append(given, c.Name)
			}
		}
	}
	wanted := make([]string, 0, len(e.columns))
	shown := map[string]bool{}
	all := true
	for _, c := range e.columns {
		wanted = append(wanted, c.Name)
		shown[c.Name] = !c.Inherited || c.Local
		all = all && shown[c.Name]
	}
	if e.tie.Bound != "" {
		return slices.Equal(given, wanted)
	}
	if !all {
		return true
	}
	for _, name := range wanted {
		if !slices.Contains(given, name) {
			given = append(given, name)
		}
	}
	return slices.Equal(given, wanted)
}
