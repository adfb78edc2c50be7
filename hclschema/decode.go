package hclschema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// Options are what decoding depends on besides the files.
type Options struct {
	// DefaultSchema is where objects are that name no schema while none or
	// several are declared: "public" for PostgreSQL, "" for SQLite.
	DefaultSchema string
	// Variables are values for variable blocks, as given on a command line.
	Variables map[string]string
	// Elsewhere finds objects that exist but that the files do not manage, so
	// that references to them are taken; without a schema in the ref it stands
	// for any, and without arguments in the name of a routine too. It may be nil.
	Elsewhere func(schema.Ref) []schema.Ref
	// Exact says that owners and privileges which the files do not tell are not
	// there, rather than left to the database.
	Exact bool
}

// A Source tells where the objects of a schema are written, and what the files
// manage.
type Source struct {
	blocks   map[schema.Ref]*hclsyntax.Block
	given    *given
	Mentions Mentions
}

// Mentions tells which attributes the files manage: those that they never
// speak of are left as they are.
type Mentions struct {
	owners map[schema.Ref]bool
	// Grants is set if there is any permission block.
	Grants bool
}

// Range gives the place of an object's block: its type and labels.
func (s *Source) Range(r schema.Ref) (hcl.Range, bool) {
	if b := s.block(r); b != nil {
		return b.DefRange(), true
	}
	return hcl.Range{}, false
}

func (s *Source) block(r schema.Ref) *hclsyntax.Block {
	if b := s.blocks[r]; b != nil || s.given == nil {
		return b
	}
	return s.given.block(r)
}

// NamesOwner reports whether the files name the owner of an object.
func (s *Source) NamesOwner(r schema.Ref) bool {
	return s.Mentions.owners[r] || s.given != nil && s.given.namesOwner(r)
}

// Attribute gives the place of an attribute of an object, or else that of the
// object.
func (s *Source) Attribute(r schema.Ref, name string) (hcl.Range, bool) {
	if b := s.block(r); b != nil {
		if a := b.Body.Attributes[name]; a != nil {
			return a.SrcRange, true
		}
	}
	return s.Range(r)
}

// A decoder turns files into a schema.
type decoder struct {
	opts  Options
	files *Files
	diags hcl.Diagnostics
	out   *schema.Schema
	src   *Source
	base  *hcl.EvalContext

	meta     []*hclsyntax.Block // variable and locals
	perms    []instance
	defaults []instance // default_permission
	todo     []*declared
	names    map[nameKey][]schema.Ref
	keyed    map[nameKey]schema.Ref  // instances of for_each by label and key
	heirs    map[schema.Ref]instance // tables that name parents
	given    *given                  // what need not be read; nil if nothing
}

type nameKey struct {
	kind schema.Kind
	name string
}

// A declared object has its identity, and waits for its fields to be read.
type declared struct {
	instance
	def *kind
	ref schema.Ref
	on  schema.Ref

	parts []*declared // nested blocks that are objects of their own
}

// Decode turns files into a schema. All mistakes are reported at once; the
// schema is of use only if there is no error among them.
func Decode(files *Files, opts Options) (*schema.Schema, *Source, hcl.Diagnostics) {
	return decode(files, opts, nil)
}

func decode(files *Files, opts Options, known *given) (*schema.Schema, *Source, hcl.Diagnostics) {
	d := &decoder{
		opts: opts, files: files, out: schema.New(), given: known,
		src:   &Source{blocks: map[schema.Ref]*hclsyntax.Block{}, given: known, Mentions: Mentions{owners: map[schema.Ref]bool{}}},
		names: map[nameKey][]schema.Ref{}, keyed: map[nameKey]schema.Ref{}, heirs: map[schema.Ref]instance{},
	}
	known.announce(d)
	d.declare()
	for _, in := range d.todo {
		d.read(in)
	}
	for _, in := range d.perms {
		d.permission(in)
	}
	for _, in := range d.defaults {
		d.defaultPermission(in)
	}
	d.sortGrants()
	d.out = schema.Fill(known.with(d.out))
	d.orphans()
	d.detached()
	SortDiagnostics(d.diags)
	// What identifies an object is read twice.
	d.diags = slices.CompactFunc(d.diags, func(a, b *hcl.Diagnostic) bool {
		return a.Summary == b.Summary && a.Detail == b.Detail && a.Subject != nil && b.Subject != nil && *a.Subject == *b.Subject
	})
	return d.out, d.src, d.diags
}

