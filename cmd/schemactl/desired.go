package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/schemactl/schemactl/hclschema"
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
)

// desired is what the files say.
type desired struct {
	schema *schema.Schema
	source *hclschema.Source
	files  *hclschema.Files
	set    *settings
	// shares says that objects which have not changed are those of the database.
	shares bool
	// exact says that it was read from a database, and tells all that one has.
	exact bool
}

// loadDesired reads the files; their mistakes are printed, all at once.
func loadDesired(s *settings, d *dialect, elsewhere func(schema.Ref) []schema.Ref) (*desired, error) {
	files, diags := hclschema.Load(s.Files)
	return decodeDesired(s, d, files, diags, func() (*schema.Schema, *hclschema.Source, hcl.Diagnostics) {
		return hclschema.Decode(files, decodeOptions(s, d, elsewhere))
	})
}

// loadDesiredGiven reads the files as loadDesired does, and parses only what
// is not as the database has it.
func loadDesiredGiven(s *settings, d *dialect, elsewhere func(schema.Ref) []schema.Ref, found *schema.Schema) (*desired, error) {
	files, diags := hclschema.Read(s.Files)
	out, err := decodeDesired(s, d, files, diags, func() (*schema.Schema, *hclschema.Source, hcl.Diagnostics) {
		return hclschema.DecodeGiven(files, found, decodeOptions(s, d, elsewhere))
	})
	if err == nil {
		out.shares = len(out.schema.Unshared(found)) < out.schema.Len()
	}
	return out, err
}

func decodeOptions(s *settings, d *dialect, elsewhere func(schema.Ref) []schema.Ref) hclschema.Options {
	return hclschema.Options{DefaultSchema: d.defaultSchema, Variables: s.Vars, Elsewhere: elsewhere}
}

func decodeDesired(s *settings, d *dialect, files *hclschema.Files, diags hcl.Diagnostics,
	decode func() (*schema.Schema, *hclschema.Source, hcl.Diagnostics),
) (*desired, error) {
	out := &desired{files: files, set: s}
	if !diags.HasErrors() {
		var more hcl.Diagnostics
		out.schema, out.source, more = decode()
		diags = append(diags, more...)
	}
	if !diags.HasErrors() {
		diags = append(diags, out.unknownKinds(d)...)
	}
	if !diags.HasErrors() {
		diags = append(diags, out.leftAlone(d, s.Filters)...)
	}
	if len(diags) > 0 {
		out.print(os.Stderr, diags)
	}
	if diags.HasErrors() {
		return nil, errReported
	}
	return out, nil
}

func (d *desired) print(w io.Writer, diags hcl.Diagnostics) {
	hclschema.WriteDiagnostics(w, d.files.Map(), diags, d.set.Color, 78)
}

// unknownKinds finds objects of kinds that the database does not have.
func (d *desired) unknownKinds(dialect *dialect) hcl.Diagnostics {
	supports, ok := dialect.proof.(interface{ Supports(schema.Kind) bool })
	if !ok {
		return nil
	}
	var diags hcl.Diagnostics
	for o := range d.schema.All() {
		r := o.Ref()
		if supports.Supports(r.Kind) {
			continue
		}
		diags = append(diags, d.diagnostic(r, "Unsupported kind of object",
			fmt.Sprintf("%s has no %s. Leave the block out, or plan for another database.", dialect.name, r.Kind)))
	}
	return diags
}

// refuseNew prints what the server is too old for.
func (d *desired) refuseNew(dialect *dialect, major int) error {
	diags := d.tooNew(dialect, major)
	if len(diags) == 0 {
		return nil
	}
	d.print(os.Stderr, diags)
	return errReported
}

