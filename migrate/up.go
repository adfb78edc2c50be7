package migrate

import (
	"context"
	"io/fs"
	"log/slog"
)

// An Option changes what Up, Down and Waiting do.
type Option func(*call)

// A call is one use of Up, Down or Waiting.
type call struct {
	runner  Runner
	options Options
}

// WithLogger has what is done written to a log: migrations as they start and end at level info, statements at level
// debug, waiting and trying again at level warn.
func WithLogger(l *slog.Logger) Option {
	return func(c *call) { c.runner.Log = logTo(l) }
}

// To ends at a target: a version, the name of a migration, a tag, or steps as "+2" and "-1".
func To(target string) Option { return func(c *call) { c.options.To = target } }

// AllowOutOfOrder applies migrations that are older than one already applied.
func AllowOutOfOrder() Option { return func(c *call) { c.options.OutOfOrder = true } }

// By is recorded in the history as who applied, in place of the user of the session.
func By(name string) Option { return func(c *call) { c.runner.By = name } }

// Release is recorded in the history as the version of the program that applied.
func Release(version string) Option { return func(c *call) { c.runner.ToolVersion = version } }

// Tries bounds how often a transaction is tried that fails for a passing reason, such as a lock timeout.
func Tries(n int) Option { return func(c *call) { c.runner.Tries = n } }

// StopOn ends the run after the step under way once the channel is closed, with ErrStopped.
func StopOn(stop <-chan struct{}) Option { return func(c *call) { c.options.Stop = stop } }

func newCall(db Database, d *Dir, opts []Option) *call {
	c := &call{runner: Runner{DB: db, Dir: d}}
	for _, o := range opts {
		o(c)
	}
	return c
}

// Up applies the migrations that the database has not had, oldest first, as a program does when it starts, and gives the
// versions that it applied. Programs that start at once wait for each other. A *PartialError tells what a failure left
// behind.
//
// The Database is postgres.Migrations or sqlite.Migrations of a *sql.DB, which stays the caller's.
func Up(ctx context.Context, db Database, files fs.FS, opts ...Option) ([]string, error) {
	d, err := OpenFS(files)
	if err != nil {
		return nil, err
	}
	c := newCall(db, d, opts)
	return c.runner.Apply(ctx, c.options)
}

// Down undoes the newest migration, or, with To, all after a target, and gives the versions that it undid. It needs no
// files: the SQL is in the history.
func Down(ctx context.Context, db Database, opts ...Option) ([]string, error) {
	c := newCall(db, NewDir("the history"), opts)
	return c.runner.Rollback(ctx, c.options)
}

// Waiting gives the versions that Up would apply, having checked what can be checked without writing: a program may refuse
// to serve as long as there are any.
func Waiting(ctx context.Context, db Database, files fs.FS, opts ...Option) ([]string, error) {
	d, err := OpenFS(files)
	if err != nil {
		return nil, err
	}
	c := newCall(db, d, opts)
	c.options.DryRun = true
	return c.runner.Apply(ctx, c.options)
}

// messages are the levels and texts of events in a log; what is not here is not written.
var messages = map[EventKind]struct {
	level slog.Level
	text  string
}{
	Start:         {slog.LevelInfo, "migration starts"},
	Resume:        {slog.LevelInfo, "migration goes on where an earlier run stopped"},
	StatementDone: {slog.LevelDebug, "statement is done"},
	End:           {slog.LevelInfo, "migration is done"},
	Wait:          {slog.LevelWarn, "waiting for another runner"},
	Retry:         {slog.LevelWarn, "trying again"},
	Note:          {slog.LevelWarn, "not checked"},
}

func logTo(l *slog.Logger) func(Event) {
	return func(e Event) {
		m, ok := messages[e.Kind]
		if !ok {
			return
		}
		var attrs []slog.Attr
		add := func(there bool, a slog.Attr) {
			if there {
				attrs = append(attrs, a)
			}
		}
		add(e.Version != "", slog.String("version", e.Version))
		add(e.Name != "", slog.String("name", e.Name))
		add(e.Direction != "", slog.String("direction", string(e.Direction)))
		add(e.Total > 0, slog.Int("index", e.Index))
		add(e.Total > 0, slog.Int("total", e.Total))
		add(e.Statement.SQL != "", slog.String("sql", e.Statement.SQL))
		add(e.Duration > 0, slog.Duration("duration", e.Duration))
		add(e.Detail != "", slog.String("detail", e.Detail))
		add(e.Err != nil, slog.Any("error", e.Err))
		l.LogAttrs(context.Background(), m.level, m.text, attrs...)
	}
}
