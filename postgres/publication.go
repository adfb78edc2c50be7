package postgres

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var publications = kind[*schema.Publication]{
	name:   schema.KindPublication,
	read:   readPublications,
	stored: []string{"publication"},
	create: createPublication,
	drop: func(_ *sqlgen.Context, p *schema.Publication) []sqlgen.Stmt {
		return sqlgen.SQL("DROP PUBLICATION " + Ident(p.Name))
	},
	alter: []alter[*schema.Publication]{
		{fields: []string{"Tables", "Schemas"}, write: alterPublished},
		{fields: []string{"Operations", "ViaRoot", "GeneratedColumns"}, write: alterPublicationOptions},
	},
	rename: func(from, to *schema.Publication) []sqlgen.Stmt {
		return sqlgen.SQL("ALTER PUBLICATION " + Ident(from.Name) + " RENAME TO " + Ident(to.Name))
	},
	target: func(p *schema.Publication) string { return "PUBLICATION " + Ident(p.Name) },
	owned:  true,
}

// allOperations is what a publication publishes unless it says otherwise.
var allOperations = []string{"insert", "update", "delete", "truncate"}

// https://www.postgresql.org/docs/current/catalog-pg-publication.html
func readPublications(ctx context.Context, r *reader) error {
	tables, err := r.readPublishedTables(ctx)
	if err != nil {
		return err
	}
	schemas := "'{}'::text[]"
	if r.major >= 15 {
		schemas = `ARRAY(SELECT n.nspname::text FROM pg_catalog.pg_publication_namespace pn
		JOIN pg_catalog.pg_namespace n ON n.oid = pn.pnnspid WHERE pn.pnpubid = p.oid ORDER BY n.nspname COLLATE "C")`
	}
	text := `
SELECT p.oid, p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate,
	` + r.since(13, "p.pubviaroot", "false") + `, ` + r.since(18, "p.pubgencols = 's'", "false") + `, ` + schemas + `,
	coalesce(pg_catalog.obj_description(p.oid, 'pg_publication'), ''), pg_catalog.pg_get_userbyid(p.pubowner)
FROM pg_catalog.pg_publication p`
	return r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var p schema.Publication
		var does [4]bool
		err := rows.Scan(&oid, &p.Name, &p.AllTables, &does[0], &does[1], &does[2], &does[3],
			&p.ViaRoot, &p.GeneratedColumns, (*pq.StringArray)(&p.Schemas), &p.Comment, &p.Owner)
		if err != nil {
			return err
		}
		a := address{"pg_publication", oid, 0}
		if !r.mine(a, "") {
			return nil
		}
		p.Tables, p.Operations = tables[oid], operations(does)
		r.add(a, &p)
		return nil
	})
}

// operations is nil for all, and one empty word for none.
func operations(does [4]bool) []string {
	var out []string
	for i, word := range allOperations {
		if does[i] {
			out = append(out, word)
		}
	}
	switch len(out) {
	case 0:
		return []string{""}
	case len(allOperations):
		return nil
	}
	return out
}

// readPublishedTables lists the tables of every publication, by its OID.
// https://www.postgresql.org/docs/current/catalog-pg-publication-rel.html
func (r *reader) readPublishedTables(ctx context.Context) (map[uint32][]schema.PublishedTable, error) {
	text := `
SELECT pr.prpubid, pr.prrelid, ` + r.since(15, `
	ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
		WHERE a.attrelid = pr.prrelid AND a.attnum = ANY (pr.prattrs::int2[])),
	coalesce(pg_catalog.pg_get_expr(pr.prqual, pr.prrelid), '')`, "'{}'::text[], ''") + `
FROM pg_catalog.pg_publication_rel pr`
	out := map[uint32][]schema.PublishedTable{}
	err := r.query(ctx, text, func(rows *sql.Rows) error {
		var publication, relation uint32
		var t schema.PublishedTable
		if err := rows.Scan(&publication, &relation, (*pq.StringArray)(&t.Columns), &t.Where); err != nil {
			return err
		}
		slices.Sort(t.Columns)
		on, ok := r.relations[relation]
		if ok {
			t.Table = on
			out[publication] = append(out[publication], t)
		}
		return nil
	})
	for _, list := range out {
		slices.SortFunc(list, func(a, b schema.PublishedTable) int { return a.Table.Compare(b.Table) })
	}
	return out, err
}

