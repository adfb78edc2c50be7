package pgrandom

import "slices"

var builders = map[string]op{
	"schema":    {1, func(m *model, c *chooser) { m.schemas = append(m.schemas, m.name("s")) }},
	"type":      {3, func(m *model, c *chooser) { m.newType(c) }},
	"table":     {5, func(m *model, c *chooser) { m.newTable(c) }},
	"view":      {4, func(m *model, c *chooser) { m.newView(c) }},
	"partition": {3, func(m *model, c *chooser) { m.addPartition(c) }},
	"piece":     {12, func(m *model, c *chooser) { m.newPiece(c) }},
}

func (m *model) newTable(c *chooser) {
	r := m.table(c)
	switch c.upTo(9) {
	case 8:
		m.foreign(c, r)
	case 1, 2:
		if m.partitionBy(c, r) {
			break
		}
	case 3:
		m.inherit(c, r)
	case 4:
		r.options = c.word("UNLOGGED", "fillfactor", "vacuum", "toast")
	case 5:
		if up, ok := one(c, m.partitioned()); ok {
			r.cols = nil
			for _, col := range m.columns(up) {
				own := *col
				r.cols = append(r.cols, &own)
			}
		}
	}
	m.tables = append(m.tables, r)
}

func (m *model) inherit(c *chooser, r *relation) {
	var plain []*relation
	for _, t := range m.tables {
		if t.kind == "table" && t.parent == "" && t.strategy == "" && t != r {
			plain = append(plain, t)
		}
	}
	for _, up := range some(c, 2, plain) {
		r.inherits = append(r.inherits, up.id())
	}
	if r.undeclared = !c.once(2); !r.undeclared {
		m.declareAll(r)
	}
}

// declareAll lets a table declare the columns that it inherits.
func (m *model) declareAll(r *relation) {
	for _, col := range m.columns(r) {
		if !slices.Contains(r.cols, col) {
			own := *col
			own.serial, own.identity = false, ""
			r.cols = append(r.cols, &own)
		}
	}
}

var editors = map[string]op{
	"add table":        {2, func(m *model, c *chooser) { m.newTable(c) }},
	"add type":         {1, func(m *model, c *chooser) { m.newType(c) }},
	"add view":         {2, func(m *model, c *chooser) { m.newView(c) }},
	"add partition":    {2, func(m *model, c *chooser) { m.addPartition(c) }},
	"add piece":        {4, func(m *model, c *chooser) { m.newPiece(c) }},
	"add column":       {4, (*model).addColumn},
	"drop column":      {3, (*model).dropColumn},
	"change column":    {5, (*model).changeColumn},
	"retype column":    {5, (*model).retypeColumn},
	"reorder columns":  {1, (*model).reorderColumns},
	"drop table":       {2, func(m *model, c *chooser) { m.tables = without(c, m.tables) }},
	"drop view":        {2, func(m *model, c *chooser) { m.views = without(c, m.views) }},
	"drop type":        {1, func(m *model, c *chooser) { m.types = without(c, m.types) }},
	"drop piece":       {4, func(m *model, c *chooser) { m.pieces = without(c, m.pieces) }},
	"change piece":     {5, (*model).changePiece},
	"change type":      {4, (*model).changeType},
	"change key":       {3, (*model).changeKey},
	"change view":      {4, (*model).changeView},
	"move":             {3, (*model).move},
	"rename":           {5, (*model).rename},
	"detach":           {2, (*model).detachAny},
	"attach":           {2, (*model).attachAny},
	"change partition": {2, (*model).changePartition},
	"change table":     {1, (*model).changeTable},
	"inherit":          {2, (*model).changeInherit},
}

func without[T any](c *chooser, of []T) []T {
	if len(of) == 0 {
		return of
	}
	i := c.upTo(len(of))
	return slices.Delete(slices.Clone(of), i, i+1)
}

// tablesWith are the tables that have columns of their own.
func (m *model) tablesWith() []*relation {
	return slices.DeleteFunc(slices.Clone(m.tables), func(r *relation) bool { return len(r.cols) == 0 })
}

func (m *model) addColumn(c *chooser) {
	if r, ok := one(c, m.tablesWith()); ok {
		col := m.newColumn(c, r)
		if col.notNull && col.def == "" && !col.serial && col.identity == "" {
			col.notNull = false
		}
		r.cols = append(r.cols, col)
	}
}

