package hclschema

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/schemactl/schemactl/schema"
)

// A matching looks for the blocks of a schema in files.
type matching struct {
	*outline
	files  *Files
	places map[int]place // by number of the span
	// rest are the bodies of what is not found, by the number of the file.
	rest [][]*hclsyntax.Body
	// left is how many bytes that is, and most how many it may be.
	left, most int
}

// match finds the blocks of a schema in files, and parses the rest of these. It
// returns nil where that is no gain, or not certain.
func match(files *Files, known *schema.Schema, exact bool) (g *given, rest [][]*hclsyntax.Body) {
	owned := exact || nameOwners(files)
	written := known
	if !owned {
		written = withoutOwners(known)
	}
	e, err := encode(written, nil)
	if err != nil {
		return nil, nil
	}
	m := &matching{outline: newOutline(e), files: files, places: map[int]place{}, rest: make([][]*hclsyntax.Body, len(files.names))}
	for _, name := range files.names {
		m.most += len(files.files[name].Bytes) / 2
	}
	for i := range files.names {
		if !m.file(i) {
			return nil, nil
		}
	}
	permissions, ok := m.permissions(exact)
	if !ok {
		return nil, nil
	}
	whole := len(m.places) == len(m.spans) && m.left == 0
	if !whole && !m.demote() {
		return nil, nil
	}
	g = &given{files: files, places: map[schema.Ref]place{}, parsed: map[schema.Ref]*hclsyntax.Block{}, owned: owned, grants: permissions.grants, complete: whole}
	for i, s := range m.spans {
		p, found := m.places[i]
		if _, twice := g.places[s.ref]; found && !twice && !s.ref.IsZero() {
			g.places[s.ref] = p
		}
	}
	g.objects = known
	if !whole {
		g.take(known, permissions.any)
	}
	return g, m.rest
}

// nameOwners reports whether files seem to name owners, which those do not that
// were written without.
func nameOwners(files *Files) bool {
	return slices.ContainsFunc(files.names, func(name string) bool {
		return bytes.Contains(files.files[name].Bytes, []byte("\n  owner"))
	})
}

func withoutOwners(s *schema.Schema) *schema.Schema {
	out := schema.New()
	for o := range s.All() {
		if o.Base().Owner != "" {
			o = o.Named(o.Ref())
			o.Base().Owner = ""
		}
		out.Put(o)
	}
	return out
}

// take picks the objects of the blocks that were found out of a schema, and with
// defaults the default privileges.
func (g *given) take(known *schema.Schema, defaults bool) {
	lean := schema.Lean(known)
	bearers := make(map[bearer]bool, len(g.places))
	for r := range g.places {
		if r.Kind == schema.KindDomain || slices.Contains(relations, r.Kind) {
			bearers[bearer{r.Schema, r.Name, r.Kind == schema.KindDomain}] = true
		}
	}
	found := func(o schema.Object) bool {
		r := o.Ref()
		if schema.IsPrivileges(r.Kind) {
			return defaults
		}
		if !schema.IsPart(r.Kind) {
			_, ok := g.places[r]
			return ok
		}
		return bearers[bearer{r.Schema, r.Table, r.Kind == schema.KindDomainCheck}]
	}
	g.objects = lean.Filter(found)
	g.whole = g.objects
	if lean != known {
		g.whole = known.Filter(found)
	}
}

// A bearer is what parts are parts of: a relation, of one name space, or a domain.
type bearer struct {
	schema, name string
	domain       bool
}

// owners are what a part can be part of.
func owners(r schema.Ref) []schema.Ref {
	if r.Kind == schema.KindDomainCheck {
		return []schema.Ref{{Kind: schema.KindDomain, Schema: r.Schema, Name: r.Table}}
	}
	refs := make([]schema.Ref, len(relations))
	for i, k := range relations {
		refs[i] = schema.Ref{Kind: k, Schema: r.Schema, Name: r.Table}
	}
	return refs
}

// file goes through a file block by block. It fails if something there cannot
// be told apart: the parser then tells about the file as a whole.
func (m *matching) file(i int) bool {
	name := m.files.names[i]
	src := m.files.files[name].Bytes
	pos := hcl.InitialPos
	next := func(n int) {
		pos.Line += bytes.Count(src[pos.Byte:pos.Byte+n], []byte("\n"))
		pos.Byte += n
	}
	for pos.Byte < len(src) {
		rest := src[pos.Byte:]
		if n := blankOrComment(rest); n > 0 {
			next(n)
			continue
		}
		if k := m.find(rest); k >= 0 {
			n := m.spans[k].end - m.spans[k].start
			m.places[k] = place{name, pos, pos.Byte + n}
			next(n)
			continue
		}
		n := len(firstBlock(rest))
		if !m.parse(i, pos, n) {
			return false
		}
		next(n)
	}
	return true
}

// find gives the number of the span that stands here, or -1. One that stood
// elsewhere too is defined twice.
func (m *matching) find(src []byte) int {
	k := m.outline.find(src)
	if _, twice := m.places[k]; twice || k >= 0 && keepsSecrets[m.spans[k].ref.Kind] {
		return -1
	}
	return k
}

// keepsSecrets are the kinds of objects of which a database does not tell all.
var keepsSecrets = map[schema.Kind]bool{
	schema.KindForeignDataWrapper: true, schema.KindServer: true, schema.KindUserMapping: true,
	schema.KindSubscription: true, schema.KindRole: true,
}

