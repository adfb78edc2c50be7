package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
)

// sharedRoles are the roles that the files name, as they are on the server and
// as they are to be.
type sharedRoles struct {
	current, desired *schema.Schema
	// unread says that there is no server whose roles could be compared.
	unread bool
}

// withoutRoles leaves out the roles, which are the server's.
func withoutRoles(s *schema.Schema) *schema.Schema {
	if !hasRoles(s) {
		return s
	}
	return s.Filter(func(o schema.Object) bool { return o.Ref().Kind != schema.KindRole })
}

func hasRoles(s *schema.Schema) bool {
	for range schema.Of[*schema.Role](s) {
		return true
	}
	return false
}

// namesRoles reports whether a side is files that name roles.
func namesRoles(s *side) bool { return s.files != nil && hasRoles(s.files.schema) }

// findRoles reads those roles of the server that the files name, by their new
// names or their old ones. Others are none of a plan's business, so that none is
// ever dropped.
func (p *planning) findRoles(ctx context.Context, t *target, want *desired) (*sharedRoles, error) {
	r := &sharedRoles{current: schema.New(), desired: schema.New()}
	var names []string
	for o := range schema.Of[*schema.Role](want.schema) {
		r.desired.Put(o)
		if names = append(names, o.Name); o.RenamedFrom != "" {
			names = append(names, o.RenamedFrom)
		}
	}
	if len(names) == 0 {
		return r, nil
	}
	if r.unread = t.db == nil; r.unread {
		return r, nil
	}
	var err error
	r.current, _, err = t.readRoles(ctx, names)
	return r, err
}

// anyNew reports whether the server lacks a role that the files name.
func (r *sharedRoles) anyNew() bool {
	for o := range r.desired.All() {
		if !r.unread && !r.current.Has(o.Ref()) {
			return true
		}
	}
	return false
}

// plan puts what is to be done with roles around the rest of a plan: roles are
// there before anything is granted to them.
func (r *sharedRoles) plan(ctx context.Context, in proof.Input, rest *proof.Result) (*proof.Result, error) {
	switch {
	case r.desired.Len() == 0:
		return rest, nil
	case r.unread:
		rest.Notes = append(rest.Notes, "roles were not compared: they are of a server, and there is none here")
		return rest, nil
	}
	in.Current, in.Desired = r.current, r.desired
	roles, err := proof.PlanRoles(ctx, in)
	if err != nil {
		return nil, err
	}
	rest.Up = append(roles.Up, rest.Up...)
	rest.Down = append(rest.Down, roles.Down...)
	rest.Changes = append(roles.Changes, rest.Changes...)
	rest.Renames = append(roles.Renames, rest.Renames...)
	rest.Notes = append(rest.Notes, roles.Notes...)
	rest.Proven = rest.Proven && roles.Proven
	return rest, nil
}

// readRoles reads roles of the server; those of all databases with nil.
func (t *target) readRoles(ctx context.Context, names []string) (found *schema.Schema, secrets []string, err error) {
	if t.roles == nil {
		return nil, nil, errors.New("reading roles: " + t.name + " has none")
	}
	conn, err := t.db.Conn(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("connecting to %s: %w", displayURL(t.url), t.redact(err, t.url))
	}
	defer conn.Close()
	if found, secrets, err = t.roles(ctx, conn, names); err != nil {
		return nil, nil, t.redact(err, t.url)
	}
	return found, secrets, nil
}

// withRoles adds the roles of the server to what was found in the database.
func (t *target) withRoles(ctx context.Context, s *schema.Schema) (*schema.Schema, error) {
	roles, secrets, err := t.readRoles(ctx, nil)
	if err != nil {
		return nil, err
	}
	if len(secrets) > 0 {
		fmt.Fprintf(os.Stderr, "Note: these settings are left out, and alone, because they are secret: %s.\n", strings.Join(secrets, ", "))
	}
	out := s.Clone()
	for o := range roles.All() {
		if !t.set.Filters.Names(o.Ref()) {
			out.Put(o)
		}
	}
	out.Sort()
	return out, nil
}

// roleStatement matches user mappings too, with a group of their own.
var roleStatement = regexp.MustCompile(`(?i)\b(?:create|alter|drop)\s+(?:role|group|user(\s+mapping)?)\b`)

// makesRoles reports whether migrations of a folder seem to change roles: on the
// target's own server they must not run for a trial.
func makesRoles(dir string) bool {
	files, err := filepath.Glob(filepath.Join(dir, "*.sql"))
	if err != nil {
		return false
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && changesRoles(string(text)) {
			return true
		}
	}
	return false
}

func changesRoles(text string) bool {
	return slices.ContainsFunc(roleStatement.FindAllStringSubmatch(text, -1), func(m []string) bool { return m[1] == "" })
}
