package schema

import (
	"cmp"
	"slices"
)

// A Label is a security label, which means something to a module of the server
// that is its provider.
// https://www.postgresql.org/docs/current/sql-security-label.html
type Label struct {
	// Column is the column of a view, or of a materialized view, or the attribute
	// of a composite type, that bears the label. Columns of tables are objects, and
	// bear theirs themselves.
	Column string
	// Sequence marks a label of an identity column that is on the sequence
	// behind it.
	Sequence       bool
	Provider, Text string
}

// SameBearer reports whether two labels of an object are on the same thing and
// of one provider, of which each thing has one.
func (l Label) SameBearer(o Label) bool {
	l.Text, o.Text = "", ""
	return l == o
}

// SortLabels brings labels into the order that they have in the graph.
func SortLabels(list []Label) {
	slices.SortFunc(list, func(a, b Label) int {
		if a.Sequence != b.Sequence {
			if b.Sequence {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Column, b.Column), cmp.Compare(a.Provider, b.Provider))
	})
}

// LabelsAlong are the labels that an object has once it is changed into another,
// if nobody changes any: what goes takes its own along, what is renamed keeps it.
func LabelsAlong(from, to Object) []Label {
	old := from.Base().Labels
	if len(old) == 0 {
		return nil
	}
	switch to := to.(type) {
	case *Column:
		if to.Identity == nil {
			return slices.DeleteFunc(slices.Clone(old), func(l Label) bool { return l.Sequence })
		}
	case *Composite:
		return to.labelsAlong(from.(*Composite))
	}
	return old
}

func (c *Composite) labelsAlong(from *Composite) []Label {
	var list []Label
	for _, l := range from.Labels {
		if l.Column == "" {
			list = append(list, l)
		}
	}
	for _, f := range c.Fields {
		was := f.Name
		if !from.hasField(f.Name) && from.hasField(f.RenamedFrom) && !c.hasField(f.RenamedFrom) {
			was = f.RenamedFrom
		}
		for _, l := range from.Labels {
			if l.Column == was {
				l.Column = f.Name
				list = append(list, l)
			}
		}
	}
	SortLabels(list)
	return list
}

func (c *Composite) hasField(name string) bool {
	return slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Name == name })
}

// KeepLabels leaves the security labels of what is there as they are.
func KeepLabels(desired, current *Schema) {
	for o := range desired.All() {
		var labels []Label
		was := former(o, current)
		if was != nil {
			labels = LabelsAlong(was, o)
		}
		if len(labels)+len(o.Base().Labels) > 0 && was != o {
			o = o.Named(o.Ref())
			o.Base().Labels = labels
			desired.Put(o)
		}
	}
}

// BearsLabels reports whether objects of a kind can bear security labels.
func BearsLabels(k Kind) bool { return labelled[k] }

var labelled = map[Kind]bool{
	KindRole: true, KindSchema: true, KindEnum: true, KindDomain: true, KindComposite: true, KindRange: true,
	KindObject: true, KindSequence: true, KindFunction: true, KindProcedure: true, KindAggregate: true,
	KindTable: true, KindColumn: true, KindView: true, KindMaterialized: true, KindEventTrigger: true,
	KindPublication: true, KindSubscription: true,
}
