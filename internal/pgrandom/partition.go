package pgrandom

import (
	"fmt"
	"slices"
)

// keyTypes are the types of columns by which a table can be partitioned here.
func keyTypes(strategy string) []string {
	return map[string][]string{
		"RANGE": {"integer", "bigint", "smallint", "date", "numeric"},
		"LIST":  {"text", "integer", "bigint", "varchar"},
		"HASH":  {"integer", "bigint", "text", "uuid"},
	}[strategy]
}

const hashes = 3

// boundSQL is the bound of a partition.
func (m *model) boundSQL(r *relation) string {
	up, n := m.relation(r.parent), r.bound
	typ := m.typeAt(r.parent, up.key)
	switch {
	case n == 0:
		return "DEFAULT"
	case up.strategy == "HASH":
		return fmt.Sprintf("FOR VALUES WITH (MODULUS %d, REMAINDER %d)", hashes, n-1)
	case up.strategy == "LIST" && m.family(typ) == "text":
		return fmt.Sprintf("FOR VALUES IN ('v%d', 'w%d')", n, n)
	case up.strategy == "LIST":
		return fmt.Sprintf("FOR VALUES IN (%d, %d)", n, n+100)
	case typ == "date":
		return fmt.Sprintf("FOR VALUES FROM ('2024-01-%02d') TO ('2024-01-%02d')", 2*n-1, 2*n+1)
	}
	return fmt.Sprintf("FOR VALUES FROM (%d) TO (%d)", 2*n-1, 2*n+1)
}

// freeBound is the least bound that no partition has; ok is false if there is none.
func (m *model) freeBound(up *relation, c *chooser) (n int, ok bool) {
	used := map[int]bool{}
	for _, r := range m.tables {
		if r.parent == up.id() {
			used[r.bound] = true
		}
	}
	if up.strategy != "HASH" && !used[0] && c.once(3) {
		return 0, true
	}
	for n = 1; used[n]; n++ {
	}
	return n, n <= 12 && (up.strategy != "HASH" || n <= hashes)
}

// partitionBy makes a new table a partitioned one, where a column of it allows that.
func (m *model) partitionBy(c *chooser, r *relation) bool {
	strategy := c.word("RANGE", "LIST", "HASH", "RANGE")
	cols := m.colsOf(r, func(col *column, typ string) bool {
		return col.generated == "" && slices.Contains(keyTypes(strategy), typ) && m.userType(typ) == nil
	})
	key, ok := one(c, cols)
	if ok {
		r.strategy, r.key = strategy, key
	}
	return ok
}

func (m *model) partitioned() []*relation {
	var out []*relation
	for _, r := range m.tables {
		if r.strategy != "" {
			out = append(out, r)
		}
	}
	return out
}

// addPartition adds a partition to a table, a partitioned one at times.
func (m *model) addPartition(c *chooser) {
	up, ok := one(c, m.partitioned())
	if !ok {
		return
	}
	bound, ok := m.freeBound(up, c)
	if !ok {
		return
	}
	r := &relation{kind: "table", name: m.name("p"), schema: m.anySchema(c), parent: up.id(), bound: bound}
	r.needs = []string{"schema " + r.schema, up.id()}
	m.tables = append(m.tables, r)
	switch c.upTo(4) {
	case 1:
		m.partitionBy(c, r)
	case 2:
		r.attached = !slices.ContainsFunc(m.columns(r), func(c *column) bool { return c.serial || c.identity != "" })
	case 3:
		m.overrides(c, r)
	}
}

// overrides draws what a partition has of its own.
func (m *model) overrides(c *chooser, r *relation) {
	r.own = nil
	cols := m.colsOf(r, func(col *column, _ string) bool { return col.generated == "" && col.identity == "" })
	for _, name := range some(c, 2, cols) {
		def := "SET DEFAULT " + m.sample(m.typeAt(r.id(), name), 2)
		switch c.upTo(6) {
		case 1, 2:
			def = "DROP DEFAULT"
		case 3:
			def = "SET STATISTICS 7"
		case 4:
			def = "SET (n_distinct = 3)"
		case 5:
			def = "SET NOT NULL"
		}
		r.own = append(r.own, override{name, def})
	}
}

// coversPartitions tells whether a key has the partition columns of a table and of all of its partitions.
func (m *model) coversPartitions(r *relation, cols []string) bool {
	if r.strategy != "" && !slices.Contains(cols, r.key) {
		return false
	}
	for _, p := range m.tables {
		if p.parent == r.id() && !m.coversPartitions(p, cols) {
			return false
		}
	}
	return true
}

// partitionKeys are the partition columns of a table and of all of its partitions.
func (m *model) partitionKeys(r *relation) []string {
	var out []string
	if r.strategy != "" {
		out = append(out, r.key)
	}
	for _, p := range m.tables {
		if p.parent == r.id() {
			for _, key := range m.partitionKeys(p) {
				if !slices.Contains(out, key) {
					out = append(out, key)
				}
			}
		}
	}
	return out
}

// detach makes a partition a table of its own.
func (m *model) detach(r *relation) {
	for _, c := range m.columns(r) {
		own := *c
		if own.serial {
			own.serial, own.def = false, ""
		}
		own.identity = ""
		r.cols = append(r.cols, &own)
	}
	r.needs = r.needs[:1]
	r.parent, r.own, r.attached = "", nil, false
}

// attach makes a table with the columns of a partitioned one its partition.
func (m *model) attach(c *chooser, up *relation) {
	for _, r := range m.tables {
		if r.parent != "" || r.strategy != "" || r == up || r.kind != "table" || !m.alike(r, up) || len(r.inherits) > 0 {
			continue
		}
		if bound, ok := m.freeBound(up, c); ok {
			r.parent, r.bound, r.attached, r.cols = up.id(), bound, true, nil
			r.needs = append(r.needs, up.id())
			m.tables = append(slices.DeleteFunc(m.tables, func(o *relation) bool { return o == r }), r)
			return
		}
	}
}

// alike tells whether two tables have the same columns.
func (m *model) alike(r, up *relation) bool {
	a, b := m.columns(r), m.columns(up)
	return len(a) == len(b) && !slices.ContainsFunc(a, func(c *column) bool {
		o := m.column(up, c.name)
		return o == nil || o.typ != c.typ || o.generated != c.generated || o.collation != c.collation || o.serial || o.identity != ""
	})
}
