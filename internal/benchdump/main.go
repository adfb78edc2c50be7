//go:build linux

// Benchdump compares schemactl, as a whole process, with pg_dump -s: inspect and a plan with nothing to change, on generated
// databases of several sizes. The commands take turns, so that a machine whose speed drifts favours none.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	sizes := flag.String("tables", "1000,5000,10000", "the numbers of tables")
	runs := flag.Int("runs", 5, "how often each command runs; the median counts")
	out := flag.String("o", "", "the file for the results, tab-separated")
	chart := flag.String("chart", "", "draw the results of the file -o as SVG into this file, and run nothing")
	flag.Parse()
	if err := run(context.Background(), *sizes, *runs, *out, *chart); err != nil {
		fmt.Fprintf(os.Stderr, "Error: %s\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, sizes string, runs int, out, chart string) error {
	if chart != "" {
		results, err := readResults(out)
		if err != nil {
			return err
		}
		return os.WriteFile(chart, []byte(draw(results)), 0o644)
	}
	list, err := numbers(sizes)
	if err != nil {
		return err
	}
	results, err := measure(ctx, list, runs)
	if err != nil {
		return err
	}
	fmt.Print(markdown(results))
	if out == "" {
		return nil
	}
	return os.WriteFile(out, []byte(table(results)), 0o644)
}

func numbers(text string) ([]int, error) {
	var out []int
	for word := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("reading -tables: %q is no number of tables", word)
		}
		out = append(out, n)
	}
	if len(out) == 0 {
		return nil, errors.New("reading -tables: no numbers")
	}
	return out, nil
}