func (d *decoder) errorf(at hcl.Range, summary, detail string, args ...any) {
	d.diags = append(d.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: summary, Detail: fmt.Sprintf(detail, args...), Subject: &at,
	})
}

// declare learns the identity of everything before anything is read: schemas
// first, since names are in them, and routines last, since types are part of
// their names.
func (d *decoder) declare() {
	var stages [stageCount][]*declared
	for _, name := range d.files.names {
		body, ok := d.files.files[name].Body.(*hclsyntax.Body)
		if !ok {
			continue
		}
		for _, b := range body.Blocks {
			d.sortBlock(b, &stages)
		}
		for _, a := range body.Attributes {
			d.errorf(a.NameRange, "Unsupported attribute", "A schema file holds blocks only; to name a value, put it into a locals block.")
		}
	}
	d.context()
	for i, stage := range stages {
		var kept []*declared
		for _, in := range stage {
			for _, one := range d.expand(in.block, in.sc) {
				n := &declared{instance: one, def: in.def}
				if d.identify(n) {
					kept = append(kept, n)
				}
			}
		}
		stages[i] = kept
	}
	// Casts come first, as soon as their types are there: what uses one does not
	// say so.
	d.todo = slices.Clone(stages[byTypes])
	stages[byTypes] = nil
	d.todo = append(d.todo, slices.Concat(stages[:]...)...)
	d.perms, d.defaults = d.expandAll(d.perms), d.expandAll(d.defaults)
}

func (d *decoder) expandAll(list []instance) []instance {
	var out []instance
	for _, p := range list {
		out = append(out, d.expand(p.block, p.sc)...)
	}
	return out
}

func (d *decoder) sortBlock(b *hclsyntax.Block, stages *[stageCount][]*declared) {
	switch b.Type {
	case "variable", "locals":
		d.meta = append(d.meta, b)
		return
	case "default_permission":
		d.defaults = append(d.defaults, instance{block: b})
		return
	case "permission":
		d.perms = append(d.perms, instance{block: b})
		d.src.Mentions.Grants = true
		return
	}
	def := blockTypes[b.Type]
	if def == nil {
		d.errorf(b.TypeRange, "Unsupported block", "Blocks of type %q are not known; there are %s.%s", b.Type, strings.Join(blockNames, ", "), suggest(b.Type, blockNames))
		return
	}
	stages[def.scope] = append(stages[def.scope], &declared{instance: instance{block: b}, def: def})
}

// identify finds the ref of an object and notes it, and those of its parts.
func (d *decoder) identify(in *declared) bool {
	labels, ok := d.labels(in)
	if !ok {
		return false
	}
	c := d.codec(in)
	name := labels[len(labels)-1]
	in.ref = schema.Ref{Kind: in.def.kind, Name: name}
	switch in.def.scope {
	case sorted:
		in.ref = d.sortedRef(c, labels)
	case inSchema, routine:
		// A wrong schema is reported; that what is in it is read nonetheless
		// spares the author a second run.
		in.ref.Schema = d.schemaOf(c, labels)
	case onRelation:
		on, ok := d.onOf(c)
		if !ok {
			return false
		}
		in.on, in.ref.Schema, in.ref.Table = on, on.Schema, on.Name
	case onServer:
		a := c.block.Body.Attributes["server"]
		if a == nil {
			c.require("server")
			return false
		}
		on, ok := c.resolve(a.Expr, schema.KindServer)
		if !ok {
			return false
		}
		in.ref.Table = on.Name
	}
	if in.def.scope == routine || in.def.scope == byTypes {
		in.ref = d.signature(in)
	}
	if !d.note(in.ref, in.block, in.key) {
		return false
	}
	if in.ref.Kind == schema.KindTable && parentList(in.block) != nil {
		d.heirs[in.ref] = in.instance
	}
	d.identifyParts(in)
	return true
}

