package schema

import (
	"regexp"
	"strings"
)

// A Provided is something that the server or an extension brings. Nothing of it
// is managed but who may do what with it: its Grants, as far as they differ from
// those that it came with.
// https://www.postgresql.org/docs/current/catalog-pg-init-privs.html
type Provided struct {
	// Sort is what GRANT calls its sort, as FUNCTION.
	Sort string
	// Schema is empty where things of the sort are in none.
	Schema string
	// Name is as SQL spells it, with the types of the arguments of a routine.
	Name string
	Common
}

// providedSorts are the sorts in their order, and whether things of them are in schemas.
var providedSorts = []struct {
	Word     string
	InSchema bool
}{
	{"FOREIGN DATA WRAPPER", false}, {"FOREIGN SERVER", false}, {"FUNCTION", true}, {"LANGUAGE", false},
	{"PROCEDURE", true}, {"SCHEMA", false}, {"SEQUENCE", true}, {"TABLE", true}, {"TYPE", true},
}

func (p *Provided) Ref() Ref {
	return Ref{Kind: KindProvided, Schema: p.Schema, Name: p.Name + typeMark + p.Sort}
}

func (p *Provided) Deps() []Ref { return needs(nil, &p.Common) }

func (p *Provided) Named(r Ref) Object {
	c := *p
	c.Schema = r.Schema
	if name, sort, ok := cutType(r.Name); ok {
		c.Name, c.Sort = name, sort
	}
	return &c
}

// Extension is what brings it, if that is no part of the server.
func (p *Provided) Extension() (Ref, bool) {
	for _, r := range p.Needs {
		if r.Kind == KindExtension {
			return r, true
		}
	}
	return Ref{}, false
}

// Target is what a file calls it, as GRANT does: `FUNCTION pg_catalog.now()`.
func (p *Provided) Target() string { return p.TargetBy(quoteOdd) }

// TargetBy is Target with the name of the schema spelled by quote, as SQL needs it.
func (p *Provided) TargetBy(quote func(string) string) string {
	if p.Schema == "" {
		return p.Sort + " " + p.Name
	}
	return p.Sort + " " + quote(p.Schema) + "." + p.Name
}

func quoteOdd(name string) string {
	if plainName.MatchString(name) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

var (
	plainName  = regexp.MustCompile(`^[a-z_][a-z0-9_$]*$`)
	schemaPart = regexp.MustCompile(`^(?:"((?:[^"]|"")+)"|([A-Za-z_][A-Za-z0-9_$]*))\.(.+)$`)
)

// ParseProvided reads what Target writes. ok is false if it is not that: without
// a schema where one is needed, p has the sort alone.
func ParseProvided(target string) (p *Provided, ok bool) {
	for _, sort := range providedSorts {
		if len(target) <= len(sort.Word) || !strings.EqualFold(target[:len(sort.Word)], sort.Word) || target[len(sort.Word)] != ' ' {
			continue
		}
		p = &Provided{Sort: sort.Word, Name: strings.TrimSpace(target[len(sort.Word):])}
		if !sort.InSchema {
			return p, p.Name != ""
		}
		m := schemaPart.FindStringSubmatch(p.Name)
		if m == nil {
			return &Provided{Sort: sort.Word}, false
		}
		p.Schema, p.Name = strings.ReplaceAll(m[1], `""`, `"`), m[3]
		if m[2] != "" {
			p.Schema = strings.ToLower(m[2])
		}
		return p, true
	}
	return nil, false
}
