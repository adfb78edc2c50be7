package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/migrate"
)

// A hook is a hook block of the config file: what to run at a point.
type hook struct {
	Point   string   `hcl:"point,label"`
	Command []string `hcl:"command,optional"`
	SQL     string   `hcl:"sql,optional"`
}

// hookPoints are the points at which hooks run, in the order of a day's work.
var hookPoints = []string{
	"before_plan", "after_plan", "before_write", "after_write",
	"before_apply", "before_migration", "after_migration", "after_apply",
}

func (h hook) check() error {
	switch {
	case !slices.Contains(hookPoints, h.Point):
		return fmt.Errorf("hook %q: there is no such point; these are %s", h.Point, strings.Join(hookPoints, ", "))
	case len(h.Command) > 0 == (h.SQL != ""):
		return fmt.Errorf("hook %q: it needs either command, a list of words, or sql, the name of a file", h.Point)
	}
	return nil
}

// A happening is what a hook is told in its environment.
type happening struct {
	Direction, Version, Name string
	Versions, Files          []string
	Err                      error
}

func (e happening) environ(h hook, s *settings, url string) []string {
	problem := ""
	if e.Err != nil {
		problem = e.Err.Error()
	}
	return append(os.Environ(), "SCHEMACTL_HOOK="+h.Point, "SCHEMACTL_URL="+url, "SCHEMACTL_DIR="+s.Dir,
		"SCHEMACTL_DIRECTION="+e.Direction, "SCHEMACTL_VERSION="+e.Version, "SCHEMACTL_NAME="+e.Name,
		"SCHEMACTL_VERSIONS="+strings.Join(e.Versions, " "), "SCHEMACTL_FILES="+strings.Join(e.Files, "\n"), "SCHEMACTL_ERROR="+problem)
}

// hasHooks reports whether anything runs at a point.
func (s *settings) hasHooks(point string) bool {
	return slices.ContainsFunc(s.Hooks, func(h hook) bool { return h.Point == point })
}

// fire runs the hooks of a point, in the order of the file. The first that fails ends it.
func (s *settings) fire(ctx context.Context, point string, t *target, e happening) error {
	for _, h := range s.Hooks {
		if h.Point != point {
			continue
		}
		var err error
		if h.SQL != "" {
			err = runHookSQL(ctx, h.SQL, t)
		} else {
			url := s.URL
			if t != nil {
				url = t.url
			}
			cmd := exec.CommandContext(ctx, h.Command[0], h.Command[1:]...)
			cmd.Env = e.environ(h, s, url)
			// What it prints is not part of what the command prints for programs.
			cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
			err = cmd.Run()
		}
		if err != nil {
			what := h.SQL
			if what == "" {
				what = h.Command[0]
			}
			return fmt.Errorf("running the hook %s (%s): %w", point, what, err)
		}
	}
	return nil
}

// runHookSQL runs a file on the target, statement by statement.
func runHookSQL(ctx context.Context, path string, t *target) error {
	if t == nil {
		return errNoURL
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	stmts, err := migrate.Split(string(text))
	if err != nil {
		return err
	}
	conn, err := t.db.Conn(ctx)
	if err != nil {
		return t.redact(err, t.url)
	}
	defer conn.Close()
	for _, s := range stmts {
		if _, err := conn.ExecContext(ctx, s.SQL); err != nil {
			return fmt.Errorf("line %d: %w", s.Line, err)
		}
	}
	return nil
}

// writing writes migrations, with the hooks around it. What those change, as a formatter does, gets new checksums.
func (s *settings) writing(ctx context.Context, dir *migrate.Dir, t *target, list []migrate.Migration, write func() ([]string, error)) ([]string, error) {
	var e happening
	for _, m := range list {
		e.Versions = append(e.Versions, m.Version)
	}
	if len(list) == 1 {
		e.Version, e.Name = list[0].Version, list[0].Name
	}
	if err := s.fire(ctx, "before_write", t, e); err != nil {
		return nil, err
	}
	paths, err := write()
	if err != nil || !s.hasHooks("after_write") {
		return paths, err
	}
	e.Files = paths
	if err := s.fire(ctx, "after_write", t, e); err != nil {
		return paths, err
	}
	return paths, dir.Hash()
}

// A hooked run calls hooks around each migration. One that fails ends the run: before a migration it has not begun, and
// after it is kept.
type hooked struct {
	set    *settings
	target *target
	cancel context.CancelCauseFunc
}

func (h *hooked) event(ctx context.Context, e migrate.Event) {
	point := map[migrate.EventKind]string{migrate.Start: "before_migration", migrate.End: "after_migration"}[e.Kind]
	if point == "" {
		return
	}
	if err := h.set.fire(ctx, point, h.target, happening{Direction: string(e.Direction), Version: e.Version, Name: e.Name}); err != nil {
		h.cancel(&hookError{err})
	}
}

// A hookError is the cause of a run that a hook ended.
type hookError struct{ err error }

func (e *hookError) Error() string { return e.err.Error() }

// runHooked runs migrations with the hooks of all points.
func runHooked(ctx context.Context, t *target, r *migrate.Runner, o migrate.Options, way migrate.Direction, versions []string,
	run func(context.Context, migrate.Options) ([]string, error),
) ([]string, error) {
	s := t.set
	if len(s.Hooks) == 0 {
		return run(ctx, o)
	}
	e := happening{Direction: string(way), Versions: versions}
	if err := s.fire(ctx, "before_apply", t, e); err != nil {
		return nil, fmt.Errorf("%w; nothing was started", err)
	}
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	h := &hooked{set: s, target: t, cancel: cancel}
	log := r.Log
	r.Log = func(e migrate.Event) {
		if log != nil {
			log(e)
		}
		h.event(ctx, e)
	}
	done, err := run(inner, o)
	var ended *hookError
	if errors.As(context.Cause(inner), &ended) {
		state := "nothing after that was started"
		var partial *migrate.PartialError
		if errors.As(err, &partial) {
			state = partial.State
		}
		err = fmt.Errorf("%w\n%s", ended.err, state)
	}
	e.Versions, e.Err = done, err
	return done, errors.Join(err, s.fire(ctx, "after_apply", t, e))
}