// tooNew finds what servers of a major version do not have yet.
func (d *desired) tooNew(dialect *dialect, major int) hcl.Diagnostics {
	aged, ok := dialect.proof.(interface {
		Lacks(s *schema.Schema, major int) []schema.Lack
	})
	if !ok {
		return nil
	}
	var diags hcl.Diagnostics
	for _, l := range aged.Lacks(d.schema, major) {
		diag := d.diagnostic(l.Ref, "Server too old", fmt.Sprintf("%s has %s since version %d; the server is of version %d. Leave it out, or plan for a newer server.",
			dialect.name, l.What, l.Since, major))
		if at, ok := d.source.Attribute(l.Ref, l.Attribute); ok {
			diag.Subject = &at
		}
		diags = append(diags, diag)
	}
	return diags
}

func (d *desired) diagnostic(r schema.Ref, summary, detail string) *hcl.Diagnostic {
	diag := &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail}
	if at, ok := d.source.Range(r); ok {
		diag.Subject = &at
	} else if at, ok := d.source.Range(schema.Ref{Kind: schema.KindTable, Schema: r.Schema, Name: r.Table}); ok {
		diag.Subject = &at
	}
	return diag
}

// explain prints what is wrong with the files, as the server or the planner
// told it, at its place. Other errors are returned as they are.
func (d *desired) explain(err error) error {
	var diags hcl.Diagnostics
	var built proof.BuildErrors
	if errors.As(err, &built) {
		for _, b := range built {
			detail := fmt.Sprintf("The server refuses %s: %s", b.Ref, b.Err)
			if b.SQL != "" {
				detail += "\n\n  " + strings.ReplaceAll(b.SQL, "\n", "\n  ")
			}
			diags = append(diags, d.diagnostic(b.Ref, "Object refused by the server", detail))
		}
	}
	var ran *proof.RunError
	if errors.As(err, &ran) && ran.When == "up" && !ran.Ref.IsZero() {
		diags = append(diags, d.diagnostic(ran.Ref, "Change refused by the server",
			fmt.Sprintf("On a scratch database the server refuses the change of %s: %s", ran.Ref, strings.TrimPrefix(ran.Error(), "proving the plan (up): "))+
				remedy(ran)))
	}
	for _, e := range unjoin(err) {
		var refused *planner.RefusedError
		if errors.As(e, &refused) {
			diags = append(diags, d.diagnostic(refused.Change.Ref(), "Impossible change", refused.Error()))
		}
		var alone *proof.ExcludedError
		if errors.As(e, &alone) {
			diags = append(diags, d.diagnostic(alone.Cause, "Change of what is left alone", alone.Error()+"."))
		}
	}
	if len(diags) == 0 {
		return err
	}
	d.print(os.Stderr, diags)
	return errReported
}

// remedy says what the author can do about a refused change.
func remedy(e *proof.RunError) string {
	t, text := e.Retyping, e.Err.Error()
	switch {
	case strings.Contains(text, "uses its row type"):
		return "\n\nPostgreSQL writes no row of a table anew while a column elsewhere holds rows of it. Take two plans: one that makes that\n" +
			"column jsonb, with using = \"to_jsonb(COLUMN)\", and one that changes this table and gives the column its type back, with\n" +
			"using = \"jsonb_populate_record(NULL::TABLE, COLUMN)\"."
	case t == nil || !strings.Contains(text, "cannot be cast automatically"):
		return ""
	case strings.Contains(text, "default for column"):
		return fmt.Sprintf("\n\nThe default of the column is no expression of the type %s. Write another with the argument default of the column,\n"+
			"or none: using is for the rows alone.", t.To)
	case t.Cast != "":
		return fmt.Sprintf("\n\nThere is a cast, which has to be asked for. Write it as the argument using of the column:\nusing = %q.", t.Cast)
	}
	out := fmt.Sprintf("\n\nThere is no cast from %s to %s. Say how the old values become new ones with the argument using of the column,\n"+
		"which is SQL for a value of the new type, made of the old one, %s", t.From, t.To, e.Ref.Name)
	if t.Example == "" {
		return out + "."
	}
	return out + fmt.Sprintf(".\nIf %s, for example:\nusing = %q.", t.Given, t.Example)
}

func unjoin(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	return []error{err}
}
