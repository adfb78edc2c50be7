package schema

import "slices"

// Suspended lists the default privileges that have to be taken back for as long as
// an extension is made or updated, and to be given again: they would give to what
// that brings what it is not to have. Which that would be only the server knows.
func Suspended(from, to *Schema) []Ref {
	extensions := slices.Collect(Of[*Extension](to))
	if !slices.ContainsFunc(extensions, func(e *Extension) bool { return brings(from, e) }) {
		return nil
	}
	var out []Ref
	for p := range Of[*DefaultPrivileges](to) {
		if from.Has(p.Ref()) {
			out = append(out, p.Ref())
		}
	}
	return out
}

// brings reports whether an extension brings something that is to have no
// privileges but those which it comes with.
func brings(from *Schema, e *Extension) bool {
	was, ok := Find[*Extension](from, e.Ref())
	return !e.GrantsOpen && (!ok || was.Version != e.Version)
}

// providedTypes are the words of ALTER DEFAULT PRIVILEGES for the sorts that an
// extension brings.
var providedTypes = map[string]string{
	"TABLE": "TABLES", "SEQUENCE": "SEQUENCES", "FUNCTION": "FUNCTIONS", "PROCEDURE": "FUNCTIONS", "TYPE": "TYPES", "SCHEMA": "SCHEMAS",
}

// Explain reports whether something that an extension brings differs from what it
// came with by what default privileges gave to it alone.
func (d *DefaultGrants) Explain(p *Provided) bool {
	plain := *p
	plain.Grants = nil
	_, ok := p.Extension()
	return ok && d.any() && d.Meet(&plain, p)
}

// keepExplained gives to desired what extensions brought and default privileges
// changed, as long as no file speaks of it.
func (d *DefaultGrants) keepExplained(desired, current *Schema) {
	for p := range Of[*Provided](current) {
		if e, ok := p.Extension(); ok && desired.Has(e) && !desired.Has(p.Ref()) && d.Explain(p) {
			desired.Put(p)
		}
	}
}
