package hclschema

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"

	"github.com/schemactl/schemactl/schema"
)

// An encoder writes objects as HCL.
type encoder struct {
	graph    *schema.Schema // lean
	whole    *schema.Schema // with what tables have of their parents
	buf      bytes.Buffer
	depth    int
	within   map[schema.Ref][]schema.Object // parts by what they are part of
	clashes  map[nameKey]int                // objects by kind and bare name
	typeRefs map[string]schema.Ref          // user-defined types by their SQL
	routines map[string][]schema.Ref        // by qualified name as SQL
	writing  schema.Ref
	errs     []error
	// run holds the attributes since the last brace, which are laid out together.
	run  []attribute
	laid layout
	// spans are where the blocks are in buf, in their order.
	spans []span
}

// Write encodes a schema to w.
func Write(w io.Writer, s *schema.Schema) error {
	src, err := Encode(s)
	if err != nil {
		return err
	}
	_, err = w.Write(src)
	return err
}

// Encode writes a schema as HCL, in canonical order and layout. What cannot be
// expressed is an error that names the object.
func Encode(s *schema.Schema) ([]byte, error) { return EncodePart(s, nil) }

// EncodePart writes those objects of a schema that are in part, which may
// refer to the others. A nil part is the whole.
func EncodePart(s, part *schema.Schema) ([]byte, error) {
	e, err := encode(s, part)
	if err != nil {
		return nil, err
	}
	return e.buf.Bytes(), nil
}

func encode(s, part *schema.Schema) (*encoder, error) {
	sorted := schema.Lean(s).InOrder()
	e := newEncoder(sorted, part)
	e.whole = s
	if part != nil {
		sorted = sorted.Filter(func(o schema.Object) bool { return part.Has(o.Ref()) })
	}
	byKind := map[schema.Kind][]schema.Object{}
	for o := range sorted.All() {
		k := o.Ref().Kind
		byKind[k] = append(byKind[k], o)
	}
	var list []ofKind
	for _, def := range blocks {
		for _, o := range byKind[def.kind] {
			if def.holds == nil || def.holds(o) {
				list = append(list, ofKind{def, o})
			}
		}
	}
	e.objects(list)
	for _, def := range blocks {
		delete(byKind, def.kind)
	}
	e.refuseRest(byKind)
	for o := range sorted.All() {
		if p, ok := o.(*schema.DefaultPrivileges); ok {
			e.defaultPermissions(p)
			continue
		}
		e.permissions(o)
	}
	if err := errors.Join(e.errs...); err != nil {
		return nil, err
	}
	return e, nil
}

// An ofKind is an object with what its kind is like.
type ofKind struct {
	*kind
	schema.Object
}

// objectsAtOnce is how many objects are worth a goroutine of their own.
const objectsAtOnce = 500

// objects writes objects one after the other, in shares on all processors.
func (e *encoder) objects(list []ofKind) {
	shares := max(1, min(runtime.GOMAXPROCS(0), len(list)/objectsAtOnce))
	writers := make([]*encoder, shares)
	var wait sync.WaitGroup
	for i := range writers {
		w := &encoder{
			graph: e.graph, whole: e.whole, within: e.within, clashes: e.clashes, typeRefs: e.typeRefs, routines: e.routines, laid: layout{},
		}
		writers[i] = w
		wait.Go(func() {
			for _, o := range list[i*len(list)/shares : (i+1)*len(list)/shares] {
				w.object(o.kind, o.Object)
			}
		})
	}
	wait.Wait()
	for _, w := range writers {
		e.take(w)
	}
}

// take adds what another encoder has written.
func (e *encoder) take(other *encoder) {
	if e.buf.Len() > 0 && other.buf.Len() > 0 {
		e.buf.WriteByte('\n')
	}
	at := e.buf.Len()
	e.buf.Write(other.buf.Bytes())
	for _, s := range other.spans {
		e.spans = append(e.spans, span{s.ref, s.start + at, s.end + at})
	}
	e.errs = append(e.errs, other.errs...)
}

