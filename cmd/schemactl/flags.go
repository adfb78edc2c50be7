package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/schemactl/schemactl/filter"
)

// Flags that commands share. A flag of this library keeps state, so each
// command gets its own.
func urlFlag() cli.Flag {
	return &cli.StringFlag{Name: "url", Aliases: []string{"u"}, Action: checkURL("url"), Usage: "the database: postgres://… or sqlite://FILE (or DATABASE_URL, or url in --env)"}
}

func fileFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "file", Aliases: []string{"f"}, Action: checkFileFlag, Usage: "a file or directory of the desired schema; may be repeated (default: schema.hcl)"}
}

func dirFlag() cli.Flag {
	return &cli.StringFlag{Name: "dir", Action: checkDir, Usage: "the directory of the migrations (default: migrations)"}
}

func devURLFlag() cli.Flag {
	return &cli.StringFlag{Name: "dev-url", Action: checkURL("dev-url"), Usage: "a server for scratch databases (default: the target's, else one that is started for it)"}
}

func formatFlag(values string) cli.Flag {
	usual, _, _ := strings.Cut(values, " ")
	return &cli.StringFlag{Name: "format", Value: strings.TrimSuffix(usual, ","), Usage: "the form of the output: " + values}
}

func envFlag() cli.Flag {
	return &cli.StringFlag{Name: "env", Usage: "the env block of schemactl.hcl to take url, dev_url, file and dir from"}
}

func configFlag() cli.Flag {
	return &cli.StringFlag{Name: "config", Value: "schemactl.hcl", Usage: "the file with the env blocks"}
}

func noColorFlag() cli.Flag {
	return &cli.BoolFlag{Name: "no-color", Usage: "print without colours (as with NO_COLOR)"}
}

func varFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "var", Usage: "NAME=VALUE for a variable block; may be repeated"}
}

func autoApproveFlag() cli.Flag {
	return &cli.BoolFlag{Name: "auto-approve", Aliases: []string{"y"}, Usage: "do not ask before changing the database"}
}

func skipUnsupportedFlag() cli.Flag {
	return &cli.BoolFlag{Name: "skip-unsupported", Usage: "go on where the database holds what schemactl cannot carry, and leave that alone"}
}

// proving are the flags of commands that prove migrations against the schema files, on scratch databases.
func proving(more ...cli.Flag) []cli.Flag {
	return append([]cli.Flag{urlFlag(), fileFlag(), dirFlag(), devURLFlag(), varFlag()}, append(more, skipUnsupportedFlag())...)
}

// common are the flags that every command has.
func common(more ...cli.Flag) []cli.Flag {
	return append(more, envFlag(), configFlag(), noColorFlag())
}

// settings are flags, environment and config file together.
type settings struct {
	URL, DevURL, Dir string
	// Tenant is the schema that is worked on, where each schema of the database has a history of its own.
	Tenant          string
	Files           []string
	Format          string
	Color           bool
	Vars            map[string]string
	Hooks           []hook
	SkipUnsupported bool
	Filters         filter.Set
	// NoOwner, NoPrivileges and NoSecurityLabels leave these out, and alone.
	NoOwner, NoPrivileges, NoSecurityLabels bool
	// Roles has inspect write roles down.
	Roles bool
}

// read gathers the settings of a command: a flag goes before the environment,
// and that before the config file.
func read(c *cli.Context) (*settings, error) {
	env, err := readEnv(c.String("config"), c.String("env"), c.IsSet("config"))
	if err != nil {
		return nil, err
	}
	if err := env.check(c); err != nil {
		return nil, err
	}
	s := &settings{
		URL:             firstOf(c.String("url"), env.URL, os.Getenv("DATABASE_URL")),
		DevURL:          firstOf(c.String("dev-url"), env.DevURL),
		Dir:             firstOf(c.String("dir"), env.Dir, "migrations"),
		Files:           c.StringSlice("file"),
		Format:          c.String("format"),
		Color:           useColor(c),
		SkipUnsupported: c.Bool("skip-unsupported"),
		Hooks:           env.Hooks,
	}
	if len(s.Files) == 0 {
		s.Files = env.Files
	}
	s.NoOwner = c.Bool("no-owner") || !c.IsSet("no-owner") && env.NoOwner
	s.NoPrivileges = c.Bool("no-privileges") || !c.IsSet("no-privileges") && env.NoPrivileges
	s.NoSecurityLabels = c.Bool("no-security-labels") || !c.IsSet("no-security-labels") && env.NoSecurityLabels
	s.Roles = c.Bool("roles") || !c.IsSet("roles") && env.Roles
	if s.Filters, err = filters(c, env); err != nil {
		return nil, err
	}
	s.Vars, err = variables(c.StringSlice("var"))
	return s, err
}

// readAlone gathers the settings of a command that takes no argument, and prints in one of the forms given.
func readAlone(c *cli.Context, formats ...string) (*settings, error) {
	if err := noArguments(c); err != nil {
		return nil, err
	}
	s, err := read(c)
	if err != nil {
		return nil, err
	}
	return s, s.formats(formats...)
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func variables(pairs []string) (map[string]string, error) {
	vars := map[string]string{}
	for _, p := range pairs {
		name, value, ok := cut(p)
		if !ok {
			return nil, fmt.Errorf("reading --var %q: write NAME=VALUE", p)
		}
		vars[name] = value
	}
	return vars, nil
}

func cut(pair string) (name, value string, ok bool) {
	for i := range pair {
		if pair[i] == '=' {
			return pair[:i], pair[i+1:], i > 0
		}
	}
	return "", "", false
}

// useColor follows https://no-color.org and the terminal.
func useColor(c *cli.Context) bool {
	return !c.Bool("no-color") && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" &&
		term.IsTerminal(int(os.Stdout.Fd()))
}

// formats checks --format.
func (s *settings) formats(allowed ...string) error {
	if !slices.Contains(allowed, s.Format) {
		return fmt.Errorf("reading --format: %q is not one of %s", s.Format, strings.Join(allowed, ", "))
	}
	return nil
}

var errNoURL = errors.New("no database is given: use --url, DATABASE_URL, or an env of schemactl.hcl with --env")

func noArguments(c *cli.Context) error {
	if c.Args().Present() {
		return fmt.Errorf("%s takes no argument, but got %q; see schemactl %s --help", c.Command.Name, c.Args().First(), c.Command.Name)
	}
	return nil
}

// targetHelp tells what a target may be.
const targetHelp = "a version or the beginning of one, a name,\n" +
	"head, base or current, or one of them and a number of migrations from there, as in head-1."

// targetOf takes the target of a command from its argument or from --to.
func targetOf(c *cli.Context) (string, error) {
	switch args := c.Args(); {
	case args.Len() > 1:
		return "", fmt.Errorf("%s takes one target, but got %q too; see schemactl %s --help", c.Command.Name, args.Get(1), c.Command.Name)
	case args.Present() && c.IsSet("to"):
		return "", fmt.Errorf("reading --to: the target is given already, as %s", args.First())
	case args.Present() && args.First() == "", c.IsSet("to") && c.String("to") == "":
		return "", errors.New("the target is empty: write a version, a name, head or base")
	case args.Present():
		return args.First(), nil
	}
	return c.String("to"), nil
}
