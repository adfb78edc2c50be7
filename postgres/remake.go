package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A remake makes types anew, for what ALTER cannot do, along with the types
// that are made of them: the old ones move aside, the columns that have one of
// them are converted to the new ones, the old ones go.
type remake struct {
	c *sqlgen.Context
	// members in the order of making, and going in that of dropping: of what each is
	// made may have changed. The first step of all is the leader's, which writes them
	// all; its own attributes are altered afterwards.
	members, going []member
	leader         schema.Ref
	// made and built tell of each type whether it is a member and, once that is
	// known, whether its values are put together from parts.
	made  map[schema.Ref]member
	built map[schema.Ref]bool
	// helpers are functions that convert arrays whose elements are put together.
	helpers []helper
}

// A member is a type, or a collation, that is made anew.
type member struct{ from, to schema.Object }

func (m member) ref() schema.Ref { return m.to.Ref() }

// A maker says how objects of a kind are made anew.
type maker struct {
	// word is what ALTER, CREATE and DROP call it.
	word   string
	create func(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt
	// before is done to the old one first.
	before func(from, to schema.Object) []sqlgen.Stmt
	// twin names the type that comes and goes along: the multirange of a range.
	twin func(o schema.Object) string
	// constructors lists the functions that come and go along but keep their names
	// when the type is renamed. nowCalled translates the name of a type to the one
	// that it has by then.
	constructors func(o schema.Object, nowCalled func(string) string) []constructor
	// risks are those of the conversion of columns.
	risks func(m member) []sqlgen.Risk
}

var makers map[schema.Kind]maker

func init() {
	makers = map[schema.Kind]maker{
		schema.KindCollation: {word: "COLLATION", create: func(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt {
			return createCollation(c, o.(*schema.Collation), nil)
		}},
		schema.KindEnum: {word: "TYPE", before: renameLabels, risks: enumRisks, create: func(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt {
			return createEnum(c, o.(*schema.Enum), nil)
		}},
		schema.KindDomain: {word: "DOMAIN", risks: domainRisks, create: createDomainAnew},
		schema.KindComposite: {word: "TYPE", risks: compositeRisks, create: func(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt {
			return createComposite(c, o.(*schema.Composite), nil)
		}},
		schema.KindRange: {word: "TYPE", create: func(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt {
			return createRange(c, o.(*schema.Range), nil)
		}, twin: multirangeOf, constructors: rangeConstructors},
	}
}

// remakeEffect is what making a type anew does to what depends on it. The
// values of a generated column cannot be converted, but they come again.
func remakeEffect(_ planner.Change, dependent schema.Object) planner.Effect {
	switch d := dependent.(type) {
	case *schema.Column:
		if d.Generated != nil {
			return planner.Aside
		}
		return planner.Ripple
	case *schema.Table:
		return planner.Along
	}
	if _, ok := makers[dependent.Ref().Kind]; ok {
		return planner.Joins
	}
	return planner.Aside
}

// remakeAs makes anew what an alteration of the kind cannot change.
func remakeAs[T schema.Object](c *sqlgen.Context, from, to T) []sqlgen.Stmt {
	return newRemake(c, from, to).statements()
}

// newRemake gathers the members: the leader and what its step has for parts.
func newRemake(c *sqlgen.Context, from, to schema.Object) *remake {
	m := &remake{c: c, leader: to.Ref(), made: map[schema.Ref]member{}, built: map[schema.Ref]bool{}}
	m.made[to.Ref()] = member{from, to}
	for _, s := range c.Plan.Steps {
		if s.Ref() != to.Ref() || s.Action != planner.Alter {
			continue
		}
		for _, p := range s.Parts {
			if was := c.Plan.From.Lookup(p.Ref()); was != nil {
				m.made[p.Ref()] = member{was, p}
			}
		}
	}
	refs := make([]schema.Ref, 0, len(m.made))
	for r := range m.made {
		refs = append(refs, r)
	}
	slices.SortFunc(refs, schema.Ref.Compare)
	m.members = m.inOrder(refs, func(b member) schema.Object { return b.to })
	m.going = m.inOrder(refs, func(b member) schema.Object { return b.from })
	slices.Reverse(m.going)
	return m
}

// inOrder lists the members after those that they are made of, on the given side.
func (m *remake) inOrder(refs []schema.Ref, side func(member) schema.Object) []member {
	var out []member
	done := map[schema.Ref]bool{}
	var add func(schema.Ref)
	add = func(r schema.Ref) {
		if done[r] {
			return
		}
		done[r] = true
		for _, dep := range side(m.made[r]).Deps() {
			if _, ok := m.made[dep]; ok {
				add(dep)
			}
		}
		out = append(out, m.made[r])
	}
	for _, r := range refs {
		add(r)
	}
	return out
}

func (m *remake) statements() []sqlgen.Stmt {
	columns := m.columns()
	stmts, dropped := m.moveAside()
	for _, b := range m.members {
		stmts = append(stmts, makers[b.ref().Kind].create(m.c, b.to)...)
		if b.ref() == m.leader {
			stmts = append(stmts, attributesOf(m.c, b.from)...)
		} else {
			stmts = append(stmts, attributesOf(m.c, b.to)...)
		}
	}
	converted := m.convert(columns)
	stmts = append(append(stmts, m.helperStatements(true)...), converted...)
	return append(append(stmts, m.helperStatements(false)...), dropped...)
}

// moveAside gives the old members passing names, and drops them by those.
func (m *remake) moveAside() (stmts, dropped []sqlgen.Stmt) {
	given := map[string]bool{}
	now := map[string]string{}
	nowCalled := func(typ string) string {
		element, _ := arrayOf(typ)
		if name, ok := now[element]; ok {
			return name + strings.TrimPrefix(typ, element)
		}
		return typ
	}
	for _, b := range m.members {
		mk, r := makers[b.ref().Kind], b.ref()
		if mk.before != nil {
			stmts = append(stmts, mk.before(b.from, b.to)...)
		}
		rename := func(name string) {
			old := passingName(m.c, name, given)
			given[old] = true
			now[Qualified(r.Schema, name)] = Qualified(r.Schema, old)
			stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER " + mk.word + " " + Qualified(r.Schema, name) + " RENAME TO " + Ident(old)})
		}
		rename(r.Name)
		if mk.twin != nil && mk.twin(b.from) != "" {
			rename(mk.twin(b.from))
		}
		if mk.constructors != nil {
			for _, f := range mk.constructors(b.from, nowCalled) {
				_, old := typeName(now[Qualified(r.Schema, f.of)])
				stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER FUNCTION " + f.signature(f.is) + " RENAME TO " + Ident(old)})
			}
		}
	}
	for _, b := range m.going {
		dropped = append(dropped, sqlgen.Stmt{SQL: "DROP " + makers[b.ref().Kind].word + " " + now[Qualified(b.ref().Schema, b.ref().Name)]})
	}
	return stmts, dropped
}

// attributesOf writes the comment, owner and grants of an object.
func attributesOf(c *sqlgen.Context, o schema.Object) []sqlgen.Stmt {
	h, ok := handlerOf(o.Ref().Kind).(interface {
		partAttributes(*sqlgen.Context, schema.Object) []sqlgen.Stmt
	})
	if !ok {
		return nil
	}
	return h.partAttributes(c, o)
}

func remakeRisk(what, name string) sqlgen.Risk {
	return risk(riskRewrite, "every row of this table is written anew under an exclusive lock, as %s %s is made anew", what, name)
}

// passingName is a name for what is made anew that nothing has, nor is given.
func passingName(c *sqlgen.Context, name string, given map[string]bool) string {
	return unusedName(c, name, "__old", given)
}

func unusedName(c *sqlgen.Context, name, suffix string, given map[string]bool) string {
	return unused(name, suffix, func(free string) bool { return c.Plan.Names()[free] || given[free] })
}

// unused gives a name its suffix, and what that needs more until it is not taken.
func unused(name, suffix string, taken func(string) bool) string {
	for {
		free := clip(name, maxName-len(suffix)) + suffix
		if !taken(free) {
			return free
		}
		suffix += "_"
	}
}

// remakePrevents names a column that cannot be converted: the server changes no
// type that rows are told apart by.
func remakePrevents(c *sqlgen.Context, from, to schema.Object) error {
	m := newRemake(c, from, to)
	for _, col := range m.columns() {
		if table, ok := inPartitionKey(c, col); ok {
			return fmt.Errorf("making %s anew: %w", to.Ref(), keyError(col, table))
		}
	}
	return nil
}
