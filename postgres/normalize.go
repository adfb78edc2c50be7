package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// Normalize brings what an author writes nearer to what the catalogs say, where
// that is certain: other names of types, constants, and what is said although
// it is the default. What it leaves to do is done by creating the objects on a
// scratch database. Objects are replaced by copies, never changed.
func (Dialect) Normalize(s *schema.Schema) (notes []string) {
	renamed := normalizeRoutines(s)
	for _, o := range slices.Collect(s.All()) {
		s.Put(normalized(s, o))
	}
	setKeyColumns(s)
	if len(renamed) > 0 {
		renameRefs(s, renamed)
	}
	return nil
}

// normalized returns o itself if there is nothing to do.
func normalized(s *schema.Schema, o schema.Object) schema.Object {
	c := o.Named(o.Ref())
	base := c.Base()
	base.Grants = sortedGrants(base.Grants)
	switch c := c.(type) {
	case *schema.Column:
		normalizeColumn(s, c)
	case *schema.Table:
		normalizePartitionKey(c)
	case *schema.Domain:
		c.Type, c.Collation = canonicalType(c.Type), canonicalCollation(c.Collation)
		c.Default = canonicalDefault(s, c.Type, c.Default)
	case *schema.Composite:
		normalizeFields(c)
	case *schema.Range:
		c.Subtype, c.Collation = withoutModifier(canonicalType(c.Subtype)), canonicalCollation(c.Collation)
		c.Multirange = unless(c.Multirange, schema.MultirangeName(c.Name))
		leanConstructors(c)
	case *schema.Sequence:
		c.Type = canonicalType(c.Type)
		if c.Type == "" {
			c.Type = "bigint"
		}
		c.SequenceOptions = leanSequence(c.SequenceOptions, c.Type)
	case *schema.Index:
		c.Method = unless(strings.ToLower(c.Method), "btree")
		c.Parts = canonicalParts(c.Parts)
	case *schema.Exclude:
		c.Method = strings.ToLower(c.Method)
		c.Parts = canonicalParts(c.Parts)
	case *schema.ForeignKey:
		c.Match = unless(c.Match, "SIMPLE")
		c.OnUpdate, c.OnDelete = unless(c.OnUpdate, "NO ACTION"), unless(c.OnDelete, "NO ACTION")
	case *schema.View:
		c.As = trimQuery(c.As)
		c.CheckOption = strings.ToUpper(c.CheckOption)
	case *schema.Materialized:
		c.As = trimQuery(c.As)
	case *schema.Policy:
		c.To = sortedRoles(c.To)
		c.For = unless(c.For, "ALL")
	case *schema.Trigger:
		c.Enabled = unless(c.Enabled, "ORIGIN")
	case *schema.Rule:
		c.Enabled = unless(c.Enabled, "ORIGIN")
	case *schema.OperatorFamily:
		c.Members = sortMembers(c.Members)
	case *schema.OperatorClass:
		c.Members = ownOperands(c.Members, c.Type)
		c.Storage, c.Family = unless(c.Storage, c.Type), unless(c.Family, Qualified(c.Schema, c.Name))
	case *schema.EventTrigger:
		c.Enabled = unless(c.Enabled, "ORIGIN")
	}
	if len(schema.Changed(o, c)) == 0 {
		return o
	}
	return c
}

func normalizePartitionKey(t *schema.Table) {
	if t.PartitionBy != nil {
		k := *t.PartitionBy
		k.Keys = canonicalParts(k.Keys)
		t.PartitionBy = &k
	}
}

func normalizeFields(c *schema.Composite) {
	c.Fields = slices.Clone(c.Fields)
	for i := range c.Fields {
		f := &c.Fields[i]
		f.Type, f.Collation = canonicalType(f.Type), canonicalCollation(f.Collation)
	}
}

// unless gives nothing for what is said although it is the default.
func unless(value, usual string) string {
	if value == usual {
		return ""
	}
	return value
}

