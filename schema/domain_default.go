package schema

import "slices"

// A DomainDefault is the default of a domain that calls something. It stands
// alone since what it calls may have to be made anew while the domain is in use.
type DomainDefault struct {
	Schema, Domain string
	Expr           string
	// OfType is Domain.DefaultOfType.
	OfType bool `diff:"-" json:"-"`
	Common
}

func (d *DomainDefault) Ref() Ref {
	return Ref{Kind: KindDomainDefault, Schema: d.Schema, Table: d.Domain, Name: "default"}
}

func (d *DomainDefault) Deps() []Ref {
	return needs([]Ref{{Kind: KindDomain, Schema: d.Schema, Name: d.Domain}}, &d.Common)
}

func (d *DomainDefault) Named(r Ref) Object {
	c := *d
	c.Schema, c.Domain = r.Schema, r.Table
	return &c
}

// splitDomain takes out a default that calls something. What a domain needs
// beside types, it needs for that.
func splitDomain(d *Domain) (Object, []Object) {
	var called []Ref
	for _, r := range d.Needs {
		if HasArguments(r.Kind) || r.Kind == KindSequence {
			called = append(called, r)
		}
	}
	if d.Default == "" || len(called) == 0 {
		return d, nil
	}
	rest := *d
	rest.Default, rest.DefaultOfType = "", false
	rest.Needs = slices.DeleteFunc(slices.Clone(d.Needs), func(r Ref) bool { return slices.Contains(called, r) })
	return &rest, []Object{&DomainDefault{Schema: d.Schema, Domain: d.Name, Expr: d.Default, OfType: d.DefaultOfType, Common: Common{Needs: called}}}
}
