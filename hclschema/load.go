package hclschema

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"
)

// MaxFileSize is the largest file that is read, in bytes.
const MaxFileSize = 256 << 20

// MaxNesting bounds how deep brackets, templates and operators may nest: the
// parser is recursive.
const MaxNesting = 200

// DefaultFile is what is read when no path is given.
const DefaultFile = "schema.hcl"

// Files is a set of parsed files.
type Files struct {
	names []string
	fit   []string // those whose text can be parsed
	files map[string]*hcl.File
}

// Map gives the files by name, for those who print diagnostics.
func (f *Files) Map() map[string]*hcl.File { return f.files }

// Names lists the files in the order in which they are decoded.
func (f *Files) Names() []string { return f.names }

// Load reads and parses files, and of directories every file *.hcl. Without a
// path it reads schema.hcl.
func Load(paths []string) (*Files, hcl.Diagnostics) {
	f, diags := Read(paths)
	return f, append(diags, f.parse()...)
}

// Read reads what Load does, for DecodeGiven to parse.
func Read(paths []string) (*Files, hcl.Diagnostics) {
	if len(paths) == 0 {
		paths = []string{DefaultFile}
	}
	var diags hcl.Diagnostics
	f := &Files{files: map[string]*hcl.File{}}
	for _, path := range paths {
		names, err := expandPath(path)
		if err != nil {
			diags = append(diags, unreadable(path, err))
			continue
		}
		for _, name := range names {
			if _, ok := f.files[name]; !ok {
				diags = append(diags, f.read(name)...)
			}
		}
	}
	return f, diags
}

// Parse adds a file whose content is at hand.
func (f *Files) Parse(name string, src []byte) hcl.Diagnostics {
	if d := f.add(name, src); d != nil {
		return hcl.Diagnostics{d}
	}
	return f.parseFile(name)
}

// add adds a file without parsing it.
func (f *Files) add(name string, src []byte) *hcl.Diagnostic {
	if f.files == nil {
		f.files = map[string]*hcl.File{}
	}
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	f.names = append(f.names, name)
	f.files[name] = &hcl.File{Bytes: src, Body: &hclsyntax.Body{}}
	d := checkText(name, src)
	if d == nil {
		f.fit = append(f.fit, name)
	}
	return d
}

// parse parses what was read and is fit for it.
func (f *Files) parse() hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, name := range f.fit {
		diags = append(diags, f.parseFile(name)...)
	}
	return diags
}

func (f *Files) parseFile(name string) hcl.Diagnostics {
	src := f.files[name].Bytes
	if body := parsePieces(name, src, pieceSize); body != nil {
		f.files[name].Body = body
		return nil
	}
	file, diags := hclsyntax.ParseConfig(src, name, hcl.InitialPos)
	if file != nil {
		f.files[name] = file
	}
	return diags
}

func (f *Files) read(name string) hcl.Diagnostics {
	info, err := os.Stat(name)
	if err != nil {
		return hcl.Diagnostics{unreadable(name, err)}
	}
	if info.Size() > MaxFileSize {
		return hcl.Diagnostics{problem("File too large",
			fmt.Sprintf("The file %q has %d bytes; at most %d are read. Split it into several files of one directory.", name, info.Size(), MaxFileSize))}
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return hcl.Diagnostics{unreadable(name, err)}
	}
	if d := f.add(name, src); d != nil {
		return hcl.Diagnostics{d}
	}
	return nil
}

// Size gives the size in bytes of the files that Load would read, as far as
// they can be found.
func Size(paths []string) int64 {
	if len(paths) == 0 {
		paths = []string{DefaultFile}
	}
	var size int64
	for _, path := range paths {
		names, _ := expandPath(path)
		for _, name := range names {
			if info, err := os.Stat(name); err == nil {
				size += info.Size()
			}
		}
	}
	return size
}

// expandPath lists the files that a path stands for.
func expandPath(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".hcl") {
			names = append(names, filepath.Join(path, e.Name()))
		}
	}
	if len(names) == 0 {
		return nil, errors.New("the directory holds no file whose name ends in .hcl")
	}
	slices.Sort(names)
	return names, nil
}

