package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var inspectCommand = &cli.Command{
	Name:  "inspect",
	Usage: "print the schema of a database as HCL",
	Flags: common(filtered(attributed(urlFlag(), formatFlag("hcl, sql or json"), skipUnsupportedFlag(),
		&cli.BoolFlag{Name: "roles", Usage: "write the roles of the server down too"})...)...),
	Action: inspectAction,
}

func inspectAction(c *cli.Context) error {
	if err := noArguments(c); err != nil {
		return err
	}
	s, err := read(c)
	if err != nil {
		return err
	}
	if err := s.formats("hcl", "sql", "json"); err != nil {
		return err
	}
	t, err := openTarget(c.Context, s)
	if err != nil {
		return err
	}
	defer t.Close()
	found, err := t.read(c.Context)
	if err != nil {
		return err
	}
	found.tell()
	out := found.schema
	if s.Roles {
		if out, err = t.withRoles(c.Context, out); err != nil {
			return err
		}
	}
	out = strip(out, s.leftOut())
	switch s.Format {
	case "sql":
		return writeSQL(c.App.Writer, t.dialect, out)
	case "json":
		return writeJSON(c.App.Writer, out)
	}
	text, err := found.encode(out)
	if err != nil {
		return err
	}
	_, err = c.App.Writer.Write(text)
	return err
}

// encode writes a part of what was found, which may refer to the rest.
func (i *inspection) encode(part *schema.Schema) ([]byte, error) {
	if i.alone.Len() == 0 {
		return hclschema.Encode(part)
	}
	whole := i.all.Clone()
	for o := range part.All() {
		whole.Put(o)
	}
	return hclschema.EncodePart(whole, part)
}

// leftOut says what of all objects is left out.
type leftOut struct{ owners, grants, labels bool }

func (s *settings) leftOut() leftOut {
	return leftOut{owners: s.NoOwner, grants: s.NoPrivileges, labels: s.NoSecurityLabels}
}

func strip(s *schema.Schema, what leftOut) *schema.Schema {
	return stripNew(s, schema.New(), what)
}

// stripNew does so to what is not in a known schema anyway.
func stripNew(s, known *schema.Schema, what leftOut) *schema.Schema {
	if s == known || what == (leftOut{}) {
		return s
	}
	out := s.Clone()
	for _, o := range s.Unshared(known) {
		out.Put(stripped(o, what))
	}
	return out
}

func stripped(o schema.Object, what leftOut) schema.Object {
	o = o.Named(o.Ref())
	if what.owners {
		o.Base().Owner = ""
	}
	if what.grants {
		o.Base().Grants = nil
	}
	if what.labels {
		o.Base().Labels = nil
	}
	return o
}

func writeSQL(w io.Writer, d *dialect, s *schema.Schema) error {
	p, err := planner.New(emptyOf(d, s), s, d.proof)
	if err != nil {
		return err
	}
	stmts, err := sqlgen.Statements(p, proof.Spelling(d.proof), sqlgen.Options{})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, sqlgen.Script(stmts))
	return err
}

// emptyOf is what an empty database holds: the default schema is there from
// the start.
func emptyOf(d *dialect, s *schema.Schema) *schema.Schema {
	out := schema.New()
	if o := s.Lookup(schema.Ref{Kind: schema.KindSchema, Name: d.defaultSchema}); o != nil {
		there := o.Named(o.Ref())
		*there.Base() = schema.Common{Owner: o.Base().Owner}
		out.Put(there)
	}
	return out
}

// A jsonObject is an object as inspect --format json prints it: its address
// and the fields of package schema.
type jsonObject struct {
	Kind   schema.Kind   `json:"kind"`
	Path   string        `json:"path"`
	Fields schema.Object `json:"fields"`
}

func writeJSON(w io.Writer, s *schema.Schema) error {
	objects := make([]jsonObject, 0, s.Len())
	for o := range s.All() {
		objects = append(objects, jsonObject{o.Ref().Kind, o.Ref().Path(), o})
	}
	if err := printJSON(w, objects); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}
