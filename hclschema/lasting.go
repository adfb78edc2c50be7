package hclschema

import (
	"bytes"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// lasting finds those blocks that were not found as they would be written, but
// declare the same object as a block of the schema, with all the parts that it
// has there: what refers to it means the same as ever.
func (m *matching) lasting() (blocks map[*hclsyntax.Block]bool, spans map[int]bool) {
	blocks, spans = map[*hclsyntax.Block]bool{}, map[int]bool{}
	missing := map[string][]int{}
	for i, s := range m.spans {
		if _, found := m.places[i]; !found && !s.ofPrivileges() {
			head := string(firstLine(m.text[s.start:s.end]))
			missing[head] = append(missing[head], i)
		}
	}
	found := map[string][]*hclsyntax.Block{}
	for b := range m.remaining() {
		head := string(firstLine(m.source(b)))
		found[head] = append(found[head], b)
	}
	for head, list := range found {
		was := missing[head]
		if len(list) != 1 || len(was) != 1 {
			continue
		}
		s := m.spans[was[0]]
		text := m.text[s.start:s.end]
		body := parsePiece("", piece{text, hcl.InitialPos})
		if body == nil {
			continue
		}
		old := sourced{body.Blocks[0], text}
		now := sourced{list[0], m.files.files[list[0].TypeRange.Filename].Bytes}
		if now.isStill(old) {
			blocks[list[0]], spans[was[0]] = true, true
		}
	}
	return blocks, spans
}

func firstLine(text []byte) []byte {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return line
}

// source is the text of a file from a block on.
func (m *matching) source(b *hclsyntax.Block) []byte {
	return m.files.files[b.TypeRange.Filename].Bytes[b.TypeRange.Start.Byte:]
}

// A sourced block is one with the text that it was parsed of.
type sourced struct {
	*hclsyntax.Block
	text []byte
}

// plainlyNamed are the blocks that declare what their labels, the attributes
// schema and on, and arguments say.
var plainlyNamed = map[string]bool{
	"table": true, "partition": true, "foreign_table": true, "view": true, "materialized": true, "sequence": true,
	"enum": true, "domain": true, "composite": true, "range": true, "function": true, "procedure": true,
	"trigger": true, "policy": true, "rule": true,
}

// isStill reports whether a block declares the object of another with the same
// first line, and no fewer parts.
func (s sourced) isStill(old sourced) bool {
	def := blockTypes[s.Type]
	if def == nil || !plainlyNamed[def.block] || s.attribute("for_each") != nil {
		return false
	}
	for _, name := range []string{"schema", "on", "name", "inherits", "of", "of_type"} {
		if !bytes.Equal(s.attribute(name), old.attribute(name)) {
			return false
		}
	}
	if def.scope == routine && !bytes.Equal(s.arguments(), old.arguments()) {
		return false
	}
	parts := map[string]bool{}
	for _, b := range s.Body.Blocks {
		if b.Body.Attributes["name"] == nil && b.Body.Attributes["for_each"] == nil {
			parts[partKey(b)] = true
		}
	}
	for _, b := range old.Body.Blocks {
		if def.part(b.Type) != nil && !parts[partKey(b)] {
			return false
		}
	}
	return true
}

func partKey(b *hclsyntax.Block) string {
	key := b.Type
	for _, l := range b.Labels {
		key += "\x00" + l
	}
	return key
}

func (s sourced) attribute(name string) []byte {
	a := s.Body.Attributes[name]
	if a == nil {
		return nil
	}
	r := a.Expr.Range()
	return s.text[r.Start.Byte:r.End.Byte]
}

// arguments are the texts of the blocks that a signature is made of.
func (s sourced) arguments() []byte {
	var out []byte
	for _, b := range s.Body.Blocks {
		if b.Type == "arg" {
			r := b.Range()
			out = append(out, s.text[r.Start.Byte:b.CloseBraceRange.End.Byte]...)
		}
	}
	return out
}
