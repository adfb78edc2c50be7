package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/migrate"
)

// buildVersion is set by the linker for releases.
var buildVersion string

func version() string {
	if buildVersion != "" {
		return buildVersion
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

var versionCommand = &cli.Command{
	Name:  "version",
	Usage: "print the version of schemactl",
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.App.Writer, "schemactl %s\n", version())
		return err
	},
}

var newCommand = &cli.Command{
	Name:      "new",
	Usage:     "make an empty pair of migration files to write by hand",
	ArgsUsage: "NAME",
	Flags:     common(dirFlag()),
	Action: func(c *cli.Context) error {
		if c.Args().Len() != 1 || c.Args().First() == "" {
			return errors.New("new needs one name for the migration, as in: schemactl new backfill_totals")
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		dir, err := openDir(s.Dir)
		if err != nil {
			return err
		}
		m := migrate.Migration{
			Version: dir.NextVersion(time.Now()), Name: migrate.Slug(c.Args().First()), HasDown: true,
			Up: "-- Write the SQL of the migration here, then run: schemactl hash\n", Down: "-- Write the SQL that undoes it here.\n",
		}
		if n := len(dir.Migrations); n > 0 {
			m.Parent = dir.Migrations[n-1].Version
		}
		paths, err := dir.Add(m)
		for _, p := range paths {
			fmt.Fprintf(c.App.Writer, "Wrote %s\n", p)
		}
		return err
	},
}

var hashCommand = &cli.Command{
	Name:  "hash",
	Usage: "write the sum file anew, after migrations were edited by hand",
	Flags: common(dirFlag()),
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		dir, err := migrate.Open(s.Dir)
		if err != nil {
			return err
		}
		return dir.Hash()
	},
}

var validateCommand = &cli.Command{
	Name:  "validate",
	Usage: "check the schema files, without a database",
	Flags: common(fileFlag(), urlFlag(), varFlag()),
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		d := dialects[0]
		if s.URL != "" {
			if d, err = dialectOf(s.URL); err != nil {
				return err
			}
		}
		want, err := loadDesired(s, d)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.App.Writer, "The schema files are valid: %s.\n", plural(want.schema.Len(), "object"))
		return err
	},
}

var fmtCommand = &cli.Command{
	Name:  "fmt",
	Usage: "lay the schema files out in the canonical style",
	Flags: common(fileFlag(), &cli.BoolFlag{Name: "check", Usage: "write nothing; exit with 1 if a file is not in the canonical style"}),
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		files, diags := hclschema.Load(s.Files)
		if diags.HasErrors() {
			hclschema.WriteDiagnostics(os.Stderr, files.Map(), diags, s.Color, 78)
			return errReported
		}
		return formatFiles(c, files)
	},
}

func formatFiles(c *cli.Context, files *hclschema.Files) error {
	bad := 0
	for _, name := range files.Names() {
		before := files.Map()[name].Bytes
		after := hclschema.Format(before)
		if string(before) == string(after) {
			continue
		}
		bad++
		fmt.Fprintln(c.App.Writer, name)
		if c.Bool("check") {
			continue
		}
		if err := os.WriteFile(name, after, 0o644); err != nil {
			return fmt.Errorf("formatting %s: %w", name, err)
		}
	}
	if bad > 0 && c.Bool("check") {
		return fmt.Errorf("%s not in the canonical style; schemactl fmt mends that", plural(bad, "file"))
	}
	return nil
}

var initCommand = &cli.Command{
	Name:  "init",
	Usage: "make a first schema.hcl, from a database if one is given",
	Flags: common(urlFlag(), fileFlag(), dirFlag(), skipUnsupportedFlag()),
	Action: func(c *cli.Context) error {
		if err := noArguments(c); err != nil {
			return err
		}
		s, err := read(c)
		if err != nil {
			return err
		}
		path := hclschema.DefaultFile
		if len(s.Files) > 0 {
			path = s.Files[0]
		}
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("making %s: it exists already; remove it first, or name another with --file", path)
		}
		text := []byte(firstSchema)
		if s.URL != "" {
			if text, err = inspected(c, s); err != nil {
				return err
			}
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return fmt.Errorf("making %s: %w", path, err)
		}
		if err := os.MkdirAll(s.Dir, 0o755); err != nil {
			return fmt.Errorf("making %s: %w", s.Dir, err)
		}
		_, err = fmt.Fprintf(c.App.Writer, "Wrote %s\nNext: edit it, then run schemactl plan --url URL\n", path)
		return err
	},
}

func inspected(c *cli.Context, s *settings) ([]byte, error) {
	t, err := openTarget(c.Context, s)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	found, err := t.read(c.Context)
	if err != nil {
		return nil, err
	}
	return hclschema.Encode(found.schema)
}

// firstSchema is what init writes where there is no database to look at.
const firstSchema = `schema "public" {
}

table "users" {
  schema = schema.public
  column "id" {
    type = bigint
    identity {
      generated = ALWAYS
    }
  }
  column "email" {
    type = text
  }
  column "created_at" {
    type    = timestamptz
    default = sql("CURRENT_TIMESTAMP")
  }
  primary_key {
    columns = [column.id]
  }
  unique "users_email_key" {
    columns = [column.email]
  }
}
`
