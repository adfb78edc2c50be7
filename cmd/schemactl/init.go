package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/hclschema"
)

var initCommand = &cli.Command{
	Name:  "init",
	Usage: "make a first schema.hcl, from a database if one is given",
	Flags: common(filtered(attributed(urlFlag(), fileFlag(), dirFlag(), skipUnsupportedFlag())...)...),
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
	found.tell()
	return found.encode(strip(found.schema, s.leftOut()))
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