// labels gives the labels of a block, the last replaced by its name attribute.
func (d *decoder) labels(in *declared) ([]string, bool) {
	labels := slices.Clone(in.block.Labels)
	most := 1
	if in.def.scope == inSchema || in.def.scope == routine {
		most = 2
	}
	wrong := len(labels) == 0 || len(labels) > most
	rule := []string{1: "one label, its name", 2: "its name as a label, and before that its schema if names clash"}[most]
	if in.def.scope == sorted {
		wrong, rule = len(labels) != 2, "two labels, its sort and its name"
	}
	if wrong {
		d.errorf(in.block.DefRange(), "Wrong number of labels", "A block of type %q has %s.", in.block.Type, rule)
		return nil, false
	}
	if a := in.block.Body.Attributes["name"]; a != nil {
		s, ok := d.codec(in).str(a.Expr)
		if !ok {
			return nil, false
		}
		labels[len(labels)-1] = s
	}
	return labels, true
}

func (d *decoder) schemaOf(c *codec, labels []string) string {
	a := c.block.Body.Attributes["schema"]
	if a != nil {
		name, ok := c.schemaName(a.Expr)
		if ok && len(labels) == 2 && labels[0] != name {
			d.errorf(a.Expr.Range(), "Contradictory schema", "The label says %q and the attribute %q. Leave one of them out.", labels[0], name)
		}
		if ok {
			return name
		}
		return d.opts.DefaultSchema
	}
	if len(labels) == 2 {
		return labels[0]
	}
	if b := c.block.Body.Attributes["on"]; b != nil {
		if on, ok := c.resolve(b.Expr, relations...); ok {
			return on.Schema
		}
	}
	if only := d.onlySchema(); only != "" {
		return only
	}
	return d.opts.DefaultSchema
}

// onlySchema is the schema that is declared, if there is just one.
func (d *decoder) onlySchema() string {
	all := d.names[nameKey{kind: schema.KindSchema}]
	if len(all) == 1 {
		return all[0].Name
	}
	return ""
}

func (d *decoder) onOf(c *codec) (schema.Ref, bool) {
	a := c.block.Body.Attributes["on"]
	if a == nil {
		c.require("on")
		return schema.Ref{}, false
	}
	return c.resolve(a.Expr, relations...)
}

// note enters an object under its names, or reports the other that has them.
func (d *decoder) note(ref schema.Ref, b *hclsyntax.Block, key string) bool {
	if other := d.src.blocks[ref]; other != nil {
		d.errorf(b.DefRange(), "Duplicate "+strings.ReplaceAll(string(ref.Kind), "_", " "), "The %s is already defined at %s.", ref, other.DefRange())
		return false
	}
	d.src.blocks[ref] = b
	if schema.IsPart(ref.Kind) {
		return true
	}
	k := nameKey{ref.Kind, symbol(ref)}
	d.names[k] = append(d.names[k], ref)
	all := nameKey{kind: ref.Kind}
	d.names[all] = append(d.names[all], ref)
	if key != "" && len(b.Labels) > 0 {
		d.keyed[nameKey{ref.Kind, b.Labels[len(b.Labels)-1] + "\x00" + key}] = ref
	}
	return true
}