func newEncoder(s, part *schema.Schema) *encoder {
	e := &encoder{
		graph: s, within: map[schema.Ref][]schema.Object{}, clashes: map[nameKey]int{},
		typeRefs: map[string]schema.Ref{}, routines: map[string][]schema.Ref{}, laid: layout{},
	}
	for o := range s.All() {
		r := o.Ref()
		if schema.IsPart(r.Kind) {
			if owner := e.ownerOf(r); part == nil || part.Has(r) {
				e.within[owner] = append(e.within[owner], o)
			}
			continue
		}
		e.clashes[nameKey{r.Kind, symbol(r)}]++
		if isType(r) {
			e.typeRefs[qualify(r.Schema, r.BaseName())] = r
		}
		if schema.HasArguments(r.Kind) {
			sql := qualify(r.Schema, r.BaseName())
			e.routines[sql] = append(e.routines[sql], r)
		}
	}
	return e
}

// ownerOf finds the table, view or domain that something is part of.
func (e *encoder) ownerOf(r schema.Ref) schema.Ref {
	kinds := relations
	if r.Kind == schema.KindDomainCheck {
		kinds = []schema.Kind{schema.KindDomain}
	}
	for _, k := range kinds {
		if o := (schema.Ref{Kind: k, Schema: r.Schema, Name: r.Table}); e.graph.Has(o) {
			return o
		}
	}
	return schema.Ref{}
}

// refuseRest reports objects that no block can hold.
func (e *encoder) refuseRest(byKind map[schema.Kind][]schema.Object) {
	for _, k := range schema.Kinds {
		for _, o := range byKind[k] {
			switch {
			case schema.IsPrivileges(k): // as permissions are
			case splitKinds[k], !partKinds[k]:
				e.fail(o.Ref(), "objects of this kind have no block")
			case e.ownerOf(o.Ref()).IsZero():
				e.fail(o.Ref(), "what it is part of is missing")
			}
		}
	}
}

func (e *encoder) fail(r schema.Ref, why string) {
	e.errs = append(e.errs, fmt.Errorf("writing %s: %s", r, why))
}

func (e *encoder) object(def *kind, o schema.Object) {
	r := o.Ref()
	e.writing = r
	c := &codec{mode: writing, encoder: e, self: r, needs: new([]schema.Ref)}
	if def.scope != part {
		defer e.mark(r)()
	}
	e.open(def.block, e.labels(def, r)...)
	def.run(c, o)
	for _, p := range def.parts {
		for _, sub := range e.within[r] {
			if sub.Ref().Kind == p.kind {
				e.object(p, sub)
			}
		}
	}
	e.close()
}

// mark begins a block of the file, after an empty line; what it returns ends
// it.
func (e *encoder) mark(r schema.Ref) (end func()) {
	if e.buf.Len() > 0 {
		e.buf.WriteByte('\n')
	}
	start := e.buf.Len()
	return func() { e.spans = append(e.spans, span{ref: r, start: start, end: e.buf.Len()}) }
}

func (e *encoder) labels(def *kind, r schema.Ref) []string {
	switch {
	case r.Kind == schema.KindPrimaryKey && r.Name == defaultKeyName(r.Table):
		return nil
	case def.scope == inSchema && e.clashes[nameKey{r.Kind, r.Name}] > 1:
		return []string{r.Schema, r.Name}
	}
	if def.scope == sorted {
		return []string{sortOf(r), r.BaseName()}
	}
	return []string{r.BaseName()}
}

func (e *encoder) open(block string, labels ...string) {
	e.endRun()
	e.buf.WriteString(e.indent(0))
	e.buf.WriteString(block)
	for _, l := range labels {
		e.buf.WriteString(" " + e.label(l))
	}
	e.buf.WriteString(" {\n")
	e.depth++
}

