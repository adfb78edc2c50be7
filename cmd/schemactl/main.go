// Command schemactl keeps a database in step with a declarative schema.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"
)

// Exit codes, the same for every command.
const (
	exitDone        = 0
	exitError       = 1
	exitChanges     = 2 // plan --detailed-exitcode
	exitInterrupted = 130
)

func main() {
	// A run is short and holds most of what it has made, and waits for a server
	// more often than for a processor: memory is what there is to save.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
	// The collector counts these as in use, so that it does not begin before the
	// heap has grown by half of them: the runs of small schemas are over by then.
	// As nobody writes there, it is no memory of the machine's.
	reserve := make([]byte, 64<<20)
	code := run(os.Args)
	runtime.KeepAlive(reserve)
	os.Exit(code)
}

// run is the whole program; it returns the exit code.
func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	app := newApp(os.Stdout, os.Stderr)
	err := app.RunContext(ctx, flagsFirst(app, args))
	code := exitCode(ctx, err)
	if err != nil && code != exitChanges {
		report(os.Stderr, err)
	}
	if code == exitInterrupted {
		fmt.Fprintln(os.Stderr, "Interrupted.")
	}
	return code
}

// errChanges ends a plan that was asked to tell by its exit code.
var errChanges = errors.New("there are changes")

// errReported is for what has been printed already.
var errReported = errors.New("reported")

func exitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errChanges):
		return exitChanges
	case ctx.Err() != nil || errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitError
}

// report prints an error for people.
func report(w io.Writer, err error) {
	if errors.Is(err, errReported) {
		return
	}
	fmt.Fprintf(w, "Error: %s\n", strings.TrimRight(err.Error(), "\n"))
}

func newApp(out, errOut io.Writer) *cli.App {
	return &cli.App{
		Name:        "schemactl",
		Usage:       "keep a database in step with a declarative schema",
		UsageText:   "schemactl COMMAND [options]",
		Writer:      out,
		ErrWriter:   errOut,
		Commands:    commands(),
		HideVersion: true,
		Suggest:     true,
		// Values may hold commas; flags that may be repeated are repeated.
		DisableSliceFlagSeparator: true,
		ExitErrHandler:            func(*cli.Context, error) {},
		OnUsageError:              usageError,
		CommandNotFound: func(c *cli.Context, name string) {
			fmt.Fprintf(errOut, "Error: there is no command %q; schemactl help lists them.\n", name)
		},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				fmt.Fprintf(errOut, "Error: there is no command %q; schemactl help lists them.\n", c.Args().First())
				return errReported
			}
			return cli.ShowAppHelp(c)
		},
	}
}

// commands lists the verbs in the order in which a user meets them.
func commands() []*cli.Command {
	all := []*cli.Command{
		initCommand, validateCommand, fmtCommand, inspectCommand,
		planCommand, applyCommand, rollbackCommand, statusCommand,
		historyCommand, currentCommand, showCommand,
		newCommand, editCommand, hashCommand,
		baselineCommand, stampCommand, diffCommand, driftCommand, checkCommand,
		verifyCommand, rebaseCommand, squashCommand,
		importCommand,
		versionCommand,
	}
	for _, c := range all {
		c.OnUsageError = usageError
	}
	return all
}

// flagsFirst moves the flags of a command before its arguments: the library
// takes no flag after the first argument, and people write them there.
func flagsFirst(app *cli.App, args []string) []string {
	if len(args) < 3 {
		return args
	}
	var command *cli.Command
	for _, c := range app.Commands {
		if c.HasName(args[1]) {
			command = c
		}
	}
	if command == nil {
		return args
	}
	flags, rest := []string{}, []string{}
	for i := 2; i < len(args); i++ {
		a := args[i]
		if a == "--" {
			rest = append(rest, args[i+1:]...)
			break
		}
		if len(a) < 2 || a[0] != '-' || backwards.MatchString(a) {
			rest = append(rest, a)
			continue
		}
		flags = append(flags, a)
		if takesValue(command, a) && i+1 < len(args) {
			i++
			flags = append(flags, args[i])
		}
	}
	out := append(args[:2:2], flags...)
	if len(rest) > 0 {
		out = append(append(out, "--"), rest...)
	}
	return out
}

// backwards is a target such as -1, which no flag looks like.
var backwards = regexp.MustCompile(`^-[0-9]+(:.*)?$`)

func takesValue(c *cli.Command, arg string) bool {
	name, _, hasValue := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	if hasValue {
		return false
	}
	for _, f := range c.Flags {
		for _, n := range f.Names() {
			if n == name {
				_, isBool := f.(*cli.BoolFlag)
				return !isBool
			}
		}
	}
	return false
}
