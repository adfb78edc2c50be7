package schema

import (
	"iter"
	"maps"
	"slices"
)

// A Schema is a set of objects, all with different refs. It keeps the order in
// which they were added.
type Schema struct {
	objects []Object
	index   map[Ref]int
}

// New returns a schema of the objects given; of two with one ref the later
// stays.
func New(objects ...Object) *Schema {
	s := &Schema{objects: make([]Object, 0, len(objects)), index: make(map[Ref]int, len(objects))}
	for _, o := range objects {
		s.Put(o)
	}
	return s
}

// Add adds an object and reports whether its ref was new. One that was not is
// left as it was.
func (s *Schema) Add(o Object) bool {
	if _, ok := s.index[o.Ref()]; ok {
		return false
	}
	s.Put(o)
	return true
}

// Put adds an object, in the place of the one that has its ref, if any.
func (s *Schema) Put(o Object) {
	if s.index == nil {
		s.index = map[Ref]int{}
	}
	r := o.Ref()
	if i, ok := s.index[r]; ok {
		s.objects[i] = o
		return
	}
	s.index[r] = len(s.objects)
	s.objects = append(s.objects, o)
}

// Lookup finds the object of a ref; nil if there is none.
func (s *Schema) Lookup(r Ref) Object {
	if i, ok := s.index[r]; ok {
		return s.objects[i]
	}
	return nil
}

// Has reports whether there is an object of the ref.
func (s *Schema) Has(r Ref) bool {
	_, ok := s.index[r]
	return ok
}

// Len is the number of objects.
func (s *Schema) Len() int { return len(s.objects) }

// All runs over the objects in their order.
func (s *Schema) All() iter.Seq[Object] { return slices.Values(s.objects) }

// Clone returns a schema that can be changed without changing s. The objects
// themselves are shared.
func (s *Schema) Clone() *Schema {
	return &Schema{objects: slices.Clone(s.objects), index: maps.Clone(s.index)}
}

// Filter returns a schema of those objects that keep wants.
func (s *Schema) Filter(keep func(Object) bool) *Schema {
	var kept []Object
	for _, o := range s.objects {
		if keep(o) {
			kept = append(kept, o)
		}
	}
	return New(kept...)
}

// Unshared lists the objects of s that are not, the very same, in the other.
func (s *Schema) Unshared(other *Schema) []Object {
	var out []Object
	next := 0
	for _, o := range s.objects {
		// What two schemas share stands in the same order in both, mostly.
		if next < len(other.objects) && other.objects[next] == o {
			next++
			continue
		}
		if i, ok := other.index[o.Ref()]; ok && other.objects[i] == o {
			next = i + 1
			continue
		}
		out = append(out, o)
	}
	return out
}

// Of runs over the objects of one type, such as *Table.
func Of[T Object](s *Schema) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, o := range s.objects {
			if t, ok := o.(T); ok && !yield(t) {
				return
			}
		}
	}
}

// HasAny reports whether there is an object of one type.
func HasAny[T Object](s *Schema) bool {
	for range Of[T](s) {
		return true
	}
	return false
}

// Find finds an object of one type; ok is false if it is missing.
func Find[T Object](s *Schema, r Ref) (t T, ok bool) {
	t, ok = s.Lookup(r).(T)
	return t, ok
}

// Sorted returns a schema of the objects, in the order of Sort; of two with one
// ref the later stays. The list is the schema's from then on.
func Sorted(objects []Object) *Schema {
	s := &Schema{objects: objects}
	s.Sort()
	if len(s.index) < len(objects) {
		return New(objects...)
	}
	return s
}

// InOrder is the schema as Sort leaves it: itself if it is so.
func (s *Schema) InOrder() *Schema {
	if slices.IsSortedFunc(s.objects, canonical) {
		return s
	}
	out := s.Clone()
	out.Sort()
	return out
}

var kindRanks = func() map[Kind]int {
	rank := make(map[Kind]int, len(Kinds))
	for i, k := range Kinds {
		rank[k] = i
	}
	return rank
}()

// canonical compares objects by kind, in the order of Kinds, and then by name, but
// for the columns of a table.
func canonical(a, b Object) int {
	x, y := a.Ref(), b.Ref()
	if x.Kind != y.Kind {
		return kindRanks[x.Kind] - kindRanks[y.Kind]
	}
	if x.Kind == KindColumn {
		x.Name, y.Name = "", ""
	}
	return x.Compare(y)
}

// Sort orders the objects by kind, in the order of Kinds, and then by name;
// columns keep their order within their table.
func (s *Schema) Sort() {
	slices.SortStableFunc(s.objects, canonical)
	s.index = make(map[Ref]int, len(s.objects))
	for i, o := range s.objects {
		s.index[o.Ref()] = i
	}
}
