package schema

import (
	"strings"
	"unicode/utf8"
)

// A Name is a name in the space within which it must be unique: two objects of
// different kinds can contend for one.
type Name struct {
	Space         string
	Schema, Table string
	Name          string
}

// Names lists the names that an object takes. In PostgreSQL, tables, views,
// sequences and indexes share one space in each schema, types (those of tables
// too) another, constraints one for each table.
func Names(o Object) []Name {
	r := o.Ref()
	names := make([]Name, 0, 2)
	if c, ok := o.(*Column); ok && c.Identity != nil {
		names = append(names, Name{Space: "relation", Schema: r.Schema, Name: identitySequence(c)})
	}
	if n := notNullOf(o); n != nil && n.NotNullName != "" && r.Kind == KindColumn {
		names = append(names, Name{Space: "constraint", Schema: r.Schema, Table: r.Table, Name: n.NotNullName})
	}
	if d, ok := o.(*Definition); ok && d.Sort == SortType {
		return append(names, Name{Space: "type", Schema: r.Schema, Name: d.Name})
	}
	switch o := o.(type) {
	case *DomainDefault:
		return append(names, Name{Space: "default", Schema: o.Schema, Name: o.Domain})
	case *Domain:
		if o.Default != "" {
			names = append(names, Name{Space: "default", Schema: o.Schema, Name: o.Name})
		}
	}
	if t, ok := o.(*Range); ok && !t.Single {
		names = append(names, Name{Space: "type", Schema: r.Schema, Name: t.MultirangeName()}, t.constructorName())
	}
	for _, space := range spaces[r.Kind] {
		n := Name{Space: space, Schema: r.Schema, Name: r.Name}
		if space == "constraint" {
			n.Table = r.Table
		}
		names = append(names, n)
	}
	if spaces[r.Kind] == nil {
		names = append(names, Name{Space: string(r.Kind), Schema: r.Schema, Table: r.Table, Name: r.Name})
	}
	return names
}

// identitySequence names the sequence behind an identity column.
func identitySequence(c *Column) string {
	if c.Identity.Sequence != "" {
		return c.Identity.Sequence
	}
	return ChosenName(c.Table, c.Name, "seq")
}

var spaces = map[Kind][]string{
	KindTable:        {"relation", "type"},
	KindView:         {"relation", "type"},
	KindMaterialized: {"relation", "type"},
	KindSequence:     {"relation"},
	KindIndex:        {"relation"},
	KindPrimaryKey:   {"relation", "constraint"},
	KindUnique:       {"relation", "constraint"},
	KindExclude:      {"relation", "constraint"},
	KindForeignKey:   {"constraint"},
	KindCheck:        {"constraint"},
	KindEnum:         {"type"},
	KindDomain:       {"type"},
	KindComposite:    {"relation", "type"},
	KindRange:        {"type"},
	KindFunction:     {"routine"},
	KindProcedure:    {"routine"},
	KindAggregate:    {"routine"},
}

// MultirangeName names the multirange of a range.
func (t *Range) MultirangeName() string {
	if t.Multirange != "" {
		return t.Multirange
	}
	return MultirangeName(t.Name)
}

// constructorName is the name of the function that makes an empty multirange: as it
// takes no arguments, no two can have one in common.
func (t *Range) constructorName() Name {
	n := Name{Space: "multirange constructor", Schema: t.Schema, Name: t.MultirangeName()}
	if t.MultirangeConstructor != "" {
		parts := SplitQualified(t.MultirangeConstructor)
		if n.Name = parts[len(parts)-1]; len(parts) > 1 {
			n.Schema = parts[0]
		}
	}
	return n
}

// MultirangeName is the name that the server gives to the multirange of a range.
// makeMultirangeTypeName in src/backend/catalog/pg_type.c.
func MultirangeName(name string) string {
	if i := strings.Index(name, "range"); i >= 0 {
		return Clip(name[:i]+"multirange"+name[i+len("range"):], MaxName)
	}
	return Clip(name, MaxName-len("_multirange")) + "_multirange"
}

// ChosenName makes the name that the server makes of a table, a column and a
// label, such as t_id_seq: the longer of the two is cut until it fits.
// makeObjectName in src/backend/commands/indexcmds.c.
func ChosenName(table, column, label string) string {
	room := MaxName - len(label) - 1
	if column != "" {
		room--
	}
	a, b := len(table), len(column)
	for a+b > room {
		if a > b {
			a--
		} else {
			b--
		}
	}
	name := Clip(table, a)
	if column != "" {
		name += "_" + Clip(column, b)
	}
	return name + "_" + label
}

// MaxName is the longest name in bytes (NAMEDATALEN - 1).
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
const MaxName = 63

// Clip shortens a name to a number of bytes, without cutting a character.
func Clip(name string, size int) string {
	if len(name) <= size {
		return name
	}
	for size > 0 && !utf8.RuneStart(name[size]) {
		size--
	}
	return name[:size]
}

// SplitQualified takes a dotted name apart and the quotes off its parts.
func SplitQualified(text string) []string {
	var parts []string
	var part strings.Builder
	quoted := false
	for i := 0; i < len(text); i++ {
		switch ch := text[i]; {
		case ch == '"' && quoted && i+1 < len(text) && text[i+1] == '"':
			part.WriteByte(ch)
			i++
		case ch == '"':
			quoted = !quoted
		case ch == '.' && !quoted:
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(ch)
		}
	}
	return append(parts, part.String())
}
