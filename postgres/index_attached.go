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

// waits is whether the index x of a partitioned table lacks the part of some
// partition. One that has lost the last of these stays invalid, though it could
// not be made so: it counts as complete, as for pg_dump.
func waits(x string) string {
	return `NOT ` + x + `.indisvalid AND EXISTS (
	SELECT FROM pg_catalog.pg_class wt JOIN pg_catalog.pg_inherits wp ON wp.inhparent = wt.oid
	WHERE wt.oid = ` + x + `.indrelid AND wt.relkind = 'p' AND NOT EXISTS (
		SELECT FROM pg_catalog.pg_inherits wi JOIN pg_catalog.pg_index wx ON wx.indexrelid = wi.inhrelid
		WHERE wi.inhparent = ` + x + `.indexrelid AND wx.indrelid = wp.inhrelid AND wx.indisvalid))`
}

// indexParentColumns and indexParentJoins extend a query over the index x with
// the index of the partitioned table that it is attached to.
var (
	indexParentColumns = `coalesce(px.indexrelid, 0), coalesce(px.relname, ''), coalesce(px.complete, false), px.reloptions,
	coalesce(px.reltablespace = i.reltablespace, false),
	ARRAY(SELECT ka.attname::text FROM pg_catalog.pg_attribute ka
		WHERE px.indexrelid IS NOT NULL AND ka.attrelid = x.indexrelid ORDER BY ka.attnum),
	ARRAY(SELECT coalesce(kc.attname, ka.attname)::text FROM pg_catalog.pg_attribute ka
		LEFT JOIN pg_catalog.pg_attribute kc ON kc.attrelid = x.indrelid AND kc.attnum = x.indkey[ka.attnum - 1] AND kc.attnum > 0
		WHERE px.indexrelid IS NOT NULL AND ka.attrelid = x.indexrelid ORDER BY ka.attnum)`
	indexParentJoins = `LEFT JOIN (
	SELECT ih.inhrelid, px.indexrelid, NOT (` + waits("px") + `) AS complete, pc.relname, pc.reloptions, pc.reltablespace
	FROM pg_catalog.pg_inherits ih
	JOIN pg_catalog.pg_index px ON px.indexrelid = ih.inhparent
	JOIN pg_catalog.pg_class pc ON pc.oid = ih.inhparent
) px ON px.inhrelid = x.indexrelid`
)

// An indexParent is what those say.
type indexParent struct {
	oid            uint32
	name           string
	complete       bool
	with           pq.StringArray
	sameTablespace bool
	// labels are what the columns were called when the index was made, current what they
	// are called now: it may have got a name after either.
	labels, current pq.StringArray
}

func (p *indexParent) columns() []any {
	return []any{&p.oid, &p.name, &p.complete, &p.with, &p.sameTablespace, &p.labels, &p.current}
}

// implies reports whether the server would make the index of the partition by
// itself, just as it is.
func (p *indexParent) implies(table, name, label string, with []string, comment string) bool {
	if p.name == "" || !p.complete || !p.sameTablespace || comment != "" || !slices.Equal(p.with, with) {
		return false
	}
	if label == "pkey" {
		return regularName(name, objectName(table, "", label))
	}
	return regularName(name, objectName(table, strings.Join(p.labels, "_"), label)) ||
		regularName(name, objectName(table, joinLabels(p.current), label))
}

// implied are the indexes and keys of partitions that are no objects, since the
// server would make them by itself, by the OID of the index.
type implied struct {
	left map[uint32]impliedIndex
	kept []uint32 // the parents of those that are objects
}

type impliedIndex struct {
	object schema.Object
	parent uint32
	add    func(r *reader)
}