func createPublication(c *sqlgen.Context, p *schema.Publication, _ []schema.Object) []sqlgen.Stmt {
	text := "CREATE PUBLICATION " + Ident(p.Name)
	switch {
	case p.AllTables:
		text += "\n    FOR ALL TABLES"
	case len(p.Tables)+len(p.Schemas) > 0:
		text += "\n    FOR " + published(c, p)
	}
	if settings := publicationOptions(nil, p); len(settings) > 0 {
		text += "\n    WITH " + optionList(settings)
	}
	return sqlgen.SQL(text)
}

// published writes the tables and the schemas of a publication. A table brings the
// children along that it has by inheritance, unless it is told not to.
// https://www.postgresql.org/docs/current/sql-createpublication.html
func published(c *sqlgen.Context, p *schema.Publication) string {
	var parts []string
	for i, t := range p.Tables {
		text := Qualified(t.Table.Schema, t.Table.Name)
		if !partitioned(c, t.Table.Schema, t.Table.Name) {
			text = only(c, t.Table.Schema, t.Table.Name) + text
		}
		if i == 0 {
			text = "TABLE " + text
		}
		if len(t.Columns) > 0 {
			text += " (" + Idents(t.Columns) + ")"
		}
		if t.Where != "" {
			text += " WHERE " + parens(t.Where)
		}
		parts = append(parts, text)
	}
	if len(p.Schemas) > 0 {
		parts = append(parts, "TABLES IN SCHEMA "+Idents(p.Schemas))
	}
	return strings.Join(parts, ", ")
}

// alterPublished sets the whole list: the server keeps what stays in it, and
// names nothing that another step may have dropped.
func alterPublished(c *sqlgen.Context, from, to *schema.Publication) []sqlgen.Stmt {
	target := "ALTER PUBLICATION " + Ident(to.Name)
	if len(to.Tables)+len(to.Schemas) > 0 {
		return sqlgen.SQL(target + " SET " + published(c, to))
	}
	bare := &schema.Publication{Schemas: from.Schemas}
	for _, t := range from.Tables {
		bare.Tables = append(bare.Tables, schema.PublishedTable{Table: t.Table})
	}
	return sqlgen.SQL(target + " DROP " + published(c, bare))
}

func alterPublicationOptions(_ *sqlgen.Context, from, to *schema.Publication) []sqlgen.Stmt {
	return sqlgen.SQL("ALTER PUBLICATION " + Ident(to.Name) + " SET " + optionList(publicationOptions(from, to)))
}

// publicationOptions lists the options that differ from those of from, or from
// the usual ones.
func publicationOptions(from, to *schema.Publication) []schema.Option {
	if from == nil {
		from = &schema.Publication{}
	}
	var out []schema.Option
	if !slices.Equal(from.Operations, to.Operations) {
		list := to.Operations
		if len(list) == 0 {
			list = allOperations
		}
		out = append(out, schema.Option{Name: "publish", Value: strings.ToLower(strings.Join(list, ", "))})
	}
	if from.ViaRoot != to.ViaRoot {
		out = append(out, schema.Option{Name: "publish_via_partition_root", Value: strconv.FormatBool(to.ViaRoot)})
	}
	if from.GeneratedColumns != to.GeneratedColumns {
		value := "none"
		if to.GeneratedColumns {
			value = "stored"
		}
		out = append(out, schema.Option{Name: "publish_generated_columns", Value: value})
	}
	return out
}
