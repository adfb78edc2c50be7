package hclschema

import (
	"bytes"
	"strings"
)

// An attribute is one that is to be written.
type attribute struct{ name, value string }

// A layout writes attributes as Format would, without its lexer, which takes
// most of the time that writing a large schema does. It holds the layout of
// values that are not of the plainest forms, such as numeric(12, 2).
type layout map[string]string

// write writes the attributes between two braces: Format aligns their equals
// signs.
func (l layout) write(buf *bytes.Buffer, run []attribute, depth int) {
	width := 0
	for _, a := range run {
		if strings.Contains(a.value, "\n") {
			buf.Write(formatWithin(run, depth))
			return
		}
		width = max(width, len(a.name))
	}
	for _, a := range run {
		buf.WriteString(indentOf(depth))
		buf.WriteString(a.name)
		for range width - len(a.name) {
			buf.WriteByte(' ')
		}
		buf.WriteString(" = ")
		buf.WriteString(l.value(a.value))
		buf.WriteByte('\n')
	}
}

func (l layout) value(text string) string {
	if asItIs(text) {
		return text
	}
	laid, ok := l[text]
	if !ok {
		laid = strings.TrimPrefix(string(Format([]byte("x = "+text))), "x = ")
		l[text] = laid
	}
	return laid
}

// formatWithin lays attributes out at a depth of blocks.
func formatWithin(run []attribute, depth int) []byte {
	var b bytes.Buffer
	for range depth {
		b.WriteString("x {\n")
	}
	head := b.Len()
	for i := range depth {
		head += 2 * i
	}
	for _, a := range run {
		b.WriteString(a.name + " = " + a.value + "\n")
	}
	tail := 0
	for i := range depth {
		b.WriteString("}\n")
		tail += len("}\n") + 2*i
	}
	laid := Format(b.Bytes())
	return laid[head : len(laid)-tail]
}

// asItIs reports whether Format leaves a value as it is: a name, path, number
// or literal string, sql("…"), or a list of such.
func asItIs(text string) bool {
	if list, ok := strings.CutPrefix(text, "["); ok && strings.HasSuffix(list, "]") {
		for item := range strings.SplitSeq(strings.TrimSuffix(list, "]"), ", ") {
			if !isPath(item) {
				return false
			}
		}
		return true
	}
	if call, ok := strings.CutPrefix(text, "sql("); ok && strings.HasSuffix(call, ")") {
		text = strings.TrimSuffix(call, ")")
	}
	return isPath(text) || isLiteral(text)
}

func isPath(text string) bool {
	for i := range len(text) {
		if b := text[i]; b != '_' && b != '.' && (b < '0' || b > '9') && (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') {
			return false
		}
	}
	return text != ""
}

// isLiteral reports whether text is one string without templates.
func isLiteral(text string) bool {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return false
	}
	inner := text[1 : len(text)-1]
	for i := 0; i < len(inner); i++ {
		switch inner[i] {
		case '\\':
			i++
		case '"', '$', '%':
			return false
		}
	}
	return true
}

const spaces = "                                "

func indentOf(depth int) string {
	if 2*depth <= len(spaces) {
		return spaces[:2*depth]
	}
	return strings.Repeat("  ", depth)
}
