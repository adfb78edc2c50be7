// Package pgserver finds the PostgreSQL programs on this machine and runs throw-away servers from them.
// It knows nothing of schemas, and it speaks no SQL: whoever asks for a server connects to it with a driver of their own.
package pgserver

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// BinEnv names the environment variable that holds a folder with the server programs. Set, it is the only place looked at.
const BinEnv = "SCHEMACTL_POSTGRES_BIN"

// oldestMajor is the oldest server that schemactl supports.
const oldestMajor = 12

// Binaries is a folder that holds the server programs of one PostgreSQL release.
type Binaries struct {
	Dir     string // absolute, links resolved
	Major   int    // 17
	Version string // 17.2, as postgres --version says it
}

// Tool is the path of a program in the folder, whether it exists or not.
func (b Binaries) Tool(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(b.Dir, name)
}

// Has reports whether the folder holds a program of that name.
func (b Binaries) Has(name string) bool {
	_, err := exec.LookPath(b.Tool(name))
	return err == nil
}

// A NotFoundError says that the machine has no server programs, or none of the major that was asked for.
// Its text tells how to install them.
type NotFoundError struct {
	Major int    // 0: any major
	Env   string // the folder in BinEnv, where it was set and is the reason
}

func (e *NotFoundError) Error() string {
	wanted := "PostgreSQL server programs (initdb, postgres)"
	if e.Major != 0 {
		wanted += fmt.Sprintf(" of major %d", e.Major)
	}
	if e.Env != "" {
		return fmt.Sprintf("finding %s: the folder %q in %s holds none", wanted, e.Env, BinEnv)
	}
	return fmt.Sprintf("finding %s: none on this machine; %s, name their folder in %s, or name a scratch database with --dev-url",
		wanted, InstallHint(e.Major), BinEnv)
}

// InstallHint tells how to install the server programs of a major (0: the usual one of the system).
func InstallHint(major int) string {
	if major == 0 {
		return "install them (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17)"
	}
	return fmt.Sprintf("install them (Debian, Ubuntu: apt-get install postgresql-%d; macOS: brew install postgresql@%d)", major, major)
}

// Find returns the preferred server programs of a major, or of any major when it is 0.
// Folders given in dirs are looked at before the places of the system. The error is a *NotFoundError.
func Find(ctx context.Context, major int, dirs ...string) (Binaries, error) {
	for _, b := range Installed(ctx, dirs...) {
		if major == 0 || b.Major == major {
			return b, nil
		}
	}
	return Binaries{}, &NotFoundError{Major: major, Env: os.Getenv(BinEnv)}
}

// Installed lists the server programs on this machine, the preferred ones first: the folders in dirs, PATH,
// what pg_config names, then the usual places of packages, newest major first.
// With BinEnv set it lists that folder alone. Servers older than 12 are left out.
func Installed(ctx context.Context, dirs ...string) []Binaries {
	if dir := os.Getenv(BinEnv); dir != "" {
		return known(ctx, []string{dir})
	}
	preferred := append(slices.Clone(dirs), fromPath(), fromConfig(ctx))
	usual := known(ctx, usualPlaces())
	slices.SortStableFunc(usual, func(a, b Binaries) int { return cmp.Compare(b.Major, a.Major) })
	return distinct(append(known(ctx, preferred), usual...))
}

func distinct(all []Binaries) []Binaries {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(b Binaries) bool {
		again := seen[b.Dir]
		seen[b.Dir] = true
		return again
	})
}

// known keeps the folders that hold a server, with its version.
func known(ctx context.Context, dirs []string) []Binaries {
	var found []Binaries
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		if b, ok := inspect(ctx, dir); ok {
			found = append(found, b)
		}
	}
	return found
}

func inspect(ctx context.Context, dir string) (Binaries, bool) {
	b := Binaries{Dir: dir}
	// The folder of the postgres program itself: a folder of links need not hold the programs beside it.
	program, err := filepath.EvalSymlinks(b.Tool("postgres"))
	if err != nil {
		return b, false
	}
	if b.Dir, err = filepath.Abs(filepath.Dir(program)); err != nil || !b.Has("postgres") || !b.Has("initdb") {
		return b, false
	}
	b.Version, b.Major, err = version(ctx, b.Tool("postgres"))
	return b, err == nil && b.Major >= oldestMajor
}

// version runs a program with --version: "postgres (PostgreSQL) 15.4 (Debian 15.4-1)", "pg_dump (PostgreSQL) 18beta1".
func version(ctx context.Context, program string) (string, int, error) {
	out, err := output(ctx, program, "--version")
	if err != nil {
		return "", 0, err
	}
	_, rest, found := strings.Cut(out, "(PostgreSQL) ")
	word, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	digits := len(word) - len(strings.TrimLeft(word, "0123456789"))
	major, err := strconv.Atoi(word[:digits])
	if !found || err != nil {
		return "", 0, fmt.Errorf("reading the version of %s: unexpected answer %q", program, out)
	}
	return word, major, nil
}

func output(ctx context.Context, program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, args...).Output()
	if err != nil {
		return "", fmt.Errorf("running %s: %w", filepath.Base(program), err)
	}
	return strings.TrimSpace(string(out)), nil
}

func fromPath() string {
	program, err := exec.LookPath("postgres")
	if err != nil {
		return ""
	}
	return filepath.Dir(program)
}

func fromConfig(ctx context.Context) string {
	dir, err := output(ctx, "pg_config", "--bindir")
	if err != nil {
		return ""
	}
	return dir
}

// places are where packages put the programs: Debian, PGDG's RPMs, Homebrew (ARM, Intel, Linux), MacPorts,
// Postgres.app and the EDB installers.
var places = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/libexec/postgresql*",
	"/usr/local/pgsql/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
	"/opt/local/lib/postgresql*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
	"/Library/PostgreSQL/*/bin",
	"/opt/PostgreSQL/*/bin",
	`C:\Program Files\PostgreSQL\*\bin`,
}

func usualPlaces() []string {
	var dirs []string
	for _, pattern := range places {
		found, err := filepath.Glob(pattern)
		if err != nil {
			continue // a pattern of another system's path syntax
		}
		dirs = append(dirs, found...)
	}
	return dirs
}
