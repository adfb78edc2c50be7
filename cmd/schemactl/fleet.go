package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/scratch"
)

// fleetTargets is the targets block of an env: many databases with one schema.
type fleetTargets struct {
	URLs        []string `hcl:"urls,optional"`
	Query       string   `hcl:"query,optional"`
	Schemas     string   `hcl:"schemas,optional"`
	Parallel    int      `hcl:"parallel,optional"`
	Canary      *int     `hcl:"canary,optional"`
	MaxFailures int      `hcl:"max_failures,optional"`
}

func (t fleetTargets) check() error {
	given := 0
	for _, there := range []bool{len(t.URLs) > 0, t.Query != "", t.Schemas != ""} {
		if there {
			given++
		}
	}
	switch {
	case given == 0:
		return errors.New("targets needs urls, a list, or query, which returns URLs or names of databases, or schemas, which returns names of schemas")
	case given > 1:
		return errors.New("targets takes one of urls, query and schemas")
	case t.Parallel < 0 || t.MaxFailures < 0 || t.Canary != nil && *t.Canary < 0:
		return errors.New("parallel, canary and max_failures are no negative numbers")
	}
	return nil
}

// A fleet is a number of databases that one command changes.
type fleet struct {
	ships                        []*ship
	parallel, canary, maxFailure int
	json                         bool
}

// A ship is one database of a fleet, and what became of it.
type ship struct {
	Name    string   `json:"target"` // the URL, without its password
	State   string   `json:"state"`
	Applied []string `json:"applied"`
	Error   string   `json:"error,omitempty"`
	Millis  int64    `json:"milliseconds"`

	set *settings
}

// What becomes of a database.
const (
	shipDone    = "applied"
	shipCurrent = "up to date"
	shipFailed  = "failed"
	shipWaiting = "not started"
)

// fleetOf gives the databases where there are several: those of --env-all, or of an env with targets.
func fleetOf(c *cli.Context, s *settings) (*fleet, error) {
	cfg, err := readConfig(c.String("config"), c.String("env"), c.Bool("env-all") || c.String("env") != "")
	if err != nil {
		return nil, err
	}
	f := &fleet{parallel: 4, canary: 1, maxFailure: 1, json: s.Format == "json"}
	many := c.Bool("env-all")
	if many && c.String("env") != "" {
		return nil, errors.New("reading flags: --env and --env-all exclude each other")
	}
	if many && c.IsSet("url") {
		return nil, errors.New("reading flags: --url and --env-all exclude each other: it takes the url of each env")
	}
	if many {
		f.parallel = 1
	}
	for _, e := range cfg.Envs {
		if !c.Bool("env-all") && (e.Name != c.String("env") || e.Targets == nil || c.IsSet("url")) {
			continue
		}
		many = true
		set := *s
		set.URL, set.Dir = firstOf(e.URL, os.Getenv("DATABASE_URL")), firstOf(c.String("dir"), e.Dir, "migrations")
		set.Hooks = append(append([]hook{}, cfg.Hooks...), e.Hooks...)
		if err := f.enlist(c.Context, &set, e); err != nil {
			return nil, fmt.Errorf("env %q: %w", e.Name, err)
		}
	}
	if !many {
		for _, flag := range []string{"parallel", "canary", "max-failures"} {
			if c.IsSet(flag) {
				return nil, fmt.Errorf("reading --%s: it is for an env with targets, or for --env-all", flag)
			}
		}
		return nil, nil
	}
	for flag, value := range map[string]*int{"parallel": &f.parallel, "canary": &f.canary, "max-failures": &f.maxFailure} {
		if c.IsSet(flag) {
			*value = c.Int(flag)
		}
	}
	if f.parallel < 1 || f.canary < 0 || f.maxFailure < 1 {
		return nil, errors.New("reading flags: --parallel and --max-failures are 1 or more, and --canary is 0 or more")
	}
	return f, nil
}

// enlist adds the databases of an env.
func (f *fleet) enlist(ctx context.Context, s *settings, e environment) error {
	urls := []string{s.URL}
	if e.Targets != nil {
		f.parallel = max(e.Targets.Parallel, 0)
		if f.parallel == 0 {
			f.parallel = 4
		}
		if e.Targets.Canary != nil {
			f.canary = *e.Targets.Canary
		}
		if e.Targets.MaxFailures > 0 {
			f.maxFailure = e.Targets.MaxFailures
		}
		if e.Targets.Schemas != "" {
			return f.enlistSchemas(ctx, s, e.Targets.Schemas)
		}
		urls = e.Targets.URLs
		if e.Targets.Query != "" {
			var err error
			if urls, err = askDatabases(ctx, s, e.Targets.Query); err != nil {
				return err
			}
		}
	}
	for _, at := range urls {
		if at == "" {
			return errNoURL
		}
		one := *s
		one.URL = at
		f.ships = append(f.ships, &ship{Name: displayURL(at), State: shipWaiting, Applied: []string{}, set: &one})
	}
	return nil
}

