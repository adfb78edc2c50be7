package postgres

import (
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var tables = kind[*schema.Table]{
	name:   schema.KindTable,
	data:   true,
	read:   readTables,
	stored: []string{"relation r", "relation p", "relation f"},
	create: createTable,
	drop:   dropTable,
	alter: []alter[*schema.Table]{
		{fields: []string{"Unlogged"}, write: alterPersistence},
		{fields: []string{"Unlogged"}, write: keepPersistence},
		{fields: []string{"AccessMethod"}, write: alterAccessMethod},
		{fields: []string{"Tablespace"}, write: alterTablespace},
		{fields: []string{"With"}, write: alterStorageParameters},
		{fields: []string{"RowSecurity", "ForceRowSecurity"}, write: alterRowSecurity},
		{fields: []string{"PartitionBy"}}, // prevented
		{fields: []string{"Owner"}, write: releaseColumns},
		{fields: []string{"Options"}, write: func(_ *sqlgen.Context, from, to *schema.Table) []sqlgen.Stmt {
			return []sqlgen.Stmt{alterTable(to.Schema, to.Name, changeForeignOptions(from.Options, to.Options))}
		}},
	},
	how:      howTable,
	prevents: preventTable,
	goesWith: func(s *schema.Schema, t *schema.Table) []schema.Ref {
		i, ok := schema.Find[*schema.Inheritance](s, t.Ref().InTable(schema.KindInheritance, "inheritance"))
		if !ok || i.Bound == "" {
			return nil
		}
		return i.Parents
	},
	disturbs: func(planner.Change, schema.Object) planner.Effect { return planner.Along },
	rename:   func(from, to *schema.Table) []sqlgen.Stmt { return renameType("TABLE", from.Ref(), to.Ref()) },
	target: func(t *schema.Table) string {
		if t.Server != "" {
			return "FOREIGN TABLE " + Qualified(t.Schema, t.Name)
		}
		return "TABLE " + Qualified(t.Schema, t.Name)
	},
	grantTarget: func(t *schema.Table) string { return "TABLE " + Qualified(t.Schema, t.Name) },
	regrant:     regrantColumns,
	also: []bearing[*schema.Table]{{
		field:  "TypeComment",
		target: func(t *schema.Table) string { return "TYPE " + Qualified(t.Schema, t.Name) },
		text:   func(t *schema.Table) string { return t.TypeComment },
	}},
	owned:     true,
	grantable: true,
}

// dropTable detaches a partition first that foreign keys point into: the server
// would not let go of it.
func dropTable(c *sqlgen.Context, t *schema.Table) []sqlgen.Stmt {
	var before []sqlgen.Stmt
	from, _ := c.Plan.Families()
	i, ok := schema.Find[*schema.Inheritance](c.Plan.From, t.Ref().InTable(schema.KindInheritance, "inheritance"))
	if ok && i.Bound != "" && !c.Drops(i.Parents[0]) && from.Referenced(t.Ref()) {
		before = detachFrom(c, i, i.Parents)
	}
	if t.Server != "" {
		return append(before, sqlgen.SQL("DROP FOREIGN TABLE "+Qualified(t.Schema, t.Name))...)
	}
	what := "every row of table %s is lost"
	if t.PartitionBy != nil {
		what = "every row of table %s and all of its partitions is lost"
	}
	return append(before, sqlgen.Stmt{
		SQL:   "DROP TABLE " + Qualified(t.Schema, t.Name),
		Risks: []sqlgen.Risk{risk(riskDataLoss, what, t.Ref().Path())},
	})
}

// howTable: the rows of a foreign table are elsewhere, so that it can be
// dropped and made again, with its server or for another one.
func howTable(c planner.Change, from, to *schema.Table) (planner.How, bool) {
	foreign := from.Server != "" && to.Server != ""
	return planner.Replace, foreign && c.Has("Server", "Recreated")
}

// preventTable refuses what the server has no way for.
func preventTable(_ *sqlgen.Context, s planner.Step) error {
	name := s.Ref()
	if s.Action != planner.Alter {
		return nil
	}
	if t, ok := s.To.(*schema.Table); ok && s.Has("Unlogged") && t.PartitionBy != nil {
		return fmt.Errorf("changing %s: a partitioned table holds no rows, and PostgreSQL does not change whether it is unlogged. "+
			"Leave that as it is, and say unlogged on its partitions", name)
	}
	if !s.Has("PartitionBy") {
		return nil
	}
	from, to := s.From.(*schema.Table), s.To.(*schema.Table)
	switch {
	case from.PartitionBy == nil:
		return fmt.Errorf("changing %s: a table cannot become partitioned while it exists. Give it another name with renamed_from, "+
			"and declare the partitioned table under this one with that as a partition of it, whose rows stay where they are", name)
	case to.PartitionBy == nil:
		return fmt.Errorf("changing %s: a table cannot cease to be partitioned while it exists. "+
			"Declare the new table under another name and plan that; copy the rows over by hand (schemactl new); "+
			"then drop the old table and give the new one its name with renamed_from", name)
	}
	return fmt.Errorf("changing %s: a partitioned table cannot get another key while it exists. %s", name, anotherTable)
}

// anotherTable is the way around the key of a partitioned table, which stays.
const anotherTable = "Declare it under another name in the place of this one, with the partitions of that, to which they move with their rows, " +
	"and give it its name back with renamed_from in another plan"

// alterPersistence is a command of its own where identity columns come: their
// sequences are made as the table is when the command begins.
func alterPersistence(c *sqlgen.Context, _, to *schema.Table) []sqlgen.Stmt {
	s := alterTable(to.Schema, to.Name, "SET "+persistenceWord(to.Unlogged), rewrites(to.Schema, to.Name))
	_, families := c.Plan.Families()
	s.Alone = slices.ContainsFunc(families.Columns(to.Ref()), func(col *schema.Column) bool {
		was, ok := schema.Find[*schema.Column](c.Plan.From, col.Ref())
		return col.Identity != nil && (!ok || was.Identity == nil)
	})
	return []sqlgen.Stmt{s}
}

// rewrites is the risk of copying a table.
func rewrites(schemaName, table string) sqlgen.Risk {
	return risk(riskRewrite, "every row of %s is written anew, and its indexes too, under a lock that keeps reads out",
		onTable(schemaName, table).Path())
}

func alterAccessMethod(_ *sqlgen.Context, _, to *schema.Table) []sqlgen.Stmt {
	method := "heap"
	switch {
	case to.AccessMethod != "":
		method = Ident(to.AccessMethod)
	case to.PartitionBy != nil:
		method = "DEFAULT" // for partitions to come
	}
	s := alterTable(to.Schema, to.Name, "SET ACCESS METHOD "+method)
	if to.PartitionBy == nil {
		s.Risks = []sqlgen.Risk{rewrites(to.Schema, to.Name)}
	}
	return []sqlgen.Stmt{s}
}

// alterTablespace moves the table alone: its indexes have tablespaces of their
// own. SET TABLESPACE cannot be joined with other clauses.
func alterTablespace(_ *sqlgen.Context, _, to *schema.Table) []sqlgen.Stmt {
	s := moveTable(to)
	if to.PartitionBy == nil {
		s.Risks = []sqlgen.Risk{risk(riskRewrite, "%s is copied to another tablespace under an exclusive lock", to.Ref())}
	}
	return []sqlgen.Stmt{s}
}

func moveTable(t *schema.Table) sqlgen.Stmt {
	s := alterTable(t.Schema, t.Name, "SET TABLESPACE "+tablespaceOr(t.Tablespace))
	s.Alone = true
	return s
}

func alterStorageParameters(_ *sqlgen.Context, from, to *schema.Table) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for _, clause := range alterOptions(from.With, to.With) {
		stmts = append(stmts, alterTable(to.Schema, to.Name, clause))
	}
	return stmts
}

func alterRowSecurity(_ *sqlgen.Context, from, to *schema.Table) []sqlgen.Stmt {
	return rowSecurity(from, to)
}

func rowSecurity(from, to *schema.Table) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	if from.RowSecurity != to.RowSecurity {
		word := map[bool]string{true: "ENABLE", false: "DISABLE"}[to.RowSecurity]
		stmts = append(stmts, alterTable(to.Schema, to.Name, word+" ROW LEVEL SECURITY"))
	}
	if from.ForceRowSecurity != to.ForceRowSecurity {
		word := map[bool]string{true: "FORCE", false: "NO FORCE"}[to.ForceRowSecurity]
		stmts = append(stmts, alterTable(to.Schema, to.Name, word+" ROW LEVEL SECURITY"))
	}
	return stmts
}
