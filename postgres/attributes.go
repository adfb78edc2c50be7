package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// ownAttributes writes what every kind has in common, after its creation.
func (k kind[T]) ownAttributes(c *sqlgen.Context, o T) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	base := o.Base()
	if base.Owner != "" && k.owned {
		stmts = append(stmts, k.setOwner(o, base.Owner))
	}
	if base.Comment != "" && k.target != nil {
		stmts = append(stmts, comment(k.target(o), base.Comment))
	}
	for _, b := range k.also {
		if text := b.text(o); text != "" {
			stmts = append(stmts, comment(b.target(o), text))
		}
	}
	stmts = append(stmts, k.labelled(nil, o)...)
	stmts = append(stmts, k.tied(nil, o)...)
	if k.grantable {
		stmts = append(stmts, k.undoDefaults(c, o)...)
		for _, g := range grantorsFirst(base.Grants) {
			stmts = append(stmts, sqlgen.Stmt{SQL: k.grant(o, g)})
		}
	}
	return stmts
}

func (k kind[T]) alterAttributes(c *sqlgen.Context, ch planner.Change, from, to T) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	granted, revoked := []sqlgen.Stmt(nil), []sqlgen.Stmt(nil)
	if ch.Has("Grants", "Owner") {
		granted, revoked = k.alterGrants(c, from, to)
	}
	// OWNER TO merges what the new owner had been granted into its ownership:
	// taken back after that, it would be the owner's own privileges. What the
	// former owner was granted by column becomes the new one's.
	stmts = append(stmts, revoked...)
	if ch.Has("Owner") && k.owned && to.Base().Owner != "" {
		stmts = append(stmts, k.setOwner(to, to.Base().Owner))
	}
	if ch.Has("Comment") {
		text := to.Base().Comment
		if text == "" && k.usualComment != nil {
			text = k.usualComment(to)
		}
		stmts = append(stmts, comment(k.target(to), text))
	}
	for _, b := range k.also {
		if target := b.target(to); ch.Has(b.field) && target != "" {
			stmts = append(stmts, comment(target, b.text(to)))
		}
	}
	if ch.Has("Labels") {
		stmts = append(stmts, k.labelled(schema.LabelsAlong(from, to), to)...)
	}
	if len(k.untied) > 0 && ch.Has(k.untied...) {
		stmts = append(stmts, k.tied(nil, to)...)
	} else if ch.Has("Extensions") {
		stmts = append(stmts, k.tied(from.Base().Extensions, to)...)
	}
	return append(stmts, granted...)
}

func (k kind[T]) setOwner(o T, role string) sqlgen.Stmt {
	target := k.target
	if k.ownerTarget != nil {
		target = k.ownerTarget
	}
	return sqlgen.Stmt{SQL: "ALTER " + target(o) + " OWNER TO " + Role(role)}
}

// comment writes COMMENT ON; an empty text removes it.
func comment(target, text string) sqlgen.Stmt {
	value := "NULL"
	if text != "" {
		value = Literal(text)
	}
	return sqlgen.Stmt{SQL: "COMMENT ON " + target + " IS " + value}
}

// alterGrants grants what is new and takes back what is no longer granted.
func (k kind[T]) alterGrants(c *sqlgen.Context, from, to T) (granted, revoked []sqlgen.Stmt) {
	// What is taken from a role for the whole is taken for the columns too.
	// https://www.postgresql.org/docs/current/sql-revoke.html, Notes
	bare, former := map[string]bool{}, formerOwner(from, to)
	var gone []schema.Grant
	for _, g := range from.Base().Grants {
		if col, ok := schema.Object(to).(*schema.Column); ok && g.Sequence && col.Identity == nil {
			continue // they went with the sequence
		}
		if lacks(to.Base().Grants, g) || g.Column != "" && g.Role == former || passesOn(g, former) {
			gone = append(gone, g)
			bare[g.Role] = bare[g.Role] || g.Column == ""
		}
	}
	gone = withPassedOn(gone, from.Base().Grants)
	for _, g := range slices.Backward(grantorsFirst(gone)) {
		revoked = append(revoked, sqlgen.Stmt{SQL: k.grant(to, takeBack(g, holderBefore(c, from, g)))})
	}
	for _, g := range grantorsFirst(to.Base().Grants) {
		if lacks(from.Base().Grants, g) || g.Column != "" && (bare[g.Role] || g.Role == former) || !lacks(gone, g) {
			granted = append(granted, sqlgen.Stmt{SQL: k.grant(to, g)})
		}
	}
	return granted, revoked
}

// lacks reports whether a list has no entry like g.
func lacks(list []schema.Grant, g schema.Grant) bool {
	return !slices.ContainsFunc(list, func(o schema.Grant) bool {
		return o.Role == g.Role && o.Grantable == g.Grantable && o.Revoked == g.Revoked &&
			o.Column == g.Column && o.Sequence == g.Sequence && o.By == g.By && slices.Equal(o.Privileges, g.Privileges)
	})
}

// grant writes one entry of a privilege list.
func (k kind[T]) grant(o T, g schema.Grant) string {
	if g.By != "" {
		by := g.By
		g.By = ""
		return as(by, k.grant(o, g))
	}
	if k.grantText != nil {
		return k.grantText(o, g)
	}
	target := k.target
	if k.grantTarget != nil {
		target = k.grantTarget
	}
	privileges := g.Privileges
	on := target(o)
	col, isColumn := schema.Object(o).(*schema.Column)
	switch {
	case g.Sequence:
		on = sequenceTarget(col)
	case isColumn:
		privileges = onColumn(privileges, Ident(col.Name))
	case g.Column != "":
		privileges = onColumn(privileges, Ident(g.Column))
	}
	return grantText(privileges, on, g)
}

// grantText writes GRANT or REVOKE; of what is grantable and revoked, the right to grant alone goes.
func grantText(privileges []string, on string, g schema.Grant) string {
	list := strings.Join(privileges, ", ")
	if g.Revoked {
		if g.Grantable {
			list = "GRANT OPTION FOR " + list
		}
		return "REVOKE " + list + " ON " + on + " FROM " + Role(g.Role)
	}
	text := "GRANT " + list + " ON " + on + " TO " + Role(g.Role)
	if g.Grantable {
		text += " WITH GRANT OPTION"
	}
	return text
}

func onColumn(privileges []string, name string) []string {
	out := make([]string, len(privileges))
	for i, p := range privileges {
		out[i] = p + " (" + name + ")"
	}
	return out
}