func (e *encoder) close() {
	e.endRun()
	e.depth--
	if b := e.buf.Bytes(); bytes.HasSuffix(b, []byte("{\n")) {
		e.buf.Truncate(len(b) - 1)
		e.buf.WriteString("}\n")
		return
	}
	e.buf.WriteString(e.indent(0) + "}\n")
}

func (e *encoder) indent(more int) string { return indentOf(e.depth + more) }

func (e *encoder) writeAttr(name, value string) {
	e.run = append(e.run, attribute{name, value})
}

func (e *encoder) endRun() {
	e.laid.write(&e.buf, e.run, e.depth)
	e.run = e.run[:0]
}

// check refuses text that a file cannot carry.
func (e *encoder) check(s string) {
	switch {
	case strings.ContainsRune(s, 0):
		e.fail(e.writing, "its text holds a NUL byte")
	case !norm.NFC.IsNormalString(s):
		e.fail(e.writing, fmt.Sprintf("the text %q is not valid UTF-8 in normalization form C, which is all that HCL can carry", s))
	}
}

var escapes = strings.NewReplacer("\\", `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "${", "$${", "%{", "%%{")

// quoted writes a string.
func (e *encoder) quoted(s string) string {
	e.check(s)
	return `"` + controls(escapes.Replace(s)) + `"`
}

// label writes the label of a block, which knows no templates.
func (e *encoder) label(s string) string { return e.quoted(s) }

func controls(s string) string {
	if strings.IndexFunc(s, isControl) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if isControl(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func isControl(r rune) bool { return r < 0x20 || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 }

// query writes SQL whose final newline means nothing.
func (e *encoder) query(s string) string {
	if !strings.Contains(s, "\n") {
		return e.quoted(s)
	}
	if h, ok := e.here(s + "\n"); ok {
		return h
	}
	return e.quoted(s)
}

// heredoc writes a text exactly.
func (e *encoder) heredoc(s string) string {
	if !strings.Contains(s, "\n") {
		return e.quoted(s)
	}
	if strings.HasSuffix(s, "\n") {
		if h, ok := e.here(s); ok {
			return h
		}
		return e.quoted(s)
	}
	if h, ok := e.here(s + "\n"); ok {
		return "chomp(" + h + "\n" + e.indent(0) + ")"
	}
	return e.quoted(s)
}

// here writes lines as a heredoc. It is indented with the block if a line of
// the text starts at its margin, or else the text would lose its own margin.
func (e *encoder) here(s string) (string, bool) {
	e.check(s)
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	marker, margin := "SQL", false
	for _, l := range lines {
		if strings.IndexFunc(l, func(r rune) bool { return isControl(r) && r != '\t' }) >= 0 {
			return "", false
		}
		trimmed := strings.TrimSpace(l)
		margin = margin || trimmed != "" && strings.HasPrefix(l, trimmed[:1])
		for trimmed == marker {
			marker += "_"
		}
	}
	for slices.ContainsFunc(lines, func(l string) bool { return strings.TrimSpace(l) == marker }) {
		marker += "_"
	}
	intro, pad, end := "<<-", e.indent(1), e.indent(0)
	if !margin {
		intro, pad, end = "<<", "", ""
	}
	var b strings.Builder
	b.WriteString(intro + marker + "\n")
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			b.WriteString(pad)
		}
		b.WriteString(strings.NewReplacer("${", "$${", "%{", "%%{").Replace(l) + "\n")
	}
	b.WriteString(end + marker)
	return b.String(), true
}

// bare writes an identifier, in quotes where it must be.
func (e *encoder) bare(s string) string {
	if isBare(s) {
		return s
	}
	return e.quoted(s)
}

func isBare(s string) bool {
	switch s {
	case "true", "false", "null", "for":
		return false
	}
	return hclsyntax.ValidIdentifier(s)
}

// scalar writes numbers and booleans bare, and other text in quotes.
func (e *encoder) scalar(s string) string {
	if isNumber(s) || s == "true" || s == "false" {
		return s
	}
	return e.quoted(s)
}
