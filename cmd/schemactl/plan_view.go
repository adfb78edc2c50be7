package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/schemactl/schemactl/migrate"
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/proof"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// A planView prints a plan.
type planView struct {
	result *proof.Result
	out    io.Writer
	color  bool
}

// A jsonPlan is the form of plan --format json.
type jsonPlan struct {
	Changes []jsonChange  `json:"changes"`
	Up      string        `json:"up"`
	Down    string        `json:"down"`
	Risks   []sqlgen.Risk `json:"risks"`
	Proven  bool          `json:"proven"`
	Notes   []string      `json:"notes"`
	Version string        `json:"version,omitempty"`
	Name    string        `json:"name,omitempty"`
	Files   []string      `json:"files"`
}

type jsonChange struct {
	// Action is create, alter, drop or rename.
	Action string   `json:"action"`
	Kind   string   `json:"kind"`
	Object string   `json:"object"`
	Fields []string `json:"fields,omitempty"`
	From   string   `json:"from,omitempty"`
}

func (v planView) nothing(format string) error {
	if format == "json" {
		return v.json(jsonPlan{Proven: true})
	}
	_, err := fmt.Fprintln(v.out, "Nothing to do: the database is as the files say.")
	return err
}

func (v planView) show(format string, m migrate.Migration, paths []string) error {
	if format == "json" {
		return v.json(jsonPlan{
			Changes: v.changes(), Up: m.Up, Down: m.Down, Risks: sqlgen.Risks(v.result.Up),
			Proven: v.result.Proven, Notes: v.result.Notes, Version: m.Version, Name: m.Name, Files: paths,
		})
	}
	return v.text(m, paths)
}

func (v planView) json(p jsonPlan) error {
	for _, list := range []*[]string{&p.Notes, &p.Files} {
		if *list == nil {
			*list = []string{}
		}
	}
	if p.Changes == nil {
		p.Changes = []jsonChange{}
	}
	if p.Risks == nil {
		p.Risks = []sqlgen.Risk{}
	}
	return printJSON(v.out, p)
}

// changes lists renames and changes; what comes or goes with its table is not
// listed by itself.
func (v planView) changes() []jsonChange {
	var out []jsonChange
	for _, r := range wholeRenames(v.result.Renames) {
		out = append(out, jsonChange{Action: "rename", Kind: string(r.From.Kind), Object: r.To.Path(), From: r.From.Path()})
	}
	for _, n := range v.result.Values {
		out = append(out, jsonChange{Action: "rename", Kind: "value", Object: n.Enum.Path() + "." + n.New, From: n.Old})
	}
	whole := map[schema.Ref]bool{}
	for _, c := range v.result.Changes {
		if c.From == nil || c.To == nil {
			whole[c.Ref()] = true
		}
	}
	for _, c := range v.result.Changes {
		if r := c.Ref(); !v.within(r, whole) {
			out = append(out, jsonChange{Action: action(c), Kind: string(r.Kind), Object: r.Path(), Fields: c.Fields})
		}
	}
	return out
}

// wholeRenames gives the renames that follow each other, of one object, as one.
func wholeRenames(renames []planner.Rename) []planner.Rename {
	var out []planner.Rename
	for _, r := range renames {
		if last := len(out) - 1; last >= 0 && out[last].Old == r.Old {
			out[last].To = r.To
			continue
		}
		out = append(out, r)
	}
	return out
}

func (v planView) within(r schema.Ref, whole map[schema.Ref]bool) bool {
	if r.Table == "" {
		return false
	}
	for _, k := range []schema.Kind{schema.KindTable, schema.KindView, schema.KindMaterialized, schema.KindDomain, schema.KindSequence} {
		if whole[schema.Ref{Kind: k, Schema: r.Schema, Name: r.Table}] {
			return true
		}
	}
	return r.Kind == schema.KindDefault && whole[schema.Ref{Kind: schema.KindColumn, Schema: r.Schema, Table: r.Table, Name: r.Name}]
}

func action(c planner.Change) string {
	switch {
	case c.From == nil:
		return "create"
	case c.To == nil:
		return "drop"
	}
	return "alter"
}