func (d *decoder) identifyParts(in *declared) {
	if len(in.def.parts) == 0 {
		return
	}
	var primary *declared
	for _, p := range d.partsOf(d.codec(in), in.def) {
		if p.ref.Kind == schema.KindPrimaryKey && primary != nil && primary.ref != p.ref {
			d.errorf(p.block.DefRange(), "Duplicate primary key", "A table has one primary key; another is defined at %s.", primary.block.DefRange())
			continue
		}
		if p.ref.Kind == schema.KindPrimaryKey {
			primary = p
		}
		if p.ref.Name != "" && d.note(p.ref, p.block, "") {
			in.parts = append(in.parts, p)
		}
	}
}

// partsOf finds the nested blocks that are objects of their own.
func (d *decoder) partsOf(c *codec, def *kind) []*declared {
	var list []*declared
	for _, b := range c.block.Body.Blocks {
		part := def.part(b.Type)
		if part == nil {
			continue
		}
		for _, in := range d.expand(b, c.sc) {
			name := c.partName(in, part.kind != schema.KindPrimaryKey)
			if name == "" && part.kind == schema.KindPrimaryKey {
				name = defaultKeyName(c.self.Name)
			}
			list = append(list, &declared{instance: in, def: part, ref: c.self.InTable(part.kind, name)})
		}
	}
	return list
}

// defaultKeyName is the name that PostgreSQL gives a primary key.
func defaultKeyName(table string) string { return table + "_pkey" }

// partName is the label of a nested block, or its name attribute.
func (c *codec) partName(in instance, required bool) string {
	if a := in.block.Body.Attributes["name"]; a != nil {
		n := &codec{mode: reading, decoder: c.decoder, sc: in.sc, block: in.block}
		s, _ := n.str(a.Expr)
		return s
	}
	switch {
	case len(in.block.Labels) == 1:
		return in.block.Labels[0]
	case len(in.block.Labels) > 1 || required:
		c.errorf(in.block.DefRange(), "Wrong number of labels", "A block of type %q has one label, its name.", in.block.Type)
	}
	return ""
}

// codec is a reading codec over a declared object.
func (d *decoder) codec(in *declared) *codec {
	sc := in.sc
	if in.def.scope != part {
		sc.table = in.ref
		if in.def.scope == onRelation {
			sc.table = in.on
		}
	}
	return &codec{mode: reading, decoder: d, sc: sc, block: in.block, self: in.ref, on: in.on, needs: new([]schema.Ref)}
}

// read makes the object of a block, and those of the blocks within it.
func (d *decoder) read(in *declared) {
	c := d.codec(in)
	o := in.def.zero.Named(in.ref)
	base := o.Base()
	c.needs = &base.Needs
	in.def.run(c, o)
	if base.Owner != "" {
		d.src.Mentions.owners[in.ref] = true
	}
	if len(in.def.parts) > 0 {
		c.found += d.countParts(in)
	}
	c.finish(func(l *codec) {
		in.def.run(l, in.def.zero.Named(in.ref))
		for _, p := range in.def.parts {
			l.blocks = append(l.blocks, p.block)
		}
	})
	d.out.Add(o)
	for _, p := range in.parts {
		d.read(p)
	}
}

func (d *decoder) countParts(in *declared) int {
	n := 0
	for _, b := range in.block.Body.Blocks {
		if in.def.part(b.Type) != nil {
			n++
		}
	}
	return n
}

// suggest proposes the nearest of some names.
func suggest(name string, known []string) string {
	best, distance := "", 3
	for _, k := range known {
		if dist := levenshtein.Distance(strings.ToLower(name), strings.ToLower(k), nil); dist < distance && dist < len(name) {
			best, distance = k, dist
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", best)
}

// signature gives the ref of a routine, which holds the types of its
// arguments. What else is wrong with it is reported when it is read.
func (d *decoder) signature(in *declared) schema.Ref {
	known := len(d.diags)
	c := d.codec(in)
	o := in.def.zero.Named(in.ref)
	in.def.run(c, o)
	d.diags = d.diags[:known]
	return o.Ref()
}
