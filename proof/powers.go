package proof

import (
	"context"
	"slices"

	"github.com/schemactl/schemactl/schema"
)

// roleMaker is what of a Source makes roles.
type roleMaker interface {
	EnsureRoles(ctx context.Context, roles []string) error
}

// A powerMaker is a Source that can make roles superusers, as the owners of some objects must be.
type powerMaker interface {
	EnsureSuperusers(ctx context.Context, roles []string) error
}

// EnsureRoles makes the roles that schemas speak of where there are none such, so that they can
// own what they are to own.
func EnsureRoles(ctx context.Context, source roleMaker, schemas ...*schema.Schema) error {
	if p, ok := source.(powerMaker); ok {
		if roles := superusers(schemas...); len(roles) > 0 {
			if err := p.EnsureSuperusers(ctx, roles); err != nil {
				return err
			}
		}
	}
	return source.EnsureRoles(ctx, Roles(schemas...))
}

// superusers are the roles that own what only superusers can, sorted.
// https://www.postgresql.org/docs/current/sql-altereventtrigger.html and its like
func superusers(schemas ...*schema.Schema) []string {
	var out []string
	for _, s := range schemas {
		for o := range s.All() {
			switch o.Ref().Kind {
			case schema.KindEventTrigger, schema.KindForeignDataWrapper, schema.KindSubscription:
				if owner := o.Base().Owner; owner != "" {
					out = append(out, owner)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
