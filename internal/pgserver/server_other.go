//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package pgserver

import (
	"context"
	"fmt"
	"runtime"
)

// A Server is a running throw-away server. On this system there is none.
type Server struct{ binaries Binaries }

// Start says that throw-away servers are for Unix systems and what to do instead.
func Start(context.Context, Config) (*Server, error) {
	return nil, fmt.Errorf("starting PostgreSQL: throw-away servers do not run on %s; name a scratch database with --dev-url", runtime.GOOS)
}

// URL is the connection URL of a database on the server.
func (s *Server) URL(database string) string { return "postgres://" + User + "@/" + database }

// Binaries are the programs that the server runs from.
func (s *Server) Binaries() Binaries { return s.binaries }

// Log is the end of what the server has written to its log.
func (s *Server) Log() string { return "" }

// Stop ends the server.
func (s *Server) Stop() {}
