package postgres

import (
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// formerOwner is the owner that an object loses; empty if it stays.
func formerOwner(from, to schema.Object) string {
	if was, is := from.Base().Owner, to.Base().Owner; was != is && is != "" {
		return was
	}
	return ""
}

// releaseColumns takes from the former owner of a table what it was granted on
// columns: OWNER TO would make it the new owner's.
func releaseColumns(c *sqlgen.Context, from, to *schema.Table) []sqlgen.Stmt {
	former := formerOwner(from, to)
	if former == "" {
		return nil
	}
	var stmts []sqlgen.Stmt
	done := map[string]bool{}
	was, is := c.Plan.Granted()
	for _, list := range [][]*schema.Column{was[from.Ref()], is[to.Ref()]} {
		for _, col := range list {
			if !c.Plan.From.Has(col.Ref()) || !c.Plan.To.Has(col.Ref()) {
				continue
			}
			for _, g := range col.Grants {
				if text := columns.grant(col, takeBack(g, "")); g.Role == former && !g.Revoked && !done[text] {
					done[text] = true
					stmts = append(stmts, sqlgen.Stmt{SQL: text})
				}
			}
		}
	}
	return stmts
}

// regrantColumns: what is revoked from a role on a table is revoked on each of
// its columns too.
// https://www.postgresql.org/docs/current/sql-revoke.html, Notes
func regrantColumns(c *sqlgen.Context, from, to *schema.Table) []sqlgen.Stmt {
	bare, former := map[string]bool{}, formerOwner(from, to)
	for _, g := range from.Grants {
		bare[g.Role] = bare[g.Role] || lacks(to.Grants, g)
	}
	var stmts []sqlgen.Stmt
	_, granted := c.Plan.Granted()
	for _, is := range granted[to.Ref()] {
		was, ok := schema.Find[*schema.Column](c.Plan.From, is.Ref())
		if !ok {
			continue
		}
		for _, g := range is.Grants {
			if bare[g.Role] && !g.Sequence && !lacks(was.Grants, g) || g.Role == former && !g.Revoked {
				stmts = append(stmts, sqlgen.Stmt{SQL: columns.grant(is, g)})
			}
		}
	}
	return stmts
}
