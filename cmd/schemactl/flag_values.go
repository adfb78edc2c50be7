package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// What follows looks at values of flags before a command begins: a wrong one is an error even where the command would not
// come to use it.

// beginsDir are the commands that make the folder of the migrations.
var beginsDir = []string{"init", "plan", "new", "baseline", "import"}

// checkDir takes a folder, and one that is not there yet where the command makes it: elsewhere a mistyped folder would
// look like one without migrations.
func checkDir(c *cli.Context, path string) error {
	return under("reading --dir", findFolder(c.Command.Name, path))
}

func findFolder(command, path string) error {
	info, err := os.Stat(path)
	switch {
	case path == "":
		return nil
	case errors.Is(err, fs.ErrNotExist) && slices.Contains(beginsDir, command):
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no folder %s; schemactl plan and schemactl new make it with the first migration", path)
	case err == nil && !info.IsDir():
		return fmt.Errorf("%s is a file; name the folder of the migrations", path)
	}
	return err
}

// check looks at the values of an env that a flag does not take the place of.
func (e environment) check(c *cli.Context) error {
	var err error
	if takesDir := slices.ContainsFunc(c.Command.Flags, func(f cli.Flag) bool { return f.Names()[0] == "dir" }); takesDir && !c.IsSet("dir") {
		err = under("dir", findFolder(c.Command.Name, e.Dir))
	}
	if !c.IsSet("dev-url") && e.DevURL != "" && err == nil {
		_, err = findDialect(e.DevURL)
		err = under("dev_url", err)
	}
	return under(fmt.Sprintf("reading the config: env %q", e.Name), err)
}

// under says what an error is about.
func under(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// checkFileFlag takes files and folders that are there, and one that the command is to write.
func checkFileFlag(c *cli.Context, paths []string) error {
	for _, path := range paths {
		_, err := os.Stat(path)
		switch {
		case !errors.Is(err, fs.ErrNotExist):
			continue
		case c.Command.Name == "init", c.Command.Name == "baseline" && filepath.Ext(path) == ".hcl":
			continue
		case c.Command.Name == "baseline":
			return fmt.Errorf("reading --file: there is no file %s, and one that is to be written has a name that ends in .hcl", path)
		}
		return fmt.Errorf("reading --file: there is no file %s; name the schema files, or make a first one with schemactl init", path)
	}
	return nil
}

// checkURL takes the URL of a database of a known kind.
func checkURL(flag string) func(*cli.Context, string) error {
	return func(_ *cli.Context, at string) error {
		if at == "" {
			return nil
		}
		_, err := findDialect(at)
		return under("reading --"+flag, err)
	}
}

// checkSchemas takes names: a list or a pattern would be one that no schema has.
func checkSchemas(_ *cli.Context, names []string) error {
	for _, name := range names {
		switch {
		case strings.TrimSpace(name) == "":
			return errors.New("reading --schema: the name is empty: write the name of a schema, as in --schema public")
		case strings.ContainsAny(name, ",*?"):
			return fmt.Errorf("reading --schema %q: it names one schema; repeat it for more, and use --exclude for patterns", name)
		}
	}
	return nil
}

// badFlags are what the library of the flags says, and what that means.
var badFlags = []struct {
	said  *regexp.Regexp
	means string
}{
	{regexp.MustCompile(`^invalid value (".*") for flag -([a-z-]+): parse error$`), "reading --$2: $1 is not a whole number"},
	{regexp.MustCompile(`^invalid boolean value (".*") for -([a-z-]+): parse error$`), "reading --$2: $1 is neither true nor false; the flag alone is true"},
	{regexp.MustCompile(`^flag needs an argument: -([a-z-]{2,})$`), "--$1 needs a value"},
	{regexp.MustCompile(`^flag provided but not defined: -(..+)$`), "there is no flag --$1"},
}

// usageError tells how a command is to be called.
func usageError(c *cli.Context, err error, _ bool) error {
	name := ""
	if c.Command != nil && c.Command.Name != "schemactl" {
		name = " " + c.Command.Name
	}
	for _, bad := range badFlags {
		if bad.said.MatchString(err.Error()) {
			err = errors.New(bad.said.ReplaceAllString(err.Error(), bad.means))
		}
	}
	return fmt.Errorf("%w; see schemactl%s --help", err, name)
}