// settle makes objects of those that another object is attached to: that of a
// partition of the partition. A key can be the part of an index, so that both
// have been read by then.
func (i *implied) settle(r *reader) {
	for _, oid := range i.kept {
		for {
			up, ok := i.left[oid]
			if !ok {
				break
			}
			delete(i.left, oid)
			up.add(r)
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

// stays reports whether the index or key is there after the plan, untouched, that
// one of a partition is a part of, and the partition too.
func stays(c *sqlgen.Context, o schema.Object) bool { return len(keptAbove(c, o)) > 0 }

// keptAbove is that index or key: the next above that is not left to the server as well.
func keptAbove(c *sqlgen.Context, o schema.Object) []schema.Ref {
	from, to := c.Plan.Families()
	if detached(from, to, onTable(o.Ref().Schema, o.Ref().Table)) {
		return nil
	}
	for _, r := range partOf(o) {
		if c.Plan.To.Has(r) && !c.Drops(r) {
			return []schema.Ref{r}
		}
		if up := c.Plan.From.Lookup(r); up != nil && !c.Plan.To.Has(r) && schema.PartOf(up) != "" {
			return keptAbove(c, up)
		}
	}
	return nil
}

// incomplete reports whether the parent's index lacks partitions, before or
// after the plan, so that the server makes none of itself.
func incomplete(c *sqlgen.Context, needs []schema.Ref, of string) (before, after bool) {
	for _, r := range parentIndexes(needs, of) {
		before = schema.LacksParts(c.Plan.From.Lookup(r)) && !c.Drops(r)
		after = schema.LacksParts(c.Plan.To.Lookup(r))
	}
	return before, after
}

// isMade reports whether the server makes a part by itself: if that which it is
// of is complete, or waits while the partition comes.
func isMade(c *sqlgen.Context, o schema.Object) bool {
	needs, of := o.Base().Needs, schema.PartOf(o)
	before, after := incomplete(c, needs, of)
	return len(parentIndexes(needs, of)) > 0 && (!before && !after || before && joins(c, o))
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
	if !isMade(c, x) {
		stmts := buildIndex(c, x)
		if len(parents) > 0 {
			stmts = append(stmts, attachSQL(parents[0].Schema, x.Of, Qualified(x.Schema, x.Name)))
		}
		return stmts
	}
	made := *x
	stmts := renameTaken(c, planner.Create, x, copyName(x, x.Table), x.Name)
	if x.Partitioned && !sameOptions(optionsAbove(c.Plan.To, x), x.With) {
		return append(stmts, exchangeIndex(c, x)...)
	}
	if p, ok := schema.Find[*schema.Index](c.Plan.To, parents[0]); ok {
		made.With, made.Tablespace = p.With, p.Tablespace
		stmts = append(stmts, ownStatistics(x, p)...)
	}
	stmts = append(stmts, alterIndexOptions(x.Schema, x.Name, made.With, x.With)...)
	if made.Tablespace != x.Tablespace {
		stmts = append(stmts, moveIndex(x.Schema, x.Name, x.Tablespace)...)
	}
	return stmts
}

// joins reports whether the table of an index or key becomes a partition.
func joins(c *sqlgen.Context, o schema.Object) bool {
	from, to := c.Plan.Families()
	return detached(to, from, onTable(o.Ref().Schema, o.Ref().Table))
}

// retireIndex leaves the index of a partition to the server: with its name.
func retireIndex(c *sqlgen.Context, of *schema.Index) []sqlgen.Stmt {
	x := of.Named(of.Ref()).(*schema.Index)
	x.Needs = keptAbove(c, of)
	x.Of = x.Needs[0].Name
	now := nameNow(c, x)
	if x.Partitioned && !sameOptions(x.With, optionsAbove(c.Plan.To, x)) {
		forget(c, x, planner.Drop)
		return exchangePart(c, c.Plan.To, onTable(x.Schema, x.Table), sqlgen.SQL("DROP INDEX "+Qualified(x.Schema, now)))
	}
	var stmts []sqlgen.Stmt
	if p, ok := schema.Find[*schema.Index](c.Plan.To, parentIndexes(x.Needs, x.Of)[0]); ok {
		stmts = alterIndexOptions(x.Schema, now, x.With, p.With)
		if p.Tablespace != x.Tablespace {
			stmts = append(stmts, moveIndex(x.Schema, now, p.Tablespace)...)
		}
		like := *p
		like.Name = now
		stmts = append(stmts, indexStatistics(x, &like)...)
	}
	if x.Comment != "" {
		stmts = append(stmts, comment("INDEX "+Qualified(x.Schema, now), ""))
	}
	return append(stmts, renameTaken(c, planner.Drop, of, x.Name, chosenName(x))...)
}

// preventAttached refuses what no partition can have as its part, or not yet.
func preventAttached(c *sqlgen.Context, s planner.Step) error {
	if err := preventReverse(c, s); err != nil || s.Action == planner.Drop {
		return err
	}
	return preventLast(c, s)
}

// preventLast refuses to attach the last part to what is to wait for parts.
func preventLast(c *sqlgen.Context, s planner.Step) error {
	if s.Action == planner.Alter && !s.Has("Of") {
		return nil
	}
	_, to := c.Plan.Families()
	for _, up := range parentIndexes(s.To.Base().Needs, schema.PartOf(s.To)) {
		missing := func(child schema.Ref) bool {
			return !slices.ContainsFunc(to.Attachments(child), func(r schema.Ref) bool {
				part := c.Plan.To.Lookup(r)
				return schema.PartOf(part) == up.Name && !schema.LacksParts(part)
			})
		}
		if schema.LacksParts(c.Plan.To.Lookup(up)) && !slices.ContainsFunc(to.Children(onTable(up.Schema, up.Table)), missing) {
			return fmt.Errorf("attaching %s: it is the last part of %s, which is complete then and waits for no more; leave out its attribute only", s.To.Ref(), up)
		}
	}
	return nil
}

// preventReverse refuses to make an index of a partition that runs in another
// direction than the part which the server makes.
func preventReverse(c *sqlgen.Context, s planner.Step) error {
	x, ok := s.To.(*schema.Index)
	if !ok || s.Action != planner.Create || x.Of == "" || joins(c, x) {
		return nil
	}
	_, to := c.Plan.Families()
	before, after := incomplete(c, x.Needs, x.Of)
	if to.RunsAlike(x) || before || after {
		return nil
	}
	return fmt.Errorf("creating %s: it runs in another direction than the index %s of the partitioned table, which makes its own part of the partition; "+
		"say only on that in a plan of its own, then attach this", x.Ref(), x.Of)
}

// attachIndex attaches an index that is there to one of the parent. Where the
// partition is new to that, or it is new and waits for no part, the server has
// done so.
func attachIndex(c *sqlgen.Context, o schema.Object, from, to string) []sqlgen.Stmt {
	r := o.Ref()
	if from != "" || to == "" {
		return nil
	}
	tables := following(c, onTable(r.Schema, r.Table))
	for _, parent := range parentIndexes(o.Base().Needs, to) {
		there := c.Plan.From.Has(parent) && !c.Drops(parent)
		if there && slices.Contains(tables, onTable(parent.Schema, parent.Table)) || !there && schema.LacksParts(c.Plan.To.Lookup(parent)) {
			return []sqlgen.Stmt{attachSQL(parent.Schema, to, Qualified(r.Schema, r.Name))}
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
		x.Only = false
		name, after := nameMissing(c, x, to.Ref())
		x.Name = name
		stmts = append(stmts, buildIndex(c, x)...)
		stmts = append(stmts, attachSQL(to.Schema, to.Name, Qualified(x.Schema, x.Name)))
		stmts = append(stmts, after...)
	}
	return stmts
}

// completeKey is completeIndex for keys.
func completeKey(c *sqlgen.Context, _, to *schema.Key) []sqlgen.Stmt {
	before, after := c.Plan.Families()
	var stmts []sqlgen.Stmt
	for _, child := range after.Children(onTable(to.Schema, to.Table)) {
		if before.Attached(child, to.Name) || after.Attached(child, to.Name) {
			continue
		}
		k := to.Named(child.InTable(to.Ref().Kind, "")).(*schema.Key)
		k.Only = false
		name, after := nameMissing(c, k, to.Ref())
		k.Name = name
		stmts = append(append(stmts, buildPart(c, k, to.Schema, to.Name)...), after...)
	}
	return stmts
}

// nameMissing gives the name under which a part that was missing is made, which
// is the one that the server would choose, and what changes it to that.
func nameMissing(c *sqlgen.Context, o schema.Object, up schema.Ref) (name string, after []sqlgen.Stmt) {
	base := copyName(o, o.Ref().Table)
	if !isAlike(c, o, []schema.Ref{up}) {
		return base, nil
	}
	name = passingName(c, base, nil)
	return name, []sqlgen.Stmt{freeName(o.Ref().Schema, name, base)}
}

// buildPart makes a key of a partition and attaches it to that of the table.
func buildPart(c *sqlgen.Context, k *schema.Key, schemaName, of string) []sqlgen.Stmt {
	return append(buildKey(c, k), attachSQL(schemaName, of, Qualified(k.Schema, k.Name)))
}

// takeKey gives the key that the server made for a partition its own name and
// options.
func takeKey(c *sqlgen.Context, k *schema.Key) []sqlgen.Stmt {
	if !isMade(c, k) {
		return buildPart(c, k, parentIndexes(k.Needs, k.Of)[0].Schema, k.Of)
	}
	stmts := renameTaken(c, planner.Create, k, copyName(k, k.Table), k.Name)
	above := optionsAbove(c.Plan.To, k)
	if k.Partitioned && !sameOptions(above, k.With) || timingAbove(c.Plan.To, k) != k.Timing {
		return append(stmts, exchangeKey(c, k)...)
	}
	stmts = append(stmts, alterIndexOptions(k.Schema, k.Name, above, k.With)...)
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
func retireKey(c *sqlgen.Context, of *schema.Key) []sqlgen.Stmt {
	k := of.Named(of.Ref()).(*schema.Key)
	k.Needs = keptAbove(c, of)
	k.Of = k.Needs[0].Name
	now := nameNow(c, k)
	above := optionsAbove(c.Plan.To, k)
	if k.Partitioned && !sameOptions(k.With, above) || timingAbove(c.Plan.To, k) != k.Timing {
		forget(c, k, planner.Drop)
		return exchangePart(c, c.Plan.To, onTable(k.Schema, k.Table), dropConstraint(k.Named(k.Ref().InTable(k.Ref().Kind, now))))
	}
	stmts := alterIndexOptions(k.Schema, now, k.With, above)
	if is := tablespaceAbove(c.Plan.To, k); is != k.Tablespace {
		stmts = append(stmts, moveIndex(k.Schema, now, is)...)
	}
	if k.Comment != "" {
		stmts = append(stmts, comment(constraintTarget(k.Named(k.Ref().InTable(k.Ref().Kind, now))), ""))
	}
	if k.IndexComment != "" {
		stmts = append(stmts, comment("INDEX "+Qualified(k.Schema, now), ""))
	}
	return append(stmts, renameTaken(c, planner.Drop, of, k.Name, chosenName(k))...)
}
