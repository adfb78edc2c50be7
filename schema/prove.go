package schema

import "slices"

// ProveLater settles which checks are valid in a new table though they are not in
// its parents, where the table has others that are not: it cannot have the former
// before it joins its parents, nor they before that. It gets them with the
// parents', not valid, and validates them then. What it changes is to, in split
// form.
func ProveLater(from, to *Schema) {
	var p *proving
	for k := range Of[*Check](to) {
		if !k.Inherited || k.NotValid || from.Has(k.Ref()) {
			continue
		}
		if p == nil {
			p = &proving{from: from, to: to, f: NewFamilies(to), unproven: Unproven(from, to)}
		}
		if p.isProvenLater(k) {
			p.found = append(p.found, k)
		}
	}
	if p == nil {
		return
	}
	for _, k := range p.found {
		p.postpone(k)
	}
}

type proving struct {
	from, to *Schema
	f        *Families
	unproven []Ref
	found    []*Check
}

// isMade reports whether the plan makes a check.
func (p *proving) isMade(r Ref) bool { return !p.from.Has(r) || slices.Contains(p.unproven, r) }

func (p *proving) isProvenLater(k *Check) bool {
	up := p.f.checkAbove(k)
	if up == nil || !up.NotValid || slices.ContainsFunc(p.f.tops(k.Ref()), func(r Ref) bool { return !p.isMade(r) }) {
		return false
	}
	t := Ref{Kind: KindTable, Schema: k.Schema, Name: k.Table}
	return slices.ContainsFunc(p.f.checkNames(t), func(name string) bool {
		other, ok := Find[*Check](p.to, t.InTable(KindCheck, name))
		return ok && other.Inherited && other.NotValid && slices.ContainsFunc(p.f.tops(other.Ref()), p.isMade)
	})
}

// postpone lets the tie of the table come first, then the checks above, then that
// of the table.
func (p *proving) postpone(k *Check) {
	c := *k
	c.ProvenLater = true
	p.to.Put(&c)
	r := Ref{Kind: KindTable, Schema: k.Schema, Name: k.Table}.InTable(KindInheritance, "inheritance")
	if tie, ok := Find[*Inheritance](p.to, r); ok {
		rest := *tie
		above := append(p.f.Above(k.Ref()), k.Ref())
		rest.Needs = slices.DeleteFunc(slices.Clone(tie.Needs), func(n Ref) bool { return slices.Contains(above, n) })
		p.to.Put(&rest)
	}
	for _, top := range p.f.tops(k.Ref()) {
		if up, ok := Find[*Check](p.to, top); ok {
			rest := *up
			rest.Awaits = union(up.Awaits, []Ref{r})
			p.to.Put(&rest)
		}
	}
}
