package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// indexParentColumns and indexParentJoins extend a query over the index x with
// the index of the partitioned table that it is attached to.
const (
	indexParentColumns = `coalesce(px.indexrelid, 0), coalesce(px.relname, ''), coalesce(px.indisvalid, false), px.reloptions,
	coalesce(px.reltablespace = i.reltablespace, false),
	ARRAY(SELECT ka.attname::text FROM pg_catalog.pg_attribute ka
		WHERE px.indexrelid IS NOT NULL AND ka.attrelid = x.indexrelid ORDER BY ka.attnum)`
	indexParentJoins = `LEFT JOIN (
	SELECT ih.inhrelid, px.indexrelid, px.indisvalid, pc.relname, pc.reloptions, pc.reltablespace
	FROM pg_catalog.pg_inherits ih
	JOIN pg_catalog.pg_index px ON px.indexrelid = ih.inhparent
	JOIN pg_catalog.pg_class pc ON pc.oid = ih.inhparent
) px ON px.inhrelid = x.indexrelid`
)

// An indexParent is what those say.
type indexParent struct {
	oid            uint32
	name           string
	valid          bool
	with           pq.StringArray
	sameTablespace bool
	labels         pq.StringArray
}

func (p *indexParent) columns() []any {
	return []any{&p.oid, &p.name, &p.valid, &p.with, &p.sameTablespace, &p.labels}
}

// implies reports whether the server would make the index of the partition by
// itself, just as it is.
func (p *indexParent) implies(table, name, label string, with []string, comment string) bool {
	if p.name == "" || !p.valid || !p.sameTablespace || comment != "" || !slices.Equal(p.with, with) {
		return false
	}
	columns := strings.Join(p.labels, "_")
	if label == "pkey" {
		columns = ""
	}
	return regularName(name, objectName(table, columns, label))
}

// implied are the indexes or keys of partitions that are no objects, since the
// server would make them by itself, by the OID of the index.
type implied struct {
	left map[uint32]impliedIndex
	kept []uint32 // the parents of those that are objects
}

type impliedIndex struct {
	parent uint32
	add    func()
}

// settle makes objects of those that another object is attached to: that of a
// partition of the partition.
func (i *implied) settle() {
	for _, oid := range i.kept {
		for {
			up, ok := i.left[oid]
			if !ok {
				break
			}
			delete(i.left, oid)
			up.add()
			oid = up.parent
		}
	}
}

// parentIndexes picks the index or key of a parent out of what another needs.
func parentIndexes(needs []schema.Ref, of string) []schema.Ref {
	var out []schema.Ref
	for _, r := range needs {
		switch r.Kind {
		case schema.KindIndex, schema.KindPrimaryKey, schema.KindUnique:
			if of != "" && r.Name == of {
				out = append(out, r)
			}
		}
	}
	return out
}

// stays reports whether the parent's index is there after the plan, untouched.
func stays(c *sqlgen.Context, needs []schema.Ref, of string) bool {
	for _, r := range parentIndexes(needs, of) {
		if c.Plan.To.Has(r) && !c.Drops(r) {
			return true
		}
	}
	return false
}

// incomplete reports whether the parent's index lacks partitions, before or
// after the plan, so that the server makes none of itself.
func incomplete(c *sqlgen.Context, needs []schema.Ref, of string) (before, after bool) {
	for _, r := range parentIndexes(needs, of) {
		if x, ok := schema.Find[*schema.Index](c.Plan.From, r); ok && !c.Drops(r) {
			before = x.Only
		}
		if x, ok := schema.Find[*schema.Index](c.Plan.To, r); ok {
			after = x.Only
		}
	}
	return before, after
}

func attachSQL(schemaName, of, child string) sqlgen.Stmt {
	return sqlgen.Stmt{SQL: "ALTER INDEX " + Qualified(schemaName, of) + " ATTACH PARTITION " + child}
}

