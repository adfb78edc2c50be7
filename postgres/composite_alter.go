package postgres

import (
	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// fieldEdits is what changes between the attributes of two composite types.
type fieldEdits struct {
	// renamed holds pairs of the old and the new attribute.
	renamed [][2]schema.Field
	dropped []schema.Field
	added   []schema.Field
	// retyped attributes have another type or collation.
	retyped []schema.Field
	// moved: the attributes that stay change places, or a new one comes before
	// one of them. There is no ALTER TYPE for that.
	moved bool
}

// remade reports whether the type may have to be made anew. An attribute's
// type is changed in place if no column is of the composite type.
func (e *fieldEdits) remade() bool { return e.moved || len(e.retyped) > 0 }

func compositeEdits(from, to *schema.Composite) *fieldEdits {
	e := &fieldEdits{}
	was := formerFields(from, to)
	kept := map[string]bool{}
	last := -1
	for _, f := range to.Fields {
		i, ok := was[f.Name]
		if !ok {
			e.added = append(e.added, f)
			continue
		}
		old := from.Fields[i]
		kept[old.Name] = true
		e.moved = e.moved || i < last || len(e.added) > 0
		last = max(last, i)
		if old.Name != f.Name {
			e.renamed = append(e.renamed, [2]schema.Field{old, f})
		}
		if old.Type != f.Type || old.Collation != f.Collation {
			e.retyped = append(e.retyped, f)
		}
	}
	for _, f := range from.Fields {
		if !kept[f.Name] {
			e.dropped = append(e.dropped, f)
		}
	}
	return e
}

// formerFields finds for the name of each attribute of to, if it has a former
// self, the number of that in from.
func formerFields(from, to *schema.Composite) map[string]int {
	at := make(map[string]int, len(from.Fields))
	for i, f := range from.Fields {
		at[f.Name] = i
	}
	names := make(map[string]bool, len(to.Fields))
	for _, f := range to.Fields {
		names[f.Name] = true
	}
	was := make(map[string]int, len(to.Fields))
	for _, f := range to.Fields {
		if i, ok := at[f.Name]; ok {
			was[f.Name] = i
		} else if i, ok := at[f.RenamedFrom]; ok && !names[f.RenamedFrom] {
			was[f.Name] = i
		}
	}
	return was
}

func alterComposite(c *sqlgen.Context, from, to *schema.Composite) []sqlgen.Stmt {
	e := compositeEdits(from, to)
	if e.remade() {
		if m := newRemake(c, from, to); e.moved || len(m.members) > 1 || len(m.columns()) > 0 {
			return m.statements()
		}
	}
	target := "ALTER TYPE " + Qualified(to.Schema, to.Name)
	var stmts []sqlgen.Stmt
	for _, pair := range e.renamed {
		stmts = append(stmts, sqlgen.Stmt{SQL: target + " RENAME ATTRIBUTE " + Ident(pair[0].Name) + " TO " + Ident(pair[1].Name)})
	}
	for _, f := range e.dropped {
		stmts = append(stmts, sqlgen.Stmt{Target: target, Clause: "DROP ATTRIBUTE " + Ident(f.Name), Risks: []sqlgen.Risk{
			risk(riskDataLoss, "values of attribute %s are gone from every column of type %s", Ident(f.Name), Qualified(to.Schema, to.Name)),
		}})
	}
	for _, f := range e.retyped {
		clause := "ALTER ATTRIBUTE " + Ident(f.Name) + " TYPE " + f.Type
		if f.Collation != "" {
			clause += " COLLATE " + bare(f.Collation)
		}
		stmts = append(stmts, sqlgen.Stmt{Target: target, Clause: clause})
	}
	for _, f := range e.added {
		stmts = append(stmts, sqlgen.Stmt{Target: target, Clause: "ADD ATTRIBUTE " + fieldSQL(f)})
	}
	return append(stmts, fieldComments(from, to)...)
}

func fieldComments(from, to *schema.Composite) []sqlgen.Stmt {
	was := formerFields(from, to)
	var stmts []sqlgen.Stmt
	for _, f := range to.Fields {
		old := ""
		if i, ok := was[f.Name]; ok {
			old = from.Fields[i].Comment
		}
		if old != f.Comment {
			stmts = append(stmts, comment("COLUMN "+Qualified(to.Schema, to.Name)+"."+Ident(f.Name), f.Comment))
		}
	}
	return stmts
}

func compositeRisks(m member) []sqlgen.Risk {
	var risks []sqlgen.Risk
	for _, f := range compositeEdits(m.from.(*schema.Composite), m.to.(*schema.Composite)).dropped {
		risks = append(risks, risk(riskDataLoss, "values of attribute %s are gone", Ident(f.Name)))
	}
	return risks
}

// compositePrevents names what the server does not do.
func compositePrevents(c *sqlgen.Context, s planner.Step) error {
	if s.Action != planner.Alter || !s.Has("Fields") {
		return nil
	}
	if !compositeEdits(s.From.(*schema.Composite), s.To.(*schema.Composite)).remade() {
		return nil
	}
	return remakePrevents(c, s.From, s.To)
}
