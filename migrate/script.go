package migrate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A Scripter writes in a dialect, as text for the dialect's own client, what a Session does.
type Scripter interface {
	// Open is what stands first: the settings of the client, the lock, the history where there is none, and a check that
	// the newest migration of the history is the one given, Base for none.
	Open(from string) string
	Reset(l Limits) string
	Begin(group []Statement) string
	Exec(s Statement) string
	Commit() string
	Save(r Record) string
	Forget(version string) string
	Close() string
}

// A Range is a stretch of the directory: what leads from one version to another. Base is before the first.
type Range struct{ From, To string }

// Script writes what Apply (Up) or Rollback (Down) would do, with its bookkeeping, as one script, and gives the versions in
// it. With a range it asks no database; without one it goes on from the history, as the options say.
//
// What the schema is like cannot be checked by a script. The records hold the fingerprints of the headers.
func (r *Runner) Script(ctx context.Context, w io.Writer, sc Scripter, way Direction, at *Range, o Options) ([]string, error) {
	if err := r.Dir.Verify(); err != nil {
		return nil, err
	}
	p, err := r.paper(ctx, sc, at)
	if err != nil {
		return nil, err
	}
	if at != nil {
		o.To = at.To
	}
	writer := &Runner{DB: p, Dir: r.Dir, By: r.By, ToolVersion: r.ToolVersion, Log: p.event}
	run := writer.Apply
	if way == Back {
		run = writer.Rollback
	}
	versions, err := run(ctx, o)
	if err != nil || len(versions) == 0 {
		return nil, err
	}
	for _, v := range versions {
		if m, ok := r.Dir.Find(v); ok && m.Delimiter != "" {
			return nil, fmt.Errorf("writing script: %s has a delimiter of its own, and the clients of databases know semicolons alone: run it with schemactl", m.FileName())
		}
	}
	_, err = io.WriteString(w, p.text.String())
	return versions, err
}

// paper makes the database that a script is written from.
func (r *Runner) paper(ctx context.Context, sc Scripter, at *Range) (*paper, error) {
	p := &paper{sc: sc, to: map[string]string{}}
	for _, m := range slices.Concat(r.Dir.replaced, r.Dir.Migrations) {
		p.to[m.Version] = m.To
	}
	if at == nil {
		applied, err := r.DB.Applied(ctx)
		if err != nil {
			return nil, fmt.Errorf("reading history: %w", err)
		}
		p.applied = applied
		for _, rec := range applied {
			if rec.Partial() {
				return nil, fmt.Errorf("writing script: %s_%s stopped on its way: finish it with schemactl apply or rollback first", rec.Version, rec.Name)
			}
		}
		return p, nil
	}
	for _, m := range r.Dir.Migrations {
		if at.From == Base || compareVersions(m.Version, at.From) > 0 {
			break
		}
		rec, err := r.recordOf(m)
		if err != nil {
			return nil, err
		}
		p.applied = append(p.applied, rec)
	}
	return p, nil
}

// recordOf is the record of a migration as if it were applied.
func (r *Runner) recordOf(m Migration) (Record, error) {
	j := &job{file: m.FileName(), noTx: m.NoTransaction}
	if err := j.parse(m.Up); err != nil {
		return Record{}, err
	}
	return Record{
		Version: m.Version, Name: m.Name, Checksum: m.Sum, Down: m.Down, HasDown: m.HasDown, Done: len(j.stmts), Total: len(j.stmts),
		AppliedBy: r.By, ToolVersion: r.ToolVersion, Before: m.From, Fingerprint: m.To,
	}, nil
}

// A paper is a Database that writes down what is done to it.
type paper struct {
	sc      Scripter
	applied []Record
	to      map[string]string // fingerprints that the headers promise, by version
	text    strings.Builder
}

func (p *paper) put(text string) {
	if text != "" {
		p.text.WriteString(strings.TrimRight(text, "\n") + "\n\n")
	}
}

func (p *paper) event(e Event) {
	if e.Kind == Start {
		word := map[Direction]string{Forward: "Apply", Back: "Roll back"}[e.Direction]
		p.put(fmt.Sprintf("-- %s %s (%d of %d)", word, Named{Version: e.Version, Name: e.Name}, e.Index, e.Total))
	}
}

func (p *paper) Lock(context.Context, func(string, time.Duration)) (Lock, error) {
	return paperLock{}, nil
}

func (p *paper) Applied(context.Context) ([]Record, error) { return p.applied, nil }

// State is unknown: nothing is compared with it.
func (p *paper) State(context.Context) (State, error) { return State{}, nil }

func (p *paper) Session(context.Context) (Session, error) {
	from := Base
	if n := len(p.applied); n > 0 {
		from = p.applied[n-1].Version
	}
	p.put(p.sc.Open(from))
	return (*paperSession)(p), nil
}

// A paperLock is held by the script, not by the one who writes it.
type paperLock struct{}

func (paperLock) Held(context.Context) error { return nil }
func (paperLock) Unlock() error              { return nil }

type paperSession paper

func (s *paperSession) write(text string) error {
	(*paper)(s).put(text)
	return nil
}

func (s *paperSession) Reset(_ context.Context, l Limits) error { return s.write(s.sc.Reset(l)) }

func (s *paperSession) Begin(_ context.Context, group []Statement) error {
	return s.write(s.sc.Begin(group))
}

func (s *paperSession) Exec(_ context.Context, stmt Statement) error {
	return s.write(s.sc.Exec(stmt))
}

func (s *paperSession) Commit(context.Context) error { return s.write(s.sc.Commit()) }

func (s *paperSession) Rollback() error { return nil }

func (s *paperSession) State(context.Context) (State, error) { return State{}, nil }

func (s *paperSession) Save(_ context.Context, r Record) error {
	if !r.Partial() {
		r.Fingerprint = s.to[r.Version]
	}
	r.Duration = 0
	return s.write(s.sc.Save(r))
}

func (s *paperSession) Forget(_ context.Context, version string) error {
	return s.write(s.sc.Forget(version))
}

func (s *paperSession) Retryable(error) bool { return false }

func (s *paperSession) Took(context.Context, Statement) (bool, error) {
	return false, errors.New("a script does not go on where another stopped")
}

func (s *paperSession) Close() error { return s.write(s.sc.Close()) }

// Terminated is a statement with its semicolon, below it where a comment ends the statement.
func Terminated(s Statement) string {
	if i := strings.LastIndexByte(s.SQL, '\n'); strings.Contains(s.SQL[i+1:], "--") {
		return s.SQL + "\n;"
	}
	return s.SQL + ";"
}
