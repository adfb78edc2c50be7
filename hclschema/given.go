package hclschema

import (
	"bytes"
	"hash/maphash"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/schemactl/schemactl/schema"
)

// DecodeGiven decodes files that Read has read, and gives what Load and Decode
// would, but for the owners and privileges of known that the files leave to the
// database: unless these are exact, objects keep them. What stands in them exactly as Encode writes it of the known schema is
// not parsed, but taken from there: of ten thousand tables of which one has
// changed, one is parsed. If nothing has changed the result is known itself.
func DecodeGiven(files *Files, known *schema.Schema, opts Options) (*schema.Schema, *Source, hcl.Diagnostics) {
	if s, source, ok := decodeGiven(files, known, opts); ok {
		return s, source, nil
	}
	diags := files.parse()
	if diags.HasErrors() {
		return nil, nil, diags
	}
	s, source, more := Decode(files, opts)
	return s, source, append(diags, more...)
}

// decodeGiven fails if there is a mistake: that is told about the files as a
// whole.
func decodeGiven(files *Files, known *schema.Schema, opts Options) (s *schema.Schema, source *Source, ok bool) {
	g, rest := match(files, known, opts.Exact)
	if g == nil {
		return nil, nil, false
	}
	for i, name := range files.names {
		body := join(rest[i])
		if body == nil {
			return nil, nil, false
		}
		files.files[name].Body = body
	}
	s, source, diags := decode(files, opts, g)
	source.Mentions.Grants = g.grants
	if g.complete {
		s = known
	}
	return s, source, len(diags) == 0
}

// given are the objects of a schema whose blocks stand in files as they would
// be written.
type given struct {
	files    *Files
	objects  *schema.Schema       // lean
	whole    *schema.Schema       // with what tables have of their parents
	places   map[schema.Ref]place // by the object whose block it is
	parsed   map[schema.Ref]*hclsyntax.Block
	owned    bool // the files name owners: those of the objects
	grants   bool // the files have permissions: the same as the objects
	complete bool // the files have all objects, and no others
}

// A place is that of a block in the files.
type place struct {
	file  string
	start hcl.Pos
	end   int
}

func (p place) text(f *Files) []byte { return f.files[p.file].Bytes[p.start.Byte:p.end:p.end] }

// announce lets the blocks that are decoded refer to the objects.
func (g *given) announce(d *decoder) {
	if g == nil || g.complete {
		return
	}
	for o := range g.objects.All() {
		r := o.Ref()
		if schema.IsPart(r.Kind) || schema.IsPrivileges(r.Kind) {
			continue
		}
		k, all := nameKey{r.Kind, symbol(r)}, nameKey{kind: r.Kind}
		d.names[k] = append(d.names[k], r)
		d.names[all] = append(d.names[all], r)
	}
}

// namesOwner reports whether the block of an object names its owner.
func (g *given) namesOwner(r schema.Ref) bool {
	o := g.objects.Lookup(r)
	return g.owned && o != nil && o.Base().Owner != ""
}

// with adds the objects to those that were decoded.
func (g *given) with(decoded *schema.Schema) *schema.Schema {
	if g == nil || g.complete {
		return decoded
	}
	out := g.objects.Clone()
	for o := range decoded.All() {
		out.Put(o)
	}
	return out
}

// exists reports whether an object is declared.
func (d *decoder) exists(r schema.Ref) bool {
	return d.src.blocks[r] != nil || d.given != nil && d.given.whole.Has(r)
}

// block parses the block of an object, for those who ask where it is.
func (g *given) block(r schema.Ref) *hclsyntax.Block {
	if p, ok := g.places[r]; ok {
		return g.parse(r, p)
	}
	for _, owner := range owners(r) {
		p, ok := g.places[owner]
		if !ok {
			continue
		}
		whole := g.parse(owner, p)
		for _, b := range whole.Body.Blocks {
			def := blockTypes[whole.Type].part(b.Type)
			if def != nil && def.kind == r.Kind && (len(b.Labels) == 0 || b.Labels[0] == r.Name) {
				return b
			}
		}
	}
	return nil
}

func (g *given) parse(r schema.Ref, p place) *hclsyntax.Block {
	if b := g.parsed[r]; b != nil {
		return b
	}
	g.parsed[r] = parsePiece(p.file, piece{p.text(g.files), p.start}).Blocks[0]
	return g.parsed[r]
}

// A span is the place of a block in what an encoder writes. That of a
// permission has no ref, and those of default permissions share one.
type span struct {
	ref        schema.Ref
	start, end int
}

func (s span) ofPrivileges() bool {
	return s.ref.IsZero() || schema.IsPrivileges(s.ref.Kind)
}

// An outline finds spans by their beginnings.
type outline struct {
	text  []byte
	spans []span
	seed  maphash.Seed
	index map[uint64][]int
}

func newOutline(e *encoder) *outline {
	o := &outline{text: e.buf.Bytes(), spans: e.spans, seed: maphash.MakeSeed(), index: make(map[uint64][]int, len(e.spans))}
	for i, s := range o.spans {
		h := maphash.Bytes(o.seed, firstBlock(o.text[s.start:s.end]))
		o.index[h] = append(o.index[h], i)
	}
	return o
}

// find gives the number of the span whose text begins here, or -1.
func (o *outline) find(src []byte) int {
	for _, i := range o.index[maphash.Bytes(o.seed, firstBlock(src))] {
		if s := o.spans[i]; bytes.HasPrefix(src, o.text[s.start:s.end]) {
			return i
		}
	}
	return -1
}

// firstBlock gives what seems to be the block that a text begins with: one
// line, or the lines to the first that is a closing brace.
func firstBlock(src []byte) []byte {
	if i := bytes.IndexByte(src, '\n'); i > 0 && src[i-1] == '}' {
		return src[:i+1]
	}
	if i := bytes.Index(src, []byte("\n}\n")); i >= 0 {
		return src[:i+len("\n}\n")]
	}
	return src
}
