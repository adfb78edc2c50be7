//go:build linux

package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// markdown is the table for people.
func markdown(results []result) string {
	var b strings.Builder
	b.WriteString("| tables | `pg_dump -s` | `inspect` | ratio | `plan`, nothing to change | ratio | `plan`, one table changed | peak memory |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range results {
		fmt.Fprintf(&b, "| %d | %.2f s | %.2f s | %.2f | %.2f s | %.2f | %.2f s | %d MB |\n", r.tables,
			r.dump.Seconds(), r.inspect.Seconds(), r.inspect.Seconds()/r.dump.Seconds(),
			r.plan.Seconds(), r.plan.Seconds()/r.dump.Seconds(), r.one.Seconds(), r.memory>>20)
	}
	return b.String()
}

// table is the table for programs, which readResults reads.
func table(results []result) string {
	var b strings.Builder
	b.WriteString(columns + "\n")
	for _, r := range results {
		fmt.Fprintf(&b, "%d\t%d\t%d\t%d\t%d\t%d\n", r.tables, r.dump.Milliseconds(), r.inspect.Milliseconds(), r.plan.Milliseconds(), r.one.Milliseconds(), r.memory)
	}
	return b.String()
}

const columns = "tables\tpg_dump_ms\tinspect_ms\tplan_ms\tplan_one_ms\tmemory_bytes"

func readResults(path string) ([]result, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if lines[0] != columns || len(lines) < 2 {
		return nil, fmt.Errorf("reading %s: these are no results of this program", path)
	}
	var out []result
	for _, line := range lines[1:] {
		var n int
		var dump, inspect, plan, one, memory int64
		if _, err := fmt.Sscan(line, &n, &dump, &inspect, &plan, &one, &memory); err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
		ms := func(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
		out = append(out, result{n, ms(dump), ms(inspect), ms(plan), ms(one), memory})
	}
	return out, nil
}

// The size of the chart, and of the margin for its labels.
const width, height, margin = 640, 360, 60

// draw draws the times over the number of tables.
func draw(results []result) string {
	last := results[len(results)-1]
	most := max(last.dump, last.inspect, last.plan, last.one).Seconds()
	x := func(n int) float64 { return margin + float64(n)/float64(last.tables)*(width-2*margin) }
	y := func(d time.Duration) float64 { return height - margin - d.Seconds()/most*(height-2*margin) }
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	fmt.Fprintf(&b, `<path d="M%d %d V%d H%d" fill="none" stroke="black"/>`+"\n", margin, margin, height-margin, width-margin)
	fmt.Fprintf(&b, `<text x="%d" y="%d">%.1f s</text>`+"\n", margin/4, margin, most)
	for _, r := range results {
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%d</text>`+"\n", x(r.tables), height-margin+18, r.tables)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">tables</text>`+"\n", width/2, height-margin+40)
	lines := []struct {
		name, color string
		of          func(result) time.Duration
	}{
		{"schemactl plan, nothing to change", "#c03030", func(r result) time.Duration { return r.plan }},
		{"schemactl plan, one table changed", "#d0902a", func(r result) time.Duration { return r.one }},
		{"schemactl inspect", "#3060c0", func(r result) time.Duration { return r.inspect }},
		{"pg_dump -s", "#707070", func(r result) time.Duration { return r.dump }},
	}
	for i, l := range lines {
		points := []string{fmt.Sprintf("%.1f,%.1f", x(0), y(0))}
		for _, r := range results {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(r.tables), y(l.of(r))))
		}
		fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(points, " "), l.color)
		fmt.Fprintf(&b, `<text x="%d" y="%d" fill="%s">%s</text>`+"\n", margin+20, margin+18*i, l.color, l.name)
	}
	b.WriteString("</svg>\n")
	return b.String()
}
