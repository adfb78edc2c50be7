package hclschema

import (
	"bytes"
	"runtime"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// pieceSize is about how much of a file is parsed at once. The parser first
// lists all tokens of its input, some thirty times the size of that, and moves
// the list as it grows: for a file of ten thousand tables that takes more time,
// and ten times the memory, than parsing it does.
const pieceSize = 64 << 10

// parsePieces parses a large file in pieces of about a size, on all processors. It returns nil
// if the file is small or not all is well: the parser then tells about the file
// as a whole.
func parsePieces(name string, src []byte, size int) *hclsyntax.Body {
	pieces := cut(src, size)
	if len(pieces) < 2 {
		return nil
	}
	bodies := make([]*hclsyntax.Body, len(pieces))
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				bodies[i] = parsePiece(name, pieces[i])
			}
		})
	}
	for i := range pieces {
		next <- i
	}
	close(next)
	wait.Wait()
	return join(bodies)
}

// A piece is a part of a file that begins and ends between blocks.
type piece struct {
	text  []byte
	start hcl.Pos
}

// cut cuts after closing braces that stand alone on a line. A brace that is no
// end of a block, as in a heredoc, leaves something open in the piece before
// it, which the parser refuses.
func cut(src []byte, size int) []piece {
	var out []piece
	start := hcl.InitialPos
	for len(src) > 0 {
		n := len(src)
		if n > size {
			if i := bytes.Index(src[size:], []byte("\n}\n")); i >= 0 {
				n = size + i + len("\n}\n")
			}
		}
		out = append(out, piece{src[:n:n], start})
		start.Line += bytes.Count(src[:n], []byte("\n"))
		start.Byte += n
		src = src[n:]
	}
	return out
}

func parsePiece(name string, p piece) *hclsyntax.Body {
	file, diags := hclsyntax.ParseConfig(p.text, name, p.start)
	if len(diags) > 0 {
		return nil
	}
	return file.Body.(*hclsyntax.Body)
}

// join makes one body of those of the pieces; nil if one is missing or an
// attribute occurs twice.
func join(bodies []*hclsyntax.Body) *hclsyntax.Body {
	whole := &hclsyntax.Body{Attributes: hclsyntax.Attributes{}}
	for i, b := range bodies {
		if b == nil {
			return nil
		}
		if i == 0 {
			whole.SrcRange = b.SrcRange
		}
		whole.SrcRange.End, whole.EndRange = b.SrcRange.End, b.EndRange
		whole.Blocks = append(whole.Blocks, b.Blocks...)
		for name, a := range b.Attributes {
			if whole.Attributes[name] != nil {
				return nil
			}
			whole.Attributes[name] = a
		}
	}
	return whole
}