var marks = map[string]string{"create": "+", "alter": "~", "drop": "-", "rename": ">"}

var colors = map[string]string{"create": "32", "alter": "33", "drop": "31", "rename": "36", "title": "1", "risk": "33"}

func (v planView) paint(what, text string) string {
	if !v.color {
		return text
	}
	return "\x1b[" + colors[what] + "m" + text + "\x1b[0m"
}

func (v planView) text(m migrate.Migration, paths []string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", v.paint("title", "Changes"))
	v.list(&b)
	fmt.Fprintf(&b, "\n%s\n\n%s", v.paint("title", "Up"), indent(m.Up))
	if m.HasDown {
		fmt.Fprintf(&b, "\n%s\n\n%s\n", v.paint("title", "Down"), indent(m.Down))
	} else {
		fmt.Fprintf(&b, "\n%s\n\n%s\n", v.paint("title", "There is no way back"), indent(v.result.Irreversible))
	}
	for _, r := range sqlgen.Risks(v.result.Up) {
		fmt.Fprintf(&b, "%s %s: %s.\n", v.paint("risk", "Risk:"), r.Code, strings.TrimSuffix(r.Text, "."))
	}
	v.notes(&b)
	if v.result.Proven && !m.HasDown {
		b.WriteString("Proven: up ran on a scratch database and led to what was planned.\n")
	} else if v.result.Proven {
		b.WriteString("Proven: up and down ran on a scratch database and led to what was planned.\n")
	}
	for _, p := range paths {
		fmt.Fprintf(&b, "Wrote %s\n", p)
	}
	if len(paths) == 0 {
		b.WriteString("Nothing was written: this is a dry run.\n")
	}
	_, err := io.WriteString(v.out, b.String())
	return err
}

func (v planView) notes(w io.Writer) {
	for _, n := range v.result.Notes {
		fmt.Fprintf(w, "%s %s.\n", v.paint("risk", "Note:"), strings.TrimSuffix(n, "."))
	}
}

// list prints the changes, with the fields of each.
func (v planView) list(w io.Writer) {
	for _, c := range v.changes() {
		line := fmt.Sprintf("%s %s %s", marks[c.Action], c.Kind, c.Object)
		if c.From != "" {
			line = fmt.Sprintf("%s %s %s, before: %s", marks[c.Action], c.Kind, c.Object, c.From)
		}
		fmt.Fprintf(w, "  %s\n", v.paint(c.Action, line))
		for _, f := range c.Fields {
			fmt.Fprintf(w, "      %s\n", v.field(c, f))
		}
	}
}

// field shows what becomes of a field of a changed object.
func (v planView) field(c jsonChange, name string) string {
	for _, ch := range v.result.Changes {
		if string(ch.Ref().Kind) == c.Kind && ch.Ref().Path() == c.Object {
			from, to := schema.Show(ch.From, name), schema.Show(ch.To, name)
			const long = 60
			if len(from) > long || len(to) > long {
				return strings.ToLower(name) + " changes"
			}
			return fmt.Sprintf("%s: %s -> %s", strings.ToLower(name), from, to)
		}
	}
	return strings.ToLower(name)
}

func indent(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, l := range lines {
		if strings.TrimSpace(l) != "" {
			lines[i] = "  " + l
		}
	}
	return strings.Join(lines, "")
}

// suggestName names a migration after its first change.
func suggestName(r *proof.Result) string {
	changes := planView{result: r}.changes()
	if len(changes) == 0 {
		return "change"
	}
	verbs := map[string]string{"create": "add", "alter": "change", "drop": "drop", "rename": "rename"}
	first := changes[0]
	for _, c := range changes {
		if c.Kind == string(schema.KindTable) {
			first = c
			break
		}
	}
	path := first.Object
	if _, rest, ok := strings.Cut(path, "."); ok && first.Kind != string(schema.KindSchema) {
		path = rest
	}
	if i := strings.IndexByte(path, '('); i > 0 {
		path = path[:i]
	}
	name := verbs[first.Action] + "_" + strings.ReplaceAll(path, ".", "_")
	if n := len(changes) - 1; n > 0 {
		name += fmt.Sprintf("_and_%d_more", n)
	}
	return name
}
