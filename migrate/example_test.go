package migrate_test

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/postgres"
	"github.com/schemactl/schemactl/sqlite"
)

//go:embed testdata/embedded
var embedded embed.FS

// files are the migrations, at the top of a file system. schemactl.sum lies beside them.
func files() fs.FS {
	sub, err := fs.Sub(embedded, "testdata/embedded")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return sub
}

// A program that keeps its data in SQLite brings the file up to date when it starts.
func ExampleUp() {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	db, err := sqlite.Open("sqlite://" + filepath.Join(folder, "app.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()

	applied, err := migrate.Up(context.Background(), sqlite.Migrations(db), files())
	fmt.Println(applied, err)
	applied, err = migrate.Up(context.Background(), sqlite.Migrations(db), files())
	fmt.Println(applied, err)
	// Output:
	// [1 2] <nil>
	// [] <nil>
}

// With options: a log, where to end, and what the history is to say.
func ExampleUp_options() {
	db, err := sqlite.Open("sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // a database in memory is one connection's

	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" {
			return slog.Attr{}
		}
		return a
	}}))
	_, err = migrate.Up(context.Background(), sqlite.Migrations(db), files(),
		migrate.WithLogger(log), migrate.To("users"), migrate.By("app"), migrate.Release("1.4.0"))
	fmt.Println(err)
	// Output:
	// level=INFO msg="migration starts" version=1 name=users direction=up index=1 total=1
	// level=INFO msg="migration is done" version=1 name=users direction=up index=1 total=1
	// <nil>
}

// An older release undoes what a newer one applied. It needs none of its files.
func ExampleDown() {
	db, err := sqlite.Open("sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	ctx := context.Background()
	if _, err := migrate.Up(ctx, sqlite.Migrations(db), files()); err != nil {
		fmt.Println(err)
		return
	}

	undone, err := migrate.Down(ctx, sqlite.Migrations(db))
	fmt.Println(undone, err)
	undone, err = migrate.Down(ctx, sqlite.Migrations(db), migrate.To(migrate.Base))
	fmt.Println(undone, err)
	// Output:
	// [2] <nil>
	// [1] <nil>
}

// A program that does not migrate by itself looks whether it may serve.
func ExampleWaiting() {
	db, err := sqlite.Open("sqlite::memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	waiting, err := migrate.Waiting(context.Background(), sqlite.Migrations(db), files())
	fmt.Println(waiting, err)
	// Output:
	// [1 2] <nil>
}

// On PostgreSQL. What a failed migration left behind is in the error, for people and for programs.
func ExamplePartialError() {
	db, err := postgres.Open(os.Getenv("DATABASE_URL"))
	if err != nil {
		slog.Error("connecting", "error", err)
		return
	}
	defer db.Close()
	_, err = migrate.Up(context.Background(), postgres.Migrations(db), files(), migrate.WithLogger(slog.Default()))
	var partial *migrate.PartialError
	if errors.As(err, &partial) {
		slog.Error("migrating", "file", partial.File, "line", partial.Line(), "state", partial.State)
	}
}