// takeIndex makes an index of a partition that is not what the server would
// make: where that has made its own, it gets another name and other options.
func takeIndex(c *sqlgen.Context, x *schema.Index) []sqlgen.Stmt {
	if _, to := c.Plan.Families(); !to.RunsAlike(x) && joins(c, x) {
		return buildIndex(c, x) // it is attached along with the partition
	}
	parents := parentIndexes(x.Needs, x.Of)
	before, after := incomplete(c, x.Needs, x.Of)
	if len(parents) == 0 || before || after {
		stmts := buildIndex(c, x)
		if len(parents) > 0 {
			stmts = append(stmts, attachSQL(parents[0].Schema, x.Of, Qualified(x.Schema, x.Name)))
		}
		return stmts
	}
	made := *x
	if p, ok := schema.Find[*schema.Index](c.Plan.To, parents[0]); ok {
		made.With, made.Tablespace = p.With, p.Tablespace
	}
	stmts := renameTaken(c, planner.Create, x, copyName(x, x.Table), x.Name)
	stmts = append(stmts, alterIndexOptions(x.Schema, x.Name, made.With, x.With)...)
	if made.Tablespace != x.Tablespace {
		stmts = append(stmts, moveIndex(x.Schema, x.Name, x.Tablespace)...)
	}
	return stmts
}

// joins reports whether the table of an index becomes a partition.
func joins(c *sqlgen.Context, x *schema.Index) bool {
	from, to := c.Plan.Families()
	return detached(to, from, onTable(x.Schema, x.Table))
}

// retireIndex leaves the index of a partition to the server: with its name.
func retireIndex(c *sqlgen.Context, x *schema.Index) []sqlgen.Stmt {
	if _, after := incomplete(c, x.Needs, x.Of); after {
		return rebuildOnly(c, x)
	}
	made := *x
	made.Name = copyName(x, x.Table)
	stmts := renameTaken(c, planner.Drop, x, x.Name, made.Name)
	if p, ok := schema.Find[*schema.Index](c.Plan.To, parentIndexes(x.Needs, x.Of)[0]); ok {
		stmts = append(stmts, alterIndexOptions(x.Schema, made.Name, x.With, p.With)...)
		if p.Tablespace != x.Tablespace {
			stmts = append(stmts, moveIndex(x.Schema, made.Name, p.Tablespace)...)
		}
	}
	if x.Comment != "" {
		stmts = append(stmts, comment("INDEX "+Qualified(x.Schema, made.Name), ""))
	}
	return stmts
}

// rebuildOnly drops an attached index, which the server does with the parent's
// alone, and makes that and its other parts again.
func rebuildOnly(c *sqlgen.Context, x *schema.Index) []sqlgen.Stmt {
	parent, ok := schema.Find[*schema.Index](c.Plan.To, parentIndexes(x.Needs, x.Of)[0])
	if !ok {
		return nil
	}
	stmts := sqlgen.SQL("DROP INDEX " + Qualified(parent.Schema, parent.Name))
	stmts = append(stmts, sqlgen.Stmt{SQL: indexSQL(parent, false)})
	for other := range schema.Of[*schema.Index](c.Plan.To) {
		if other.Of == parent.Name && slices.Contains(parentIndexes(other.Needs, other.Of), parent.Ref()) {
			stmts = append(stmts, sqlgen.Stmt{SQL: indexSQL(other, false)},
				attachSQL(parent.Schema, parent.Name, Qualified(other.Schema, other.Name)))
		}
	}
	return stmts
}

// preventLoss refuses to keep an index of a partition without the index of the
// parent that it is attached to: the server has no way to detach one.
func preventLoss(c *sqlgen.Context, s planner.Step) error {
	if x, ok := s.To.(*schema.Index); ok && s.Action == planner.Create && x.Of != "" && !joins(c, x) {
		_, to := c.Plan.Families()
		before, after := incomplete(c, x.Needs, x.Of)
		if !to.RunsAlike(x) && !before && !after {
			return fmt.Errorf("creating %s: it runs in another direction than the index %s of the partitioned table, which makes its own part of the partition; "+
				"say only on that in a plan of its own, then attach this", x.Ref(), x.Of)
		}
	}
	if s.Action != planner.Alter || !s.Has("Of") {
		return nil
	}
	before, after := attachedTo(s.From), attachedTo(s.To)
	from, to := c.Plan.Families()
	r := s.Ref()
	if before == "" || detached(from, to, onTable(r.Schema, r.Table)) {
		return nil
	}
	return fmt.Errorf("changing %s: it is attached to the index %s of the partitioned table, and an index cannot be detached or attached elsewhere (%q); "+
		"give the index that is to be in its place another name", r, before, after)
}