// askTargets runs the query of a targets block: a target a row.
func askTargets(ctx context.Context, s *settings, query string) ([]string, error) {
	t, err := openTarget(ctx, s)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	rows, err := t.db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("asking for the targets: %w", t.redact(err, t.url))
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("asking for the targets: %w", err)
		}
		out = append(out, name)
	}
	return out, rows.Err()
}

// askDatabases takes a name without a colon for that of a database on the server of the env's URL.
func askDatabases(ctx context.Context, s *settings, query string) ([]string, error) {
	list, err := askTargets(ctx, s, query)
	if err != nil {
		return nil, err
	}
	for i, at := range list {
		if !strings.Contains(at, ":") {
			if list[i], err = scratch.WithDatabase(s.URL, at); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// apply brings all of them up to date: the first ones alone, then the others side by side, until too many have failed.
func (f *fleet) apply(c *cli.Context, o migrate.Options) error {
	if !c.Bool("auto-approve") && !o.DryRun {
		if err := confirm(fmt.Sprintf("Apply to %s?", plural(len(f.ships), "database"))); err != nil {
			return err
		}
	}
	canary := min(f.canary, len(f.ships))
	f.sail(c.Context, f.ships[:canary], 1, 1, o)
	if f.failures() == 0 {
		f.sail(c.Context, f.ships[canary:], f.parallel, f.maxFailure, o)
	}
	if err := f.report(c.App.Writer); err != nil {
		return err
	}
	if n := f.failures(); n > 0 {
		return fmt.Errorf("%s failed; correct what the errors name and run it again: those that are done have nothing left to do", plural(n, "database"))
	}
	return c.Context.Err()
}

func (f *fleet) failures() int {
	n := 0
	for _, s := range f.ships {
		if s.State == shipFailed {
			n++
		}
	}
	return n
}

// sail works on databases, so many at a time, until so many have failed.
func (f *fleet) sail(ctx context.Context, ships []*ship, parallel, most int, o migrate.Options) {
	next := make(chan *ship)
	var mu sync.Mutex
	failed := 0
	var wg sync.WaitGroup
	for range min(parallel, len(ships)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for s := range next {
				mu.Lock()
				stop := failed >= most || ctx.Err() != nil
				mu.Unlock()
				if stop {
					continue
				}
				state := s.migrate(ctx, o)
				mu.Lock()
				s.State = state
				if state == shipFailed {
					failed++
				}
				mu.Unlock()
			}
		}()
	}
	for _, s := range ships {
		next <- s
	}
	close(next)
	wg.Wait()
}

// migrate brings one database up to date, and gives what became of it.
func (s *ship) migrate(ctx context.Context, o migrate.Options) string {
	start := time.Now()
	done, err := s.run(ctx, o)
	s.Millis = time.Since(start).Milliseconds()
	if done != nil {
		s.Applied = done
	}
	switch {
	case err != nil:
		s.Error = err.Error()
		return shipFailed
	case len(done) == 0:
		return shipCurrent
	}
	return shipDone
}

func (s *ship) run(ctx context.Context, o migrate.Options) ([]string, error) {
	open := openToWrite
	if o.DryRun {
		open = openTarget
	}
	t, err := open(ctx, s.set)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	dir, err := migrate.Open(s.set.Dir)
	if err != nil {
		return nil, err
	}
	if err := fitsTenant(ctx, t, dir); err != nil {
		return nil, err
	}
	r := t.runner(dir)
	if o.DryRun {
		versions, err := r.Apply(ctx, o)
		return versions, t.redact(err, t.url)
	}
	dry := o
	dry.DryRun = true
	versions, err := r.Apply(ctx, dry)
	if err != nil || len(versions) == 0 {
		return versions, t.redact(err, t.url)
	}
	done, err := runHooked(ctx, t, r, o, migrate.Forward, versions, r.Apply)
	return done, t.redact(err, t.url)
}

// report prints one table of all.
func (f *fleet) report(w io.Writer) error {
	if f.json {
		return printJSON(w, map[string]any{"targets": f.ships})
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "DATABASE\tSTATE\tMIGRATIONS\tTOOK")
	counts := map[string]int{}
	for _, s := range f.ships {
		counts[s.State]++
		fmt.Fprintf(tw, "%s\t%s\t%d\t%d ms\n", s.Name, s.State, len(s.Applied), s.Millis)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	for _, s := range f.ships {
		if s.Error != "" {
			fmt.Fprintf(w, "\n%s: %s\n", s.Name, strings.TrimRight(s.Error, "\n"))
		}
	}
	var parts []string
	for _, state := range []string{shipDone, shipCurrent, shipFailed, shipWaiting} {
		if n := counts[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	_, err := fmt.Fprintf(w, "\n%s: %s.\n", plural(len(f.ships), "database"), strings.Join(parts, ", "))
	return err
}