func unreadable(path string, err error) *hcl.Diagnostic {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return problem("Unreadable schema file", fmt.Sprintf("Reading %q: %v.", path, err))
}

func problem(summary, detail string) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail}
}

// checkText refuses what the parser would only choke on.
func checkText(name string, src []byte) *hcl.Diagnostic {
	if len(src) > MaxFileSize {
		return problem("File too large", fmt.Sprintf("%q has %d bytes; at most %d are read.", name, len(src), MaxFileSize))
	}
	if len(bytes.TrimSpace(src)) == 0 {
		return problem("Empty schema file", fmt.Sprintf("%q holds nothing. If an empty database is meant, say so in a comment in it.", name))
	}
	if d := checkEncoding(name, src); d != nil {
		return d
	}
	if i := tooDeep(name, src); i >= 0 {
		return refuse(name, src, i, "Nesting too deep", fmt.Sprintf("Brackets, templates and operators may nest %d deep.", MaxNesting))
	}
	return nil
}

func checkEncoding(name string, src []byte) *hcl.Diagnostic {
	if i := bytes.IndexByte(src, 0); i >= 0 {
		return problem("Not a text file", fmt.Sprintf("%q has a NUL byte at offset %d: it is a binary file, or text in another encoding than UTF-8.", name, i))
	}
	if !utf8.Valid(src) {
		return refuse(name, src, firstInvalid(src), "Invalid encoding", "The file is not valid UTF-8 here. Save it as UTF-8.")
	}
	// HCL composes characters on its own, which would change names and
	// literals behind the author's back.
	if i, ok := norm.NFC.QuickSpan(src), norm.NFC.IsNormal(src); !ok {
		return refuse(name, src, min(i, len(src)-1), "Decomposed character", "The text from here on is not in Unicode normalization form C, and HCL cannot carry any other. Save it with composed characters.")
	}
	return nil
}

// refuse reports a problem at an offset.
func refuse(name string, src []byte, i int, summary, detail string) *hcl.Diagnostic {
	line := 1 + bytes.Count(src[:i], []byte("\n"))
	column := i - bytes.LastIndexByte(src[:i], '\n')
	d := problem(summary, detail)
	d.Subject = &hcl.Range{
		Filename: name,
		Start:    hcl.Pos{Line: line, Column: column, Byte: i},
		End:      hcl.Pos{Line: line, Column: column + 1, Byte: min(i+1, len(src))},
	}
	return d
}

func firstInvalid(src []byte) int {
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return 0
}

// tooDeep gives the offset at which nesting exceeds the bound, or -1. A scan of
// the bytes clears nearly every file; the tokens decide about the rest.
func tooDeep(name string, src []byte) int {
	depth, deepest, operators := 0, 0, 0
	for _, b := range src {
		switch b {
		case '{', '(', '[':
			depth++
			deepest = max(deepest, depth)
		case '}', ')', ']':
			depth--
		case '?', '!', '-':
			operators++
		case '\n':
			operators = 0
		}
		if deepest > MaxNesting || operators > MaxNesting {
			return tooDeepTokens(name, src)
		}
	}
	return -1
}

var nesting = map[hclsyntax.TokenType]int{
	hclsyntax.TokenOBrace: 1, hclsyntax.TokenOBrack: 1, hclsyntax.TokenOParen: 1,
	hclsyntax.TokenTemplateInterp: 1, hclsyntax.TokenTemplateControl: 1,
	hclsyntax.TokenCBrace: -1, hclsyntax.TokenCBrack: -1, hclsyntax.TokenCParen: -1,
	hclsyntax.TokenTemplateSeqEnd: -1,
}

func tooDeepTokens(name string, src []byte) int {
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	depth, operators := 0, 0
	for _, t := range tokens {
		depth += nesting[t.Type]
		switch t.Type {
		case hclsyntax.TokenQuestion, hclsyntax.TokenBang, hclsyntax.TokenMinus:
			operators++
		case hclsyntax.TokenNewline, hclsyntax.TokenComma:
			operators = 0
		}
		if depth > MaxNesting || operators > MaxNesting {
			return t.Range.Start.Byte
		}
	}
	return -1
}