func (m *matching) parse(i int, at hcl.Pos, n int) bool {
	if m.left += n; m.left > m.most {
		return false
	}
	name := m.files.names[i]
	body := parsePiece(name, piece{m.files.files[name].Bytes[at.Byte : at.Byte+n : at.Byte+n], at})
	if body == nil {
		return false
	}
	m.rest[i] = append(m.rest[i], body)
	return true
}

// blankOrComment gives the length of the first line if it says nothing.
func blankOrComment(src []byte) int {
	n := bytes.IndexByte(src, '\n') + 1
	if n == 0 {
		n = len(src)
	}
	line := bytes.TrimLeft(src[:n], " \t\r\n")
	if len(line) == 0 || line[0] == '#' || bytes.HasPrefix(line, []byte("//")) {
		return n
	}
	return 0
}

// A privileged tells what blocks about privileges the files have.
type privileged struct {
	// any is set if there are some, grants if there are some on objects.
	any, grants bool
}

// permissions finds the blocks about privileges. It fails unless these are all
// that the schema has, and no others, or none, which leaves privileges to the
// database unless the files are exact.
func (m *matching) permissions(exact bool) (p privileged, ok bool) {
	for b := range m.remaining() {
		if b.Type == "permission" || b.Type == "default_permission" {
			return privileged{}, false
		}
	}
	missing := false
	for i, s := range m.spans {
		if !s.ofPrivileges() {
			continue
		}
		if _, there := m.places[i]; !there {
			missing = true
			continue
		}
		p.any = true
		p.grants = p.grants || s.ref.Kind != schema.KindDefaultPermission
	}
	return p, !missing || !p.any && !exact
}

// remaining runs over the blocks that were not found.
func (m *matching) remaining() func(yield func(*hclsyntax.Block) bool) {
	return func(yield func(*hclsyntax.Block) bool) {
		for _, bodies := range m.rest {
			for _, body := range bodies {
				for _, b := range body.Blocks {
					if !yield(b) {
						return
					}
				}
			}
		}
	}
}

// demote parses those blocks too that mention an object of another block that
// was not found: what a name means there may have changed, unless that block
// goes by the names that it had. Permissions are
// parsed with the objects that they are for. It fails if any of that cannot be
// told.
func (m *matching) demote() bool {
	names := vocabulary{}
	lasting, lastingSpans := m.lasting()
	for b := range m.remaining() {
		if !lasting[b] && !names.ofBlock(b) {
			return false
		}
	}
	for i, s := range m.spans {
		if _, found := m.places[i]; !found && !lastingSpans[i] && !s.ofPrivileges() && !names.add(s.ref.BaseName()) {
			return false
		}
	}
	decoded := maps.Clone(names)
	for i := range lastingSpans {
		if !decoded.add(m.spans[i].ref.BaseName()) {
			return false
		}
	}
	for k, s := range m.spans {
		p, found := m.places[k]
		if !found || s.ofPrivileges() || !names.in(p.text(m.files)) {
			continue
		}
		if !m.parsePlace(k, p) || !decoded.add(s.ref.BaseName()) {
			return false
		}
	}
	for k, s := range m.spans {
		p, found := m.places[k]
		if !found || !s.ofPrivileges() || !decoded.in(p.text(m.files)) {
			continue
		}
		if schema.IsPrivileges(s.ref.Kind) || !m.parsePlace(k, p) {
			return false
		}
	}
	return true
}

func (m *matching) parsePlace(k int, p place) bool {
	delete(m.places, k)
	return m.parse(slices.Index(m.files.names, p.file), p.start, p.end-p.start.Byte)
}

// A vocabulary is names, taken apart where they are not one word.
type vocabulary map[string]bool

// ofBlock adds the names that a block goes by. It fails if they cannot be told
// from its text.
func (w vocabulary) ofBlock(b *hclsyntax.Block) bool {
	if b.Body.Attributes["for_each"] != nil {
		return false
	}
	if a := b.Body.Attributes["name"]; a != nil {
		v, diags := a.Expr.Value(nil)
		if diags.HasErrors() || v.IsNull() || v.Type() != cty.String || !w.add(v.AsString()) {
			return false
		}
	}
	for _, label := range b.Labels {
		if !w.add(label) {
			return false
		}
	}
	return true
}

// add fails if there is no word in a name, as in that of an operator, or if it
// has characters that a file would have to spell in another way.
func (w vocabulary) add(name string) bool {
	if strings.ContainsRune(name, '\\') || strings.ContainsFunc(name, isControl) {
		return false
	}
	n := 0
	eachWord([]byte(name), func(start, end int) bool {
		w[name[start:end]] = true
		n++
		return true
	})
	return n > 0
}

// in reports whether a text has one of the words.
func (w vocabulary) in(text []byte) (found bool) {
	eachWord(text, func(start, end int) bool {
		found = w[string(text[start:end])]
		return !found
	})
	return found
}

func eachWord(text []byte, yield func(start, end int) bool) {
	for i := 0; i < len(text); {
		if !isWord(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && isWord(text[i]) {
			i++
		}
		if !yield(start, i) {
			return
		}
	}
}

func isWord(b byte) bool {
	return b == '_' || b >= 0x80 || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}
