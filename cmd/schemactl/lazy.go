package main

import (
	"context"
	"fmt"
	"os"
	"sync"

	"github.com/schemactl/schemactl/proof"
)

type closer interface{ Close() error }

// A lazySource is opened only when a scratch database is wanted: a plan with
// nothing to do needs none.
type lazySource struct {
	open   func() (proof.Source, closer, error)
	once   sync.Once
	source proof.Source
	close  closer
	failed error
}

func (l *lazySource) ready() error {
	l.once.Do(func() { l.source, l.close, l.failed = l.open() })
	return l.failed
}

// EnsureRoles implements proof.Source.
func (l *lazySource) EnsureRoles(ctx context.Context, roles []string) error {
	if err := l.ready(); err != nil {
		return err
	}
	return l.source.EnsureRoles(ctx, roles)
}

// EnsureSuperusers makes the owners of what only superusers own, where the source knows of such.
func (l *lazySource) EnsureSuperusers(ctx context.Context, roles []string) error {
	if err := l.ready(); err != nil {
		return err
	}
	if p, ok := l.source.(interface {
		EnsureSuperusers(ctx context.Context, roles []string) error
	}); ok {
		return p.EnsureSuperusers(ctx, roles)
	}
	return nil
}

// New implements proof.Source.
func (l *lazySource) New(ctx context.Context) (proof.Database, error) {
	if err := l.ready(); err != nil {
		return nil, err
	}
	return l.source.New(ctx)
}

// Maker tells which role makes the objects of the databases, if any.
func (l *lazySource) Maker(ctx context.Context) (string, error) {
	if err := l.ready(); err != nil {
		return "", err
	}
	return proof.MakerOf(ctx, l.source)
}

func (l *lazySource) Close() {
	if l.close != nil {
		if err := l.close.Close(); err != nil {
			fmt.Fprintf(os.Stderr, "Warning: %s\n", err)
		}
	}
}
