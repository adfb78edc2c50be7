package proof

import (
	"context"
	"fmt"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A drafter is a Database that can take back all that was made in it, which is
// cheaper than another database.
type drafter interface {
	// Draft takes back what was made since the last Draft, and begins anew.
	Draft(ctx context.Context) error
	// Discard takes back what was made since Draft. What is made from now on
	// stays.
	Discard(ctx context.Context) error
}

// largestDraft bounds the objects of a draft: it is one transaction, and the
// server keeps locks on everything that a transaction makes, for which its
// memory is limited. Making that many takes longer than making a database.
// https://www.postgresql.org/docs/current/runtime-config-locks.html
const largestDraft = 2000

// draft makes a part of a schema, to see how the server spells it. It is gone
// with the next draft.
func (w *work) draft(ctx context.Context, want *schema.Schema, guesses map[schema.Ref][]schema.Ref) (Database, *schema.Schema, error) {
	if w.drafts == nil {
		db, err := w.newDatabase(ctx)
		if err != nil {
			return nil, nil, err
		}
		w.drafts = db
	}
	db := w.drafts
	d, ok := db.(drafter)
	if !ok || want.Len() > largestDraft {
		w.drafts = nil
		if ok {
			if err := d.Discard(ctx); err != nil {
				return nil, nil, fmt.Errorf("emptying the scratch database: %w", err)
			}
		}
		return w.fill(ctx, db, want, guesses)
	}
	if err := d.Draft(ctx); err != nil {
		return nil, nil, fmt.Errorf("emptying the scratch database: %w", err)
	}
	return w.fill(ctx, db, want, guesses)
}

// scratch makes a database of its own with a part of a schema in it.
func (w *work) scratch(ctx context.Context, want *schema.Schema) (Database, *schema.Schema, error) {
	db := w.drafts
	if d, ok := db.(drafter); ok {
		w.drafts = nil
		if err := d.Discard(ctx); err != nil {
			return nil, nil, fmt.Errorf("emptying the scratch database: %w", err)
		}
		return w.fill(ctx, db, want, nil)
	}
	db, err := w.newDatabase(ctx)
	if err != nil {
		return nil, nil, err
	}
	return w.fill(ctx, db, want, nil)
}

func (w *work) newDatabase(ctx context.Context) (Database, error) {
	db, base := w.in.early.take()
	if db != nil {
		w.open, w.base = append(w.open, db), base
	}
	if err := EnsureRoles(ctx, w.in.Scratch, w.current, w.desired); err != nil {
		return nil, fmt.Errorf("making roles for a scratch database: %w", err)
	}
	if db != nil {
		return db, nil
	}
	db, err := w.in.Scratch.New(ctx)
	if err != nil {
		return nil, fmt.Errorf("making a scratch database: %w", err)
	}
	w.open = append(w.open, db)
	return db, nil
}

// fill makes the objects of want in an empty database. base is what the
// database had before.
func (w *work) fill(ctx context.Context, db Database, want *schema.Schema, guesses map[schema.Ref][]schema.Ref) (_ Database, base *schema.Schema, err error) {
	// Every empty database is like the first.
	if w.base == nil {
		if w.base, err = w.inspect(ctx, db); err != nil {
			return nil, nil, err
		}
	}
	base = w.base
	// What an empty database has and the part is to come to, as the schema public that was dropped, is not there at first.
	all := base.Filter(func(o schema.Object) bool { return !w.part[o.Ref()] || want.Has(o.Ref()) })
	for o := range want.All() {
		all.Put(o)
	}
	// What has no guesses was read from a database: its functions exist.
	if guesses == nil {
		if err := db.Trust(ctx, true); err != nil {
			return nil, nil, err
		}
	}
	if err := build(ctx, db, base, all, w.dialect(), guesses); err != nil {
		return nil, nil, err
	}
	if d, ok := w.in.Dialect.(partNamer); ok && guesses == nil {
		// What stands in the way of these names is not in the part.
		_ = db.Try(ctx, d.NameParts(all))
	}
	return db, base, nil
}

// A partNamer is a Dialect whose server chooses names for what it makes along with other
// objects, by what is there at the time.
type partNamer interface {
	NameParts(*schema.Schema) []sqlgen.Stmt
}
