package proof

import (
	"context"

	"github.com/schemactl/schemactl/schema"
)

// An early database is made, and read as it is when empty, beside what else
// there is to do before it is known what it is for.
type early struct {
	done chan struct{}
	db   Database
	base *schema.Schema // split
}

// beginEarly begins to make one. It has to be closed before the source is.
func beginEarly(ctx context.Context, source Source) *early {
	e := &early{done: make(chan struct{})}
	go func() {
		defer close(e.done)
		// Whoever makes the next one is told why this could not be made.
		db, err := source.New(ctx)
		if err != nil {
			return
		}
		e.db = db
		if s, err := db.Inspect(ctx); err == nil {
			e.base = schema.Split(s)
		}
	}()
	return e
}

// take gives the database, or nil if there is none.
func (e *early) take() (db Database, base *schema.Schema) {
	if e == nil {
		return nil, nil
	}
	<-e.done
	db, e.db = e.db, nil
	return db, e.base
}

func (e *early) close() {
	if db, _ := e.take(); db != nil {
		db.Close()
	}
}
