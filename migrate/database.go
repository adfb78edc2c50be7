package migrate

import (
	"context"
	"strings"
	"time"
)

// A State is the schema of a database at one moment.
type State struct {
	// Fingerprint is equal for equal schemas. A part before a colon ("pg15:…") names what made it; fingerprints with
	// different such parts say nothing about each other and are not compared.
	Fingerprint string
	// Objects maps the address of every object to a hash of its definition, so that a difference can be named.
	Objects map[string]string
	// Like gives the state as the maker of another fingerprint saw it: one can say after a space which part of the schema
	// it is of, and only what is of one part can be compared. It may be nil.
	Like func(fingerprint string) (State, error)
}

// like gives the state of that part of the schema that a fingerprint is of.
func (s State) like(fingerprint string) (State, error) {
	if s.Like == nil || fingerprint == "" || partOf(fingerprint) == partOf(s.Fingerprint) {
		return s, nil
	}
	return s.Like(fingerprint)
}

// partOf is what a fingerprint says of the part of the schema that it is of.
func partOf(fingerprint string) string {
	_, part, _ := strings.Cut(fingerprint, " ")
	return part
}

// A Record is one row of the history: a migration that was applied, wholly or in part.
type Record struct {
	Version, Name string
	Checksum      string // of the up file; while an apply is stopped on its way, of the statements that are done
	Down          string // the SQL that undoes it, with its header
	HasDown       bool
	Done, Total   int           // statements of the up file; of the down SQL while Undoing
	Undoing       bool          // a rollback outside a transaction stopped on its way
	Error         string        // why it stopped; empty once it is applied wholly
	AppliedAt     time.Time     // by the clock of the database; not written from here
	AppliedBy     string        // empty when saved: the user of the session
	Duration      time.Duration // of its statements, kept in milliseconds
	ToolVersion   string
	Before        string            // fingerprint that it was planned for; empty: not checked
	Fingerprint   string            // of the schema after it
	Objects       map[string]string // of the schema after it; the newest record alone keeps them
}

// Partial reports whether the migration stopped on its way.
func (r Record) Partial() bool { return r.Error != "" }

// A Database is what a Runner asks of a database.
type Database interface {
	// Lock waits until no other runner works on the database. It calls waiting about once a second with a description
	// of who holds the lock.
	Lock(ctx context.Context, waiting func(holder string, since time.Duration)) (Lock, error)
	// Applied reads the history by version, oldest first. It writes nothing: without a history the list is empty.
	Applied(ctx context.Context) ([]Record, error)
	// State reads the schema, writing nothing.
	State(ctx context.Context) (State, error)
	// Session opens the connection that statements run on and makes the history where there is none. It is called with
	// the lock held.
	Session(ctx context.Context) (Session, error)
}

// A Lock is held by one runner at a time.
type Lock interface {
	// Held fails when the lock was lost, as by a broken connection. It is asked before each step.
	Held(ctx context.Context) error
	Unlock() error
}

// A Session is one connection of a Database.
type Session interface {
	// Reset takes back the settings that earlier statements made, and sets the limits given.
	Reset(ctx context.Context, l Limits) error
	// Begin starts a transaction for the statements given, of which it runs none.
	Begin(ctx context.Context, group []Statement) error
	Exec(ctx context.Context, s Statement) error
	Commit(ctx context.Context) error
	// Rollback ends the transaction if there is one.
	Rollback() error
	// State reads the schema as the current transaction sees it.
	State(ctx context.Context) (State, error)
	// Save adds or replaces the record of a version, in the transaction if there is one.
	Save(ctx context.Context, r Record) error
	// Forget removes the record of a version, in the transaction if there is one.
	Forget(ctx context.Context, version string) error
	// Retryable reports whether running the whole transaction again may help, as after a lock timeout.
	Retryable(err error) bool
	// Took reports whether a statement outside a transaction that was cut off has taken effect nevertheless.
	Took(ctx context.Context, s Statement) (bool, error)
	Close() error
}

// A SQLError is what a server says about a statement.
type SQLError struct {
	Err      error
	Code     string // SQLSTATE
	Detail   string
	Hint     string
	Position int // of the fault in the statement: characters, 1-based; 0 when unknown
}

func (e *SQLError) Error() string { return e.Err.Error() }
func (e *SQLError) Unwrap() error { return e.Err }
