package sqlite

import (
	"sync"
	"weak"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// An outline is a plan as SQLite sees it: table by table rather than part by
// part.
type outline struct {
	to map[string]*shape
	// changed are the tables that stay and change.
	changed map[string]*difference
	// first is the step of a table at which its rebuild is written, and at the
	// place of each step in the plan.
	first map[string]stepKey
	at    map[stepKey]int
	// viewed tells that there is a view or trigger before or after.
	viewed bool
}

// A stepKey tells the steps of one plan apart.
type stepKey struct {
	ref    schema.Ref
	action planner.Action
}

func keyOf(s planner.Step) stepKey { return stepKey{s.Ref(), s.Action} }

// latest is the outline of the plan written last: the steps of a plan are
// written one by one, and working it out for each would be quadratic.
var latest struct {
	sync.Mutex
	plan weak.Pointer[planner.Plan]
	is   *outline
}

func outlineOf(p *planner.Plan) *outline {
	latest.Lock()
	defer latest.Unlock()
	if latest.is == nil || latest.plan.Value() != p {
		latest.plan, latest.is = weak.Make(p), newOutline(p)
	}
	return latest.is
}

func newOutline(p *planner.Plan) *outline {
	o := &outline{
		to: shapes(p.To), changed: map[string]*difference{},
		first: map[string]stepKey{}, at: map[stepKey]int{},
	}
	for name, from := range shapes(p.From) {
		if to := o.to[name]; to != nil {
			if d := compareShapes(from, to); d != nil {
				o.changed[name] = d
			}
		}
	}
	for i, s := range p.Steps {
		o.at[keyOf(s)] = i
		table := tableOf(s.Ref())
		if _, seen := o.first[table]; !seen && o.changed[table] != nil && inDefinition(s.Ref().Kind) {
			o.first[table] = keyOf(s)
		}
	}
	o.viewed = hasViews(p.From) || hasViews(p.To)
	return o
}

func hasViews(s *schema.Schema) bool {
	for o := range s.All() {
		if k := o.Ref().Kind; k == schema.KindView || k == schema.KindTrigger {
			return true
		}
	}
	return false
}

func tableOf(r schema.Ref) string {
	if r.Kind == schema.KindTable {
		return r.Name
	}
	return r.Table
}

// inDefinition reports whether objects of the kind are part of CREATE TABLE.
func inDefinition(k schema.Kind) bool {
	return k == schema.KindTable || k == schema.KindColumn || k == schema.KindDefault || schema.IsConstraint(k)
}

// rebuilt is the place in the plan at which a table is rebuilt; ok is false
// if it is not.
func (o *outline) rebuilt(table string) (at int, ok bool) {
	d := o.changed[table]
	if d == nil || !d.rebuild {
		return 0, false
	}
	return o.at[o.first[table]], true
}

// covered reports whether the rebuild of its table does what a step on an
// index or trigger is for: dropping the table drops them, and what is there
// at the end is made again unless its own step comes later.
func (o *outline) covered(s planner.Step) bool {
	at, ok := o.rebuilt(s.Ref().Table)
	if !ok {
		return false
	}
	if s.Action == planner.Drop {
		return o.at[keyOf(s)] > at
	}
	return o.at[keyOf(s)] < at
}

// again reports whether the rebuild at a place makes an index or trigger.
func (o *outline) again(r schema.Ref, at int) bool {
	step, ok := o.at[stepKey{r, planner.Create}]
	return !ok || step < at
}
