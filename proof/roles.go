package proof

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A cluster is a Database of a server whose roles can be changed and taken back
// with all else that Discard takes back.
type cluster interface {
	Database
	drafter
	// Clear makes sure that the server has no roles of some names, and has those
	// of others.
	Clear(ctx context.Context, gone, there []string) error
	// Roles reads the roles of some names.
	Roles(ctx context.Context, names []string) (*schema.Schema, error)
}

// PlanRoles plans the way between roles, and back, and proves it in a transaction
// that is taken back: the server of a scratch database may be the target's, and
// its roles are those of all databases. Roles that only current has are none of
// the plan's business.
func PlanRoles(ctx context.Context, in Input) (*Result, error) {
	desired := in.Desired.Clone()
	in.Dialect.Normalize(desired)
	in.Current = schema.AlignRoles(in.Current, desired)
	desired = schema.Carry(desired, in.Current, false)
	if in.LeaveLabels {
		schema.KeepLabels(desired, in.Current)
	}
	renames := planner.Renames(in.Current, desired)
	start, there, back, err := renamedRoles(in, renames)
	if err != nil {
		return nil, err
	}
	r := &Result{Renames: renames, Before: in.Current, After: desired, Changes: planner.Diff(start, desired), Proven: true}
	if len(r.Changes)+len(renames) == 0 {
		return r, nil
	}
	up, err := statements(start, desired, in)
	if err != nil {
		return nil, err
	}
	down, err := statements(desired, start, in)
	if err != nil {
		return nil, fmt.Errorf("planning the way back: %w", err)
	}
	r.Up, r.Down = append(there, up...), append(down, back...)
	if in.Scratch == nil {
		r.Proven = false
		return r, nil
	}
	return r, proveRoles(ctx, in, r)
}

// renamedRoles gives the roles after the renames, with the statements for these
// and for their way back.
func renamedRoles(in Input, renames []planner.Rename) (start *schema.Schema, there, back []sqlgen.Stmt, err error) {
	names := map[string]string{}
	for _, n := range renames {
		from, to := in.Current.Lookup(n.Old).Named(n.From), in.Current.Lookup(n.Old).Named(n.To)
		stmts, err1 := in.Dialect.Rename(from, to)
		undo, err2 := in.Dialect.Rename(to, from)
		if err := errors.Join(err1, err2); err != nil {
			return nil, nil, nil, err
		}
		there, back = append(there, stmts...), append(slices.Clone(undo), back...)
		names[n.Old.Name] = n.To.Name
	}
	called := func(name string) string {
		if now, ok := names[name]; ok {
			return now
		}
		return name
	}
	start = schema.New()
	for o := range schema.Of[*schema.Role](in.Current) {
		c := *o
		c.Name = called(c.Name)
		c.MemberOf = slices.Clone(c.MemberOf)
		for i := range c.MemberOf {
			m := &c.MemberOf[i]
			m.Role, m.Grantor = called(m.Role), called(m.Grantor)
		}
		schema.SortMemberships(c.MemberOf)
		start.Put(&c)
	}
	return start, there, back, nil
}

func proveRoles(ctx context.Context, in Input, r *Result) error {
	db, err := in.Scratch.New(ctx)
	if err != nil {
		return fmt.Errorf("making a scratch database: %w", err)
	}
	defer db.Close()
	c, ok := db.(cluster)
	if !ok {
		return errors.New("proving roles: the scratch database has none")
	}
	if err := c.Draft(ctx); err != nil {
		return fmt.Errorf("beginning to prove roles: %w", err)
	}
	defer c.Discard(context.WithoutCancel(ctx))
	names, others := rolesNamed(r)
	if err := c.Clear(ctx, names, others); err != nil {
		return fmt.Errorf("preparing to prove roles: %w", err)
	}
	// The role of the session is still there.
	there, err := c.Roles(ctx, names)
	if err != nil {
		return err
	}
	build, err := statements(schema.AlignRoles(there, r.Before), r.Before, in)
	if err != nil {
		return err
	}
	if err := c.Run(ctx, build); err != nil {
		return fmt.Errorf("building the current roles on the scratch server: %w", err)
	}
	for _, way := range []struct {
		when  string
		stmts []sqlgen.Stmt
		want  *schema.Schema
	}{{"start", nil, r.Before}, {"up", r.Up, r.After}, {"down", r.Down, r.Before}} {
		if err := c.Run(ctx, way.stmts); err != nil {
			return &RunError{When: way.when, Ref: refOf(way.stmts, err), Err: err}
		}
		got, err := c.Roles(ctx, names)
		if err != nil {
			return err
		}
		if list := Differences(way.want, schema.AlignRoles(got, way.want)); len(list) > 0 {
			return &MismatchError{When: way.when, Differences: list}
		}
	}
	r.Notes = unproven(r.Notes, db)
	return nil
}

// rolesNamed lists the roles of both sides, and those that they only refer to.
func rolesNamed(r *Result) (names, others []string) {
	for _, s := range []*schema.Schema{r.Before, r.After} {
		for o := range schema.Of[*schema.Role](s) {
			names = append(names, o.Name)
			for _, m := range o.MemberOf {
				others = append(others, m.Role, m.Grantor)
			}
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	others = slices.DeleteFunc(others, func(name string) bool {
		_, own := slices.BinarySearch(names, name)
		return own || name == ""
	})
	slices.Sort(others)
	return names, slices.Compact(others)
}
