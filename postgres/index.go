package postgres

import (
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var indexes = kind[*schema.Index]{
	name:   schema.KindIndex,
	read:   readIndexes,
	stored: []string{"relation i", "relation I"},
	create: createIndex,
	drop:   dropIndex,
	alter: []alter[*schema.Index]{
		{fields: []string{"With"}, write: func(c *sqlgen.Context, from, to *schema.Index) []sqlgen.Stmt {
			if to.Partitioned {
				return append(exchangeIndex(c, to), commentsOn("INDEX "+Qualified(to.Schema, to.Name), from.Comment)...)
			}
			return alterIndexOptions(to.Schema, to.Name, from.With, to.With)
		}},
		{fields: []string{"Tablespace"}, write: func(_ *sqlgen.Context, _, to *schema.Index) []sqlgen.Stmt {
			return moveIndex(to.Schema, to.Name, to.Tablespace)
		}},
		{fields: []string{"Parts"}, write: func(c *sqlgen.Context, from, to *schema.Index) []sqlgen.Stmt {
			return append(indexStatistics(from, to), statisticsBelow(c, to)...)
		}},
		{fields: []string{"Of"}, write: func(c *sqlgen.Context, from, to *schema.Index) []sqlgen.Stmt {
			return attachIndex(c, to, from.Of, to.Of)
		}},
		{fields: []string{"Only"}, write: completeIndex},
	},
	how: func(c planner.Change, from, to *schema.Index) (planner.How, bool) {
		return planner.Replace, c.Has("Parts") && !sameParts(from.Parts, to.Parts) ||
			c.Has("Only") && to.Only || isMadeAnewFor(c, "With", from.Of, to.Of) && to.Partitioned
	},
	prevents: preventAttached,
	goesWith: func(_ *schema.Schema, x *schema.Index) []schema.Ref {
		refs := append(parentIndexes(x.Needs, x.Of), onColumns(x.Schema, x.Table, partColumns(x.Parts), x.Include)...)
		return append(refs, schema.Ref{Kind: schema.KindMaterialized, Schema: x.Schema, Name: x.Table})
	},
	loose: func(_ *schema.Schema, x *schema.Index) []schema.Ref { return x.Awaits },
	rename: func(from, to *schema.Index) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER INDEX " + Qualified(to.Schema, from.Name) + " RENAME TO " + Ident(to.Name))
	},
	target: func(x *schema.Index) string { return "INDEX " + Qualified(x.Schema, x.Name) },
}

// sameParts compares all of the parts but their statistics targets.
func sameParts(a, b []schema.IndexPart) bool {
	without := func(list []schema.IndexPart) *schema.Index {
		list = slices.Clone(list)
		for i := range list {
			list[i].Statistics = nil
		}
		return &schema.Index{Parts: list}
	}
	return len(schema.Changed(without(a), without(b))) == 0
}

// indexSQL writes CREATE INDEX.
func indexSQL(x *schema.Index, concurrently bool) string {
	text := "CREATE "
	if x.Unique {
		text += "UNIQUE "
	}
	text += "INDEX "
	if concurrently {
		text += "CONCURRENTLY "
	}
	text += Ident(x.Name) + " ON "
	if x.Only {
		text += "ONLY "
	}
	text += Qualified(x.Schema, x.Table)
	if x.Method != "" {
		text += " USING " + Ident(x.Method)
	}
	text += " " + partList(x.Parts) + include(x.Include)
	if x.NullsNotDistinct {
		text += " NULLS NOT DISTINCT"
	}
	text += with(x.With)
	if x.Tablespace != "" {
		text += " TABLESPACE " + Ident(x.Tablespace)
	}
	if x.Where != "" {
		text += " WHERE " + unwrap(x.Where)
	}
	return text
}

func createIndex(c *sqlgen.Context, x *schema.Index, _ []schema.Object) []sqlgen.Stmt {
	if x.Of != "" {
		return takeIndex(c, x)
	}
	stmts := append(clearWay(c, x), dropLeftover(c, x)...)
	stmts = append(stmts, buildIndex(c, x)...)
	if old, ok := swapped(c, x.Ref()); ok {
		stmts = append(stmts, sqlgen.Stmt{SQL: "DROP INDEX CONCURRENTLY " + Qualified(x.Schema, old), NoTx: true})
	}
	return stmts
}

