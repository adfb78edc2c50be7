package pgrandom

import "slices"

var tiedKinds = []string{"index", "function", "procedure", "trigger"}

// makeTie lets one object be dropped with one extension: of several, the order in a dump would be that in which they came.
func makeTie(m *model, c *chooser, p *piece) bool {
	tied := map[string]bool{}
	for _, o := range m.pieces {
		if o.kind == "tie" {
			tied[o.needs[0]] = true
		}
	}
	var objects, extensions []*piece
	for _, o := range m.pieces {
		switch {
		case o.kind == "extension":
			extensions = append(extensions, o)
		case slices.Contains(tiedKinds, o.kind) && !tied[o.id()]:
			objects = append(objects, o)
		}
	}
	o, ok := one(c, objects)
	e, also := one(c, extensions)
	if !ok || !also {
		return false
	}
	of := namesOf[o.kind]
	p.needs = append(p.needs, o.id(), e.id())
	p.text = "ALTER " + of.about(o, of.text) + " DEPENDS ON EXTENSION " + e.word + ";\n"
	return true
}