func normalizeColumn(s *schema.Schema, c *schema.Column) {
	c.Type, c.Collation = canonicalType(c.Type), canonicalCollation(c.Collation)
	base := baseType(s, c.Type)
	// A NULL default overrides that of a domain, so the server keeps it.
	if base == c.Type || !strings.EqualFold(c.Default, "null") {
		c.Default = canonicalDefault(s, base, c.Default)
	}
	c.Storage, c.Compression = unless(strings.ToUpper(c.Storage), "DEFAULT"), unless(c.Compression, "DEFAULT")
	if c.Identity != nil {
		i := *c.Identity
		i.Sequence = unless(i.Sequence, c.Table+"_"+c.Name+"_seq")
		i.SequenceOptions = leanSequence(i.SequenceOptions, c.Type)
		c.Identity = &i
		// An identity column is NOT NULL, whether it says so or not.
		c.NotNull = true
	}
}

// baseType follows a domain to a base type whose constants are written without
// regard to the domain; a domain of a domain, or one with a length, stays.
func baseType(s *schema.Schema, typ string) string {
	schemaName, name := typeName(typ)
	d, ok := schema.Find[*schema.Domain](s, schema.Ref{Kind: schema.KindDomain, Schema: schemaName, Name: name})
	if !ok {
		return typ
	}
	if base := canonicalType(d.Type); base == "text" {
		return base
	}
	return typ
}

// canonicalCollation qualifies the two that every server has under one name.
func canonicalCollation(name string) string {
	switch name {
	case "C", `"C"`:
		return `pg_catalog."C"`
	case "POSIX", `"POSIX"`:
		return `pg_catalog."POSIX"`
	}
	return name
}

func canonicalParts(parts []schema.IndexPart) []schema.IndexPart {
	out := slices.Clone(parts)
	for i := range out {
		p := &out[i]
		p.Collation = canonicalCollation(p.Collation)
		usual := "LAST"
		if p.Desc {
			usual = "FIRST"
		}
		p.Nulls = unless(p.Nulls, usual)
	}
	return out
}

// leanSequence leaves out the numbers that are the default for the type and
// direction.
func leanSequence(o schema.SequenceOptions, typ string) schema.SequenceOptions {
	lean := schema.SequenceOptions{Cycle: o.Cycle}
	keep := func(value *int64, usual int64) *int64 {
		if value == nil || *value == usual {
			return nil
		}
		return value
	}
	lean.Increment = keep(o.Increment, 1)
	low, high := defaultRange(typ, o.Increment != nil && *o.Increment < 0)
	lean.Min, lean.Max = keep(o.Min, low), keep(o.Max, high)
	lean.Cache = keep(o.Cache, 1)
	lean.Start = keep(o.Start, defaultStart(lean, typ))
	return lean
}

// sortedGrants puts privileges in order, and grants in that of the reader.
func sortedGrants(list []schema.Grant) []schema.Grant {
	out := slices.Clone(list)
	for i := range out {
		p := slices.Clone(out[i].Privileges)
		slices.Sort(p)
		out[i].Privileges = slices.Compact(p)
	}
	slices.SortStableFunc(out, schema.CompareGrants)
	return out
}

// sortedRoles sorts the roles of a policy; PUBLIC takes in all others.
func sortedRoles(roles []string) []string {
	if slices.Contains(roles, "PUBLIC") {
		return nil
	}
	out := slices.Clone(roles)
	slices.Sort(out)
	return slices.Compact(out)
}

// setKeyColumns marks the columns of primary keys NOT NULL, as the server does.
func setKeyColumns(s *schema.Schema) {
	var keys []*schema.Key
	for k := range schema.Of[*schema.Key](s) {
		if k.Primary {
			keys = append(keys, k)
		}
	}
	for _, k := range keys {
		for _, name := range k.Columns {
			c, ok := schema.Find[*schema.Column](s, k.Ref().InTable(schema.KindColumn, name))
			if !ok || c.NotNull {
				continue
			}
			marked := *c
			marked.NotNull = true
			s.Put(&marked)
		}
	}
	inheritNotNull(s)
}

// inheritNotNull marks what is NOT NULL in a parent so in its children.
func inheritNotNull(s *schema.Schema) {
	f := schema.NewFamilies(s)
	for _, t := range f.TopDown() {
		for _, c := range f.Columns(t) {
			for _, r := range f.Above(c.Ref()) {
				if up, ok := schema.Find[*schema.Column](s, r); ok && givesNotNull(up) && !c.NotNull {
					marked := *c
					marked.NotNull = true
					s.Put(&marked)
				}
			}
		}
	}
}