func (m *model) dropColumn(c *chooser) {
	if r, ok := one(c, m.tablesWith()); ok && (len(r.cols) > 1 || c.once(3)) {
		r.cols = without(c, r.cols)
	}
}

// anyColumn picks a column of a table.
func (m *model) anyColumn(c *chooser) (r *relation, col *column, ok bool) {
	if r, ok = one(c, m.tablesWith()); !ok {
		return nil, nil, false
	}
	col, ok = one(c, r.cols)
	return r, col, ok
}

func (m *model) changeColumn(c *chooser) {
	r, col, ok := m.anyColumn(c)
	if !ok {
		return
	}
	if col.generated != "" {
		m.regenerate(c, col)
		return
	}
	switch c.upTo(6) {
	case 0:
		m.redefine(c, col)
	case 5:
		m.generate(c, r, col)
	case 3:
		col.detail = c.word("", columnDetails[c.upTo(len(columnDetails))].text)
	case 4:
		if col.notNullName = ""; c.once(2) {
			col.notNullName = m.name("nn")
		}
	case 1:
		col.notNull = !col.notNull && !col.nulls || col.serial || col.identity != ""
	default:
		col.storage = c.word("", "EXTERNAL", "MAIN")
	}
}

func (m *model) retypeColumn(c *chooser) {
	r, col, ok := m.anyColumn(c)
	if !ok || r.strategy != "" && r.key == col.name {
		return
	}
	to := wider[col.typ]
	if t := m.userType(col.typ); t != nil && t.kind == "domain" {
		to = []string{t.base}
	} else if t != nil && t.kind == "enum" {
		to = []string{"text"}
	}
	for _, t := range m.types {
		if t.kind == "domain" && t.base == col.typ {
			to = append(slices.Clone(to), "type "+t.name)
		}
	}
	typ, ok := one(c, to)
	if !ok {
		return
	}
	from := col.typ
	col.typ = typ
	m.redefine(c, col)
	if c.once(2) {
		return
	}
	for _, other := range m.columns(r) {
		if other.generated == col.name && other.typ == from {
			other.typ = typ
		}
	}
}

func (m *model) reorderColumns(c *chooser) {
	if r, ok := one(c, m.tablesWith()); ok {
		i := c.upTo(len(r.cols))
		r.cols = append(slices.Clone(r.cols[i:]), r.cols[:i]...)
	}
}

func (m *model) changePiece(c *chooser) {
	if p, ok := one(c, m.pieces); ok {
		m.remake(c, p)
	}
}

func (m *model) changeView(c *chooser) {
	r, ok := one(c, m.views)
	if !ok {
		return
	}
	before := *r
	if c.once(2) {
		r.options = c.word("", "barrier", "check", "invoker", "default")
		r.where = c.word("", "filter", "group", "order", "distinct", "union")
		return
	}
	if !m.query(c, r, append(slices.Clone(m.tables), m.views[:slices.Index(m.views, r)]...)) {
		*r = before
	}
}

func (m *model) detachAny(c *chooser) {
	var of []*relation
	for _, r := range m.tables {
		if r.parent != "" {
			of = append(of, r)
		}
	}
	if r, ok := one(c, of); ok {
		m.detach(r)
	}
}

func (m *model) attachAny(c *chooser) {
	if up, ok := one(c, m.partitioned()); ok {
		m.attach(c, up)
	}
}

func (m *model) changePartition(c *chooser) {
	var of []*relation
	for _, r := range m.tables {
		if r.parent != "" {
			of = append(of, r)
		}
	}
	r, ok := one(c, of)
	if !ok {
		return
	}
	if c.once(2) {
		m.overrides(c, r)
	} else if bound, ok := m.freeBound(m.relation(r.parent), c); ok {
		r.bound = bound
	}
}

func (m *model) changeTable(c *chooser) {
	switch r, ok := one(c, m.tables); {
	case ok && r.kind == "foreign":
		r.options = c.word("", "other")
	case ok:
		r.options = c.word("", "UNLOGGED", "fillfactor", "vacuum", "toast")
	}
}

// changeInherit lets a table leave its parents. One that does not declare its columns is left alone: no statement brings
// back that it does not.
func (m *model) changeInherit(c *chooser) {
	var of []*relation
	for _, r := range m.tables {
		if len(r.inherits) > 0 && len(r.cols) == len(m.columns(r)) {
			of = append(of, r)
		}
	}
	if r, ok := one(c, of); ok {
		m.declareAll(r)
		r.inherits = nil
	}
}
