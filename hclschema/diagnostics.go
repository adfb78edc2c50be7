package hclschema

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	wordwrap "github.com/mitchellh/go-wordwrap"
)

// SortDiagnostics orders diagnostics by where they point; those that point
// nowhere come first. HCL's own come in the order of a map.
func SortDiagnostics(diags hcl.Diagnostics) {
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int {
		var x, y hcl.Range
		if a.Subject != nil {
			x = *a.Subject
		}
		if b.Subject != nil {
			y = *b.Subject
		}
		return cmp.Or(
			cmp.Compare(x.Filename, y.Filename), cmp.Compare(x.Start.Byte, y.Start.Byte),
			cmp.Compare(x.End.Byte, y.End.Byte), cmp.Compare(a.Summary, b.Summary),
		)
	})
}

// WriteDiagnostics prints diagnostics in the order of the files, each with the
// lines that it is about. Without colour the subject is underlined. Details
// are wrapped at width; 0 leaves them as they are.
func WriteDiagnostics(w io.Writer, files map[string]*hcl.File, diags hcl.Diagnostics, color bool, width int) error {
	sorted := slices.Clone(diags)
	SortDiagnostics(sorted)
	var b bytes.Buffer
	for _, d := range sorted {
		writeDiagnostic(&b, files, d, color, width)
	}
	_, err := w.Write(b.Bytes())
	return err
}

const (
	bold, red, yellow, underline, plain = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[4m", "\x1b[0m"
)

func writeDiagnostic(b *bytes.Buffer, files map[string]*hcl.File, d *hcl.Diagnostic, color bool, width int) {
	word, tint := "Error", red
	if d.Severity == hcl.DiagWarning {
		word, tint = "Warning", yellow
	}
	if color {
		fmt.Fprintf(b, "%s%s%s:%s %s%s%s\n\n", bold, tint, word, plain, bold, d.Summary, plain)
	} else {
		fmt.Fprintf(b, "%s: %s\n\n", word, d.Summary)
	}
	if d.Subject != nil {
		writeSnippet(b, files[d.Subject.Filename], *d.Subject, color)
	}
	if d.Detail != "" {
		detail := d.Detail
		if width > 0 {
			detail = wordwrap.WrapString(detail, uint(width))
		}
		fmt.Fprintf(b, "%s\n\n", detail)
	}
}

// maxSnippet is how many lines of a subject are shown.
const maxSnippet = 6

func writeSnippet(b *bytes.Buffer, file *hcl.File, r hcl.Range, color bool) {
	fmt.Fprintf(b, "  on %s line %d", r.Filename, r.Start.Line)
	if file == nil {
		b.WriteString(":\n\n")
		return
	}
	if nav, ok := file.Nav.(interface{ ContextString(int) string }); ok {
		if in := nav.ContextString(r.Start.Byte); in != "" {
			b.WriteString(", in " + in)
		}
	}
	b.WriteString(":\n")
	start := bytes.LastIndexByte(file.Bytes[:min(r.Start.Byte, len(file.Bytes))], '\n') + 1
	for i := range maxSnippet {
		end := len(file.Bytes)
		if n := bytes.IndexByte(file.Bytes[start:], '\n'); n >= 0 {
			end = start + n
		}
		writeLine(b, strings.TrimRight(string(file.Bytes[start:end]), "\r"), r, r.Start.Line+i, start, color)
		start = end + 1
		if start > len(file.Bytes) || start >= r.End.Byte {
			break
		}
	}
	b.WriteString("\n")
}

func writeLine(b *bytes.Buffer, line string, r hcl.Range, number, offset int, color bool) {
	from := clamp(r.Start.Byte-offset, line)
	to := max(clamp(r.End.Byte-offset, line), from)
	head := fmt.Sprintf("%4d: ", number)
	if color {
		fmt.Fprintf(b, "%s%s%s%s%s%s\n", head, line[:from], underline, line[from:to], plain, line[to:])
		return
	}
	fmt.Fprintf(b, "%s%s\n", head, line)
	from += len(line[from:to]) - len(strings.TrimLeft(line[from:to], " \t"))
	if to <= from && strings.TrimSpace(line) != "" {
		return
	}
	carets := max(utf8.RuneCountInString(line[from:to]), 1)
	fmt.Fprintf(b, "%s%s%s\n", strings.Repeat(" ", len(head)), blank(line[:from]), strings.Repeat("^", carets))
}

// clamp brings an offset into a line, and to the start of a character.
func clamp(i int, line string) int {
	i = min(max(i, 0), len(line))
	for i < len(line) && !utf8.RuneStart(line[i]) {
		i++
	}
	return i
}

// blank keeps tabs, so that what stands below lines up.
func blank(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, s)
}
