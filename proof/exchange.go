package proof

import (
	"context"
	"fmt"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
)

// exchanges lists what the file calls by a name that another object has, which gets the
// former's: the file says the same when the names have been exchanged. What is to
// be renamed in any case is left out.
func exchanges(renames []planner.Rename, current, desired *schema.Schema) []schema.Ref {
	last := map[schema.Ref]schema.Ref{}
	for _, r := range renames {
		last[r.Old] = r.To
	}
	var out []schema.Ref
	for _, r := range renames {
		o := desired.Lookup(r.To)
		if last[r.Old] == r.To && current.Has(r.To) && desired.Has(r.Old) && o != nil && !o.Base().RenameNow {
			out = append(out, r.To)
		}
	}
	return out
}

// planExchange plans where names may have been exchanged by an earlier plan. Texts can be
// spelled otherwise in the file than in the catalogs, so that only two plans tell: the
// one with less to change is right. Where both have as much, the names stay.
func planExchange(ctx context.Context, in Input, desired *schema.Schema, renames []planner.Rename, exchanged []schema.Ref) (*Result, error) {
	calm := desired.Clone()
	for _, ref := range exchanged {
		o := calm.Lookup(ref).Named(ref)
		o.Base().RenamedFrom = ""
		calm.Put(o)
	}
	done, err := planRenamed(ctx, in, calm, renamesOf(in, calm))
	if err == nil && done.Empty() || ctx.Err() != nil {
		return done, err
	}
	result, failed := planRenamed(ctx, in, desired, renames)
	if err != nil || failed != nil || len(done.Changes) > len(result.Changes) {
		return result, failed
	}
	names := make([]string, len(exchanged))
	for i, ref := range exchanged {
		names[i] = ref.String()
	}
	done.Notes = append(done.Notes, fmt.Sprintf("the names that renamed_from gives to %s are taken for exchanged already, as the database is nearer to the files so",
		strings.Join(names, " and ")))
	return done, nil
}
