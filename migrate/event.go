package migrate

import "time"

// An Event tells what a Runner does, while it does it.
type Event struct {
	Kind      EventKind
	Version   string
	Name      string
	Direction Direction

	Statement    Statement     // of StatementStart, StatementDone, Resume, Retry
	Index, Total int           // Index of Total: migrations for Start and End, statements for the others; 1-based
	Duration     time.Duration // taken so far (End, StatementDone), to pause (Retry), waited (Wait)
	Err          error         // why (Retry)
	Detail       string        // who holds the lock (Wait), what was not checked (Note)
}

// A Direction is up or down.
type Direction string

// The directions of a migration.
const (
	Forward Direction = "up"
	Back    Direction = "down"
)

// An EventKind is what an Event tells.
type EventKind string

// The kinds of events.
const (
	Wait           EventKind = "wait"            // another runner holds the lock
	Start          EventKind = "start"           // a migration starts
	Resume         EventKind = "resume"          // it goes on at Statement, where an earlier run stopped
	StatementStart EventKind = "statement_start" // a statement starts
	StatementDone  EventKind = "statement_done"  // a statement is done
	Retry          EventKind = "retry"           // a transaction is rolled back and tried again after Duration
	Note           EventKind = "note"            // a check was left out
	End            EventKind = "end"             // a migration is done and recorded
)
