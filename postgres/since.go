package postgres

import (
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// A feature is what came after the oldest version that is supported.
type feature struct {
	since           int
	attribute, what string
	uses            func(schema.Object) bool
}

// addition makes a feature of objects of one type.
func addition[T schema.Object](since int, attribute, what string, uses func(T) bool) feature {
	return feature{since, attribute, what, func(o schema.Object) bool {
		t, ok := o.(T)
		return ok && uses(t)
	}}
}

// features follow the release notes of each version.
// https://www.postgresql.org/docs/release/
var features = []feature{
	addition(13, "target", "statistics targets of extended statistics", func(s *schema.Statistics) bool { return s.Target != nil }),
	addition(13, "via_root", "publication by way of the partitioned table", func(p *schema.Publication) bool { return p.ViaRoot }),
	addition(13, "ops_params", "parameters of operator classes", func(i *schema.Index) bool {
		return slices.ContainsFunc(i.Parts, func(p schema.IndexPart) bool { return len(p.OpParams) > 0 })
	}),
	addition(14, "compression", "a choice of compression", func(c *schema.Column) bool { return c.Compression != "" }),
	addition(14, "multirange", "multiranges", func(r *schema.Range) bool { return r.Multirange != "" }),
	addition(14, "multirange_constructor", "multiranges", func(r *schema.Range) bool { return r.MultirangeConstructor != "" }),
	addition(14, "atomic", "SQL-standard bodies of functions", func(f *schema.Routine) bool { return f.Atomic }),
	addition(14, "arg", "OUT arguments of procedures", func(f *schema.Routine) bool {
		return f.Procedure && slices.ContainsFunc(f.Args, func(a schema.Arg) bool { return a.Mode == "OUT" })
	}),
	addition(14, "exprs", "expressions in extended statistics", func(s *schema.Statistics) bool { return len(s.Exprs) > 0 }),
	addition(14, "binary", "binary replication", func(s *schema.Subscription) bool { return s.Binary }),
	addition(14, "streaming", "streaming of transactions in progress", func(s *schema.Subscription) bool { return s.Streaming != "" }),
	addition(15, "two_phase", "replication of prepared transactions", func(s *schema.Subscription) bool { return s.TwoPhase }),
	addition(15, "disable_on_error", "subscriptions that end with an error", func(s *schema.Subscription) bool { return s.DisableOnError }),
	addition(15, "nulls_distinct", "NULLS NOT DISTINCT", func(k *schema.Key) bool { return k.NullsNotDistinct }),
	addition(15, "nulls_distinct", "NULLS NOT DISTINCT", func(i *schema.Index) bool { return i.NullsNotDistinct }),
	addition(15, "on_delete_columns", "a choice of columns for SET NULL and SET DEFAULT", func(f *schema.ForeignKey) bool { return len(f.DeleteColumns) > 0 }),
	addition(15, "security_invoker", "views with the rights of who asks", func(v *schema.View) bool { return v.SecurityInvoker != nil }),
	addition(15, "unlogged", "unlogged sequences", func(s *schema.Sequence) bool { return s.Unlogged }),
	addition(15, "persistence", "unlogged sequences", func(c *schema.Column) bool { return c.Identity != nil && c.Identity.Persistence != "" }),
	addition(15, "schemas", "publications of whole schemas", func(p *schema.Publication) bool { return len(p.Schemas) > 0 }),
	addition(15, "table", "columns and filters in publications", func(p *schema.Publication) bool {
		return slices.ContainsFunc(p.Tables, func(t schema.PublishedTable) bool { return len(t.Columns) > 0 || t.Where != "" })
	}),
	addition(16, "rules", "rules of ICU collations", func(c *schema.Collation) bool { return c.Rules != "" }),
	addition(16, "member_of", "options of memberships", func(r *schema.Role) bool {
		return slices.ContainsFunc(r.MemberOf, func(m schema.Membership) bool { return m.NoSet || m.Grantor != "" || m.NoInherit != r.NoInherit })
	}),
	addition(16, "streaming", "parallel streaming", func(s *schema.Subscription) bool { return s.Streaming == "parallel" }),
	addition(16, "password_required", "subscriptions without a password", func(s *schema.Subscription) bool { return s.NoPasswordRequired }),
	addition(16, "run_as_owner", "subscriptions that write as their owner", func(s *schema.Subscription) bool { return s.RunAsOwner }),
	addition(16, "origin", "a choice of origin", func(s *schema.Subscription) bool { return s.Origin != "" }),
	addition(17, "failover", "failover slots", func(s *schema.Subscription) bool { return s.Failover }),
	addition(17, "provider", "the collation provider builtin", func(c *schema.Collation) bool { return c.Provider == "builtin" }),
	addition(17, "access_method", "the access method of a partitioned table", func(t *schema.Table) bool { return t.PartitionBy != nil && t.AccessMethod != "" }),
	addition(17, "on", "event triggers on login", func(t *schema.EventTrigger) bool { return t.On == "login" }),
	addition(18, "as", "virtual generated columns", func(c *schema.Column) bool { return c.Generated != nil && c.Generated.Virtual }),
	addition(18, "not_null", "what NOT NULL has of its own", func(c *schema.Column) bool { return !c.IsPlain() }),
	addition(17, "not_null", "what NOT NULL of a domain has of its own", func(d *schema.Domain) bool { return !d.IsPlain() }),
	addition(18, "without_overlaps", "keys WITHOUT OVERLAPS", func(k *schema.Key) bool { return k.WithoutOverlaps }),
	addition(18, "period", "foreign keys with a PERIOD", func(f *schema.ForeignKey) bool { return f.Period }),
	addition(18, "enforced", "constraints that are not enforced", func(f *schema.ForeignKey) bool { return f.NotEnforced }),
	addition(18, "enforced", "constraints that are not enforced", func(k *schema.Check) bool { return k.NotEnforced }),
	addition(18, "generated_columns", "publication of generated columns", func(p *schema.Publication) bool { return p.GeneratedColumns }),
	{17, "permission", "the privilege MAINTAIN", func(o schema.Object) bool {
		return slices.ContainsFunc(o.Base().Grants, func(g schema.Grant) bool { return slices.Contains(g.Privileges, "MAINTAIN") })
	}},
}

// An improvement is a change for which later servers have a statement of its
// own; on others the object is dropped and made again.
type improvement struct {
	since   int
	inPlace func(planner.Change) bool
}

var improvements = []improvement{
	{17, changesExpression},
	{18, changesVirtualBelow},
}

// improves reports whether the server changes in place what older ones do not.
func (d Dialect) improves(c planner.Change) bool {
	return slices.ContainsFunc(improvements, func(i improvement) bool { return d.Major >= i.since && i.inPlace(c) })
}

// changesExpression reports whether a stored generated column gets another
// expression, and nothing that its values would have to be cast for.
// https://www.postgresql.org/docs/17/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-EXPRESSION
func changesExpression(c planner.Change) bool {
	from, to := expressions(c)
	return from != nil && to != nil && !from.Virtual && !to.Virtual
}

// changesVirtualBelow is changesExpression for a virtual column that is inherited, which
// cannot be dropped. Of one that is not, it is: SET EXPRESSION is refused for it where
// the table has checks, or is published.
func changesVirtualBelow(c planner.Change) bool {
	from, to := expressions(c)
	return from != nil && to != nil && from.Virtual && to.Virtual &&
		c.From.(*schema.Column).Inherited && c.To.(*schema.Column).Inherited
}

// expressions are those of a generated column of which nothing else changes.
func expressions(c planner.Change) (from, to *schema.Generated) {
	was, ok := c.From.(*schema.Column)
	if !ok || !c.Has("Generated") || c.Has("Type", "Collation", "Recreated") {
		return nil, nil
	}
	return was.Generated, c.To.(*schema.Column).Generated
}

// Lacks lists what a schema has that servers of a major version do not, in the
// order of the schema.
func (Dialect) Lacks(s *schema.Schema, major int) []schema.Lack {
	missing := slices.DeleteFunc(slices.Clone(features), func(f feature) bool { return f.since <= major })
	if len(missing) == 0 {
		return nil
	}
	var out []schema.Lack
	for o := range s.All() {
		for _, f := range missing {
			if f.uses(o) {
				out = append(out, schema.Lack{Ref: o.Ref(), Attribute: f.attribute, What: f.what, Since: f.since})
			}
		}
	}
	return out
}
