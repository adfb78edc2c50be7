//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package pgserver

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Server is a running throw-away server. It ends with Stop, and with this process however that ends.
type Server struct {
	binaries Binaries
	dir      *directory
	account  *account
	port     int
	tcp      bool
	process  *process
	watchdog *watchdog
}

const (
	startTimeout = 60 * time.Second
	// portAttempts: another process may take the port between our asking for a free one and the server's taking it.
	portAttempts = 5
)

// Start makes a data directory in a new temporary folder and runs a server on it, as an unprivileged user when
// this process is root. It returns when the server takes connections. What crashed runs left behind is removed first.
func Start(ctx context.Context, config Config) (*Server, error) {
	if config.Binaries.Dir == "" {
		found, err := Find(ctx, 0)
		if err != nil {
			return nil, err
		}
		config.Binaries = found
	}
	who, err := unprivileged()
	if err != nil {
		return nil, fmt.Errorf("starting PostgreSQL: %w", err)
	}
	for _, root := range []string{memoryRoot, tempRoot()} {
		collect(ctx, root)
	}
	dir, err := newDirectory(config.root(), who)
	if err != nil {
		return nil, fmt.Errorf("starting PostgreSQL: %w", err)
	}
	s := &Server{binaries: config.Binaries, dir: dir, account: who, tcp: config.TCP}
	if err := s.start(ctx, config); err != nil {
		s.Stop()
		return nil, fmt.Errorf("starting PostgreSQL %s from %s: %w", s.binaries.Version, s.binaries.Dir, err)
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, config Config) error {
	if err := fill(ctx, config, s.dir, s.account); err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		err := s.run(ctx, config)
		if err == nil {
			return nil
		}
		taken := s.tcp && strings.Contains(s.dir.logTail(), "could not bind")
		if !taken || attempt == portAttempts || ctx.Err() != nil {
			return err
		}
	}
}

// run starts the server process once and waits until it takes connections.
func (s *Server) run(ctx context.Context, config Config) error {
	listen, port := "", 5432
	if s.tcp {
		listen = "127.0.0.1"
		var err error
		if port, err = freePort(); err != nil {
			return fmt.Errorf("finding a free port: %w", err)
		}
	}
	s.port = port
	args := append([]string{"-D", s.dir.data(), "-k", s.dir.socket(), "-p", strconv.Itoa(port), "-h", listen}, config.settings()...)
	p, err := startProcess(s.binaries.Tool("postgres"), args, s.dir, s.account)
	if err != nil {
		return err
	}
	s.process = p
	if s.watchdog, err = watch(p.pid, s.dir.path); err != nil {
		p.stop()
		return err
	}
	if err := s.ready(ctx); err != nil {
		p.stop()
		s.watchdog.dismiss()
		return err
	}
	return nil
}

// ready waits until the server writes "ready" into postmaster.pid, which is how pg_ctl -w knows too
// (LOCK_FILE_LINE_PM_STATUS in miscadmin.h).
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if s.dir.status() == "ready" {
			return nil
		}
		select {
		case <-s.process.done:
			return fmt.Errorf("the server ended at its start; its log says: %s", s.dir.logTail())
		case <-ctx.Done():
			return fmt.Errorf("waiting for the server: %w; its log says: %s", ctx.Err(), s.dir.logTail())
		case <-tick.C:
		}
	}
}

// URL is the connection URL of a database on the server, for the superuser. The database need not exist yet.
func (s *Server) URL(database string) string {
	u := url.URL{Scheme: "postgres", User: url.User(User), Path: "/" + database}
	query := url.Values{"sslmode": {"disable"}}
	if s.tcp {
		u.Host = net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))
	} else {
		query.Set("host", s.dir.socket())
		query.Set("port", strconv.Itoa(s.port))
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// Binaries are the programs that the server runs from.
func (s *Server) Binaries() Binaries { return s.binaries }

// Log is the end of what the server has written to its log.
func (s *Server) Log() string { return s.dir.logTail() }

// Stop ends the server at once, breaking connections, and removes its data. It may be called more than once.
func (s *Server) Stop() {
	if s.process != nil {
		s.process.stop()
	}
	s.dir.remove()
	if s.watchdog != nil {
		s.watchdog.dismiss()
	}
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
