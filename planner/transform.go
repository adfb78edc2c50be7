package planner

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// transformsGo: a routine is made when the transforms of its language that go have gone. Made before, it would need those of
// its types.
func (g *graph) transformsGo() {
	going := map[string][]int{}
	for i, n := range g.nodes {
		if d, ok := n.change.From.(*schema.Definition); ok && n.action == Drop && d.Sort == "transform" {
			_, language, _ := strings.Cut(d.Name, " language ")
			language = strings.ReplaceAll(strings.Trim(language, `"`), `""`, `"`)
			going[language] = append(going[language], i)
		}
	}
	if len(going) == 0 {
		return
	}
	for i, n := range g.nodes {
		if f, ok := n.change.To.(*schema.Routine); ok && n.action == Create {
			for _, j := range going[f.Language] {
				g.before(j, i, true)
			}
		}
	}
}
