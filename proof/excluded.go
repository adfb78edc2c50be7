package proof

import (
	"errors"
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// An ExcludedError says that a change cannot be made without touching an
// object that is left alone.
type ExcludedError struct {
	// Ref is what is left alone, Cause what the files change or drop; Cause is
	// zero where that is not known.
	Ref, Cause schema.Ref
	// Gone says that the cause is dropped or renamed.
	Gone bool
}

func (e *ExcludedError) Error() string {
	text := fmt.Sprintf("%s is left alone by the filters, but ", e.Ref)
	switch {
	case e.Gone:
		text += fmt.Sprintf("it stands on %s, which would be dropped or renamed", e.Cause)
	case e.Cause.IsZero():
		text += "it would have to be changed too"
	default:
		text += fmt.Sprintf("it would have to be dropped and made again, or changed, along with %s", e.Cause)
	}
	return text + ". Take it out of the filters and into the files, or leave the change out"
}

// withExcluded adds to the desired schema what is left alone, as it is.
func (in *Input) withExcluded(desired *schema.Schema) (*schema.Schema, error) {
	if in.Excluded == nil || in.Excluded.Len() == 0 {
		return desired, nil
	}
	in.alone = map[schema.Ref]bool{}
	for o := range schema.Split(in.Excluded).All() {
		in.alone[o.Ref()] = true
	}
	out := desired.Clone()
	for o := range in.Excluded.All() {
		out.Put(o)
	}
	if in.crosses(out) {
		out = schema.Fill(schema.Lean(out))
	}
	return out, in.dangling(out)
}

// crosses reports whether a table is left alone and its parent not, or the
// other way round: then its columns change with those of the parent.
func (in *Input) crosses(s *schema.Schema) bool {
	for t := range schema.Of[*schema.Table](s) {
		for _, p := range t.Parents() {
			if in.alone[t.Ref()] != in.alone[p] {
				return true
			}
		}
	}
	return false
}

// dangling finds what is left alone and stands on what the files do not have
// any more.
func (in *Input) dangling(desired *schema.Schema) error {
	current, wanted := schema.Split(in.Current), schema.Split(desired)
	var errs []error
	for o := range current.All() {
		if !in.alone[o.Ref()] || copied(o) {
			continue
		}
		for _, dep := range o.Deps() {
			if current.Has(dep) && !wanted.Has(dep) {
				errs = append(errs, &ExcludedError{Ref: o.Ref(), Cause: dep, Gone: true})
				break
			}
		}
	}
	return errors.Join(errs...)
}

// copied reports whether an object is its parent's copy, which follows that.
func copied(o schema.Object) bool {
	switch o := o.(type) {
	case *schema.Column:
		return o.Inherited
	case *schema.Check:
		return o.Inherited && !o.Local
	case *schema.Index:
		return o.Of != ""
	case *schema.Key:
		return o.Of != ""
	case *schema.Trigger:
		return o.Copy
	}
	return false
}

// untouched fails if a plan changes what is left alone.
func (in *Input) untouched(p *planner.Plan) error {
	if len(in.alone) == 0 {
		return nil
	}
	var changed []schema.Ref
	for _, s := range p.Steps {
		if !s.InPassing() {
			changed = append(changed, s.Ref())
		}
	}
	var errs []error
	var seen []schema.Ref
	for _, s := range p.Steps {
		r := s.Ref()
		if !in.alone[r] || copied(s.Object()) || slices.Contains(seen, r) {
			continue
		}
		seen = append(seen, r)
		errs = append(errs, &ExcludedError{Ref: r, Cause: causeOf(p.From, r, changed)})
	}
	return errors.Join(errs...)
}

// causeOf finds what an object stands on, directly or not, that changes.
func causeOf(s *schema.Schema, r schema.Ref, changed []schema.Ref) schema.Ref {
	queue, seen := []schema.Ref{r}, map[schema.Ref]bool{r: true}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if at != r && slices.Contains(changed, at) {
			return at
		}
		if o := s.Lookup(at); o != nil {
			for _, dep := range o.Deps() {
				if !seen[dep] {
					seen[dep] = true
					queue = append(queue, dep)
				}
			}
		}
	}
	return schema.Ref{}
}

// asItIs reports whether an object is as the current schema has it.
func (w *work) asItIs(o schema.Object) bool {
	was := w.current.Lookup(o.Ref())
	return was != nil && len(schema.Changed(was, o)) == 0
}
