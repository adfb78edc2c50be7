package schema

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
	if d, ok := o.(*Definition); ok && d.Sort == SortType {
		return append(names, Name{Space: "type", Schema: r.Schema, Name: d.Name})
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
	return c.Table + "_" + c.Name + "_seq"
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