// attachedTo names the index of the parent that an index or key is attached to.
func attachedTo(o schema.Object) string {
	switch o := o.(type) {
	case *schema.Index:
		return o.Of
	case *schema.Key:
		return o.Of
	}
	return ""
}

// attachIndex attaches an index that is there to one of the parent. Where
// either the parent's index or the partition is new to the other, the server
// has done so.
func attachIndex(c *sqlgen.Context, o schema.Object, from, to string) []sqlgen.Stmt {
	r := o.Ref()
	if from != "" || to == "" {
		return nil
	}
	table := onTable(r.Schema, r.Table)
	for _, p := range following(c, table) {
		for _, parent := range parentIndexes(o.Base().Needs, to) {
			if parent.Table == p.Name && c.Plan.From.Has(parent) && !c.Drops(parent) {
				return []sqlgen.Stmt{attachSQL(parent.Schema, to, Qualified(r.Schema, r.Name))}
			}
		}
	}
	return nil
}

// completeIndex gives every partition its part of an index that had been made
// ON ONLY, one by one, so that the index becomes valid.
func completeIndex(c *sqlgen.Context, _, to *schema.Index) []sqlgen.Stmt {
	before, after := c.Plan.Families()
	var stmts []sqlgen.Stmt
	for _, child := range after.Children(onTable(to.Schema, to.Table)) {
		if before.Attached(child, to.Name) || after.Attached(child, to.Name) || isForeign(c, child.Schema, child.Name) {
			continue
		}
		x := to.Named(child.InTable(schema.KindIndex, "")).(*schema.Index)
		x.Name, x.Only = copyName(to, child.Name), false
		stmts = append(stmts, buildIndex(c, x)...)
		stmts = append(stmts, attachSQL(to.Schema, to.Name, Qualified(x.Schema, x.Name)))
	}
	return stmts
}

// takeKey gives the key that the server made for a partition its own name and
// options.
func takeKey(c *sqlgen.Context, k *schema.Key) []sqlgen.Stmt {
	stmts := renameTaken(c, planner.Create, k, copyName(k, k.Table), k.Name)
	stmts = append(stmts, alterIndexOptions(k.Schema, k.Name, nil, k.With)...)
	if is := tablespaceAbove(c.Plan.To, k); is != k.Tablespace {
		stmts = append(stmts, moveIndex(k.Schema, k.Name, k.Tablespace)...)
	}
	return stmts
}

// tablespaceAbove is where the key lies that one of a partition is a part of: the
// server puts the part there too.
func tablespaceAbove(s *schema.Schema, k *schema.Key) string {
	for _, r := range parentIndexes(k.Needs, k.Of) {
		if up, ok := schema.Find[*schema.Key](s, r); ok {
			return up.Tablespace
		}
	}
	return ""
}

// retireKey takes back what takeKey does.
func retireKey(c *sqlgen.Context, k *schema.Key) []sqlgen.Stmt {
	made := *k
	made.Name = copyName(k, k.Table)
	stmts := renameTaken(c, planner.Drop, k, k.Name, made.Name)
	stmts = append(stmts, alterIndexOptions(k.Schema, made.Name, k.With, nil)...)
	if is := tablespaceAbove(c.Plan.To, k); is != k.Tablespace {
		stmts = append(stmts, moveIndex(k.Schema, made.Name, is)...)
	}
	if k.Comment != "" {
		stmts = append(stmts, comment(constraintTarget(&made), ""))
	}
	if k.IndexComment != "" {
		stmts = append(stmts, comment("INDEX "+Qualified(k.Schema, made.Name), ""))
	}
	return stmts
}