// dropLeftover drops what a failed CREATE INDEX CONCURRENTLY left behind under
// the name. It may be gone by the time that the migration runs.
func dropLeftover(c *sqlgen.Context, x *schema.Index) []sqlgen.Stmt {
	if !slices.Contains(c.Leftover, x.Ref()) {
		return nil
	}
	if c.Online {
		return []sqlgen.Stmt{{SQL: "DROP INDEX CONCURRENTLY IF EXISTS " + Qualified(x.Schema, x.Name), NoTx: true}}
	}
	return sqlgen.SQL("DROP INDEX IF EXISTS " + Qualified(x.Schema, x.Name))
}

// buildIndex builds those of partitioned tables online by way of their partitions: the
// server has no other.
func buildIndex(c *sqlgen.Context, x *schema.Index) []sqlgen.Stmt {
	s := sqlgen.Stmt{SQL: indexSQL(x, false)}
	var parts []sqlgen.Stmt
	if !x.Only && busy(c, x.Schema, x.Table) {
		online := c.Online && !partitioned(c, x.Schema, x.Table)
		inParts := false
		if c.Online && !online {
			parts, inParts = buildParts(c, x)
		}
		switch {
		case online:
			s = sqlgen.Stmt{SQL: indexSQL(x, true), NoTx: true}
		case !inParts:
			s.Risks = append(s.Risks, scans(x.Schema, x.Table, "keeps writes out while the index is built"))
		}
		if x.Unique {
			s.Risks = append(s.Risks, risk(riskMayFail, "this fails if two rows of %s have the same key", onTable(x.Schema, x.Table).Path()))
		}
	}
	return slices.Concat(parts, []sqlgen.Stmt{s}, indexStatistics(&schema.Index{}, x))
}

func dropIndex(c *sqlgen.Context, x *schema.Index) []sqlgen.Stmt {
	name := Qualified(x.Schema, x.Name)
	if x.Of != "" && stays(c, x) {
		return retireIndex(c, x)
	}
	if up := claimant(c, x); up != nil {
		return becomesPart(c, x, up)
	}
	if old, ok := swapped(c, x.Ref()); ok {
		return sqlgen.SQL("ALTER INDEX " + name + " RENAME TO " + Ident(old))
	}
	name = Qualified(x.Schema, nameAtDrop(c, x))
	// One of a partition that has left is in the way of others by its name, and that
	// has been locked anyway.
	if c.Online && x.Of == "" && !partitioned(c, x.Schema, x.Table) && busy(c, x.Schema, x.Table) {
		return []sqlgen.Stmt{{SQL: "DROP INDEX CONCURRENTLY " + name, NoTx: true}}
	}
	return sqlgen.SQL("DROP INDEX " + name)
}

// statisticsBelow gives the parts of an index of a partitioned table back what
// they have of their own: the server sets the targets of all of them.
func statisticsBelow(c *sqlgen.Context, up *schema.Index) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	_, to := c.Plan.Families()
	for _, child := range followers(c, onTable(up.Schema, up.Table)) {
		for _, r := range to.Attachments(child) {
			x, ok := schema.Find[*schema.Index](c.Plan.To, r)
			if !ok || x.Of != up.Name || !c.Plan.From.Has(r) || c.Drops(r) {
				continue
			}
			stmts = append(append(stmts, ownStatistics(x, up)...), statisticsBelow(c, x)...)
		}
	}
	return stmts
}

// ownStatistics sets the targets of a part that has those of the index above it,
// or none.
func ownStatistics(x, above *schema.Index) []sqlgen.Stmt {
	now := *x
	now.Parts = slices.Clone(x.Parts)
	for i := range now.Parts {
		now.Parts[i].Statistics = nil
		if x.Parts[i].Statistics == nil && i < len(above.Parts) {
			now.Parts[i].Statistics = above.Parts[i].Statistics
		}
	}
	return indexStatistics(&now, x)
}

// indexStatistics sets the statistics targets of expressions, which go by the
// number of the index's column.
func indexStatistics(from, to *schema.Index) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	for i, p := range to.Parts {
		var was *int64
		if i < len(from.Parts) {
			was = from.Parts[i].Statistics
		}
		if !sameNumber(was, p.Statistics) {
			stmts = append(stmts, sqlgen.Stmt{SQL: fmt.Sprintf("ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %s",
				Qualified(to.Schema, to.Name), i+1, target(p.Statistics))})
		}
	}
	return stmts
}
