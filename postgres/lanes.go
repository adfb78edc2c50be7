package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/lib/pq"
)

// manyRelations is how many tables make a second connection worth its while: to
// connect, and to fill the caches of a new backend, takes about as long as to
// read a few hundred. Tests change it.
var manyRelations = 300

// secondWait is how long a second connection may take to be there: a pooler with
// none to give lets wait until the first is free.
const secondWait = 3 * time.Second

// readOnTables reads what is on tables. Of many tables, that is read on two
// connections at a time, in one snapshot: columns and keys take about as long as
// all the rest.
func (r *reader) readOnTables(ctx context.Context) error {
	if err := r.readOnLanes(ctx); err != nil {
		return err
	}
	r.implied.settle(r)
	r.implied.name(r)
	return nil
}

func (r *reader) readOnLanes(ctx context.Context) error {
	beside, err := r.second(ctx)
	if err != nil {
		return err
	}
	if beside == nil {
		if err := r.readKinds(ctx, columnKinds); err != nil {
			return err
		}
		return r.readRest(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		defer discard(beside.conn)
		done <- beside.readRest(ctx)
	}()
	err = r.readKinds(ctx, columnKinds)
	if err != nil {
		cancel()
	}
	other := <-done
	if err == nil {
		err = other
	}
	if err == nil {
		r.take(beside)
	}
	return err
}

// readRest reads what stands on tables and does not ask for what readColumns and
// readKeys have read.
func (r *reader) readRest(ctx context.Context) error {
	if err := r.readKinds(ctx, otherKinds); err != nil {
		return err
	}
	return r.readArcs(ctx)
}

// errNoSnapshot says that the server would not export the snapshot: who runs it
// may not let everybody.
var errNoSnapshot = errors.New("exporting the snapshot")

// second gives a reader on a connection of its own that sees what this one
// sees; nil if that is not worth its while or cannot be had: servers limit
// connections, and poolers lead to servers that do not share snapshots.
func (r *reader) second(ctx context.Context) (*reader, error) {
	if r.more == nil || len(r.relations) < manyRelations {
		return nil, nil
	}
	var snapshot string
	if err := r.conn.QueryRowContext(ctx, "SELECT pg_catalog.pg_export_snapshot()").Scan(&snapshot); err != nil {
		return nil, fmt.Errorf("%w: %w", errNoSnapshot, err)
	}
	soon, cancel := context.WithTimeout(ctx, secondWait)
	defer cancel()
	conn, err := r.more(soon)
	if err != nil {
		return nil, ctx.Err()
	}
	s := &session{conn: conn}
	_, err = conn.ExecContext(soon, readOnly+"; SET TRANSACTION SNAPSHOT "+pq.QuoteLiteral(snapshot))
	if err == nil {
		_, err = s.settle(soon)
	}
	if err != nil {
		discard(conn)
		return nil, ctx.Err()
	}
	out := newReader(s)
	out.major, out.owners, out.present, out.members, out.namespaces = r.major, r.owners, r.present, r.members, r.namespaces
	out.relations = maps.Clone(r.relations)
	return out, nil
}

// take adds what a second reader has read.
func (r *reader) take(other *reader) {
	r.objects = append(r.objects, other.objects...)
	maps.Copy(r.at, other.at)
	maps.Copy(r.relations, other.relations)
	maps.Copy(r.copied, other.copied)
	maps.Copy(r.parts, other.parts)
	maps.Copy(r.implied.left, other.implied.left)
	r.implied.kept = append(r.implied.kept, other.implied.kept...)
	r.invalid = append(r.invalid, other.invalid...)
	r.arcs, r.strange = other.arcs, append(r.strange, other.strange...)
}
