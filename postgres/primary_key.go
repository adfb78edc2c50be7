package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/planner"
	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

var primaryKeys = keys(schema.KindPrimaryKey, readKeys)

// keys handles primary keys and unique constraints, which are read together.
func keys(name schema.Kind, read func(context.Context, *reader) error) kind[*schema.Key] {
	return kind[*schema.Key]{
		name:   name,
		read:   read,
		stored: []string{"constraint p", "constraint u"},
		create: createKey,
		drop:   dropKey,
		alter: []alter[*schema.Key]{
			{fields: []string{"Of"}, write: func(c *sqlgen.Context, from, to *schema.Key) []sqlgen.Stmt {
				return attachIndex(c, to, from.Of, to.Of)
			}},
			{fields: []string{"With", "Timing"}, write: func(c *sqlgen.Context, from, to *schema.Key) []sqlgen.Stmt {
				if to.Partitioned || from.Timing != to.Timing {
					return append(exchangeKey(c, to), keyComments(from)...)
				}
				return alterIndexOptions(to.Schema, to.Name, from.With, to.With)
			}},
			{fields: []string{"Tablespace"}, write: func(_ *sqlgen.Context, _, to *schema.Key) []sqlgen.Stmt {
				return moveIndex(to.Schema, to.Name, to.Tablespace)
			}},
			{fields: []string{"Only"}, write: completeKey},
		},
		how: func(c planner.Change, from, to *schema.Key) (planner.How, bool) {
			return planner.Replace, c.Has("Only") && to.Only || isMadeAnewFor(c, "With", from.Of, to.Of) && to.Partitioned ||
				isMadeAnewFor(c, "Timing", from.Of, to.Of)
		},
		prevents: preventAttached,
		within: func(k *schema.Key) schema.Ref {
			if k.Of != "" || k.Only {
				return schema.Ref{}
			}
			return onTable(k.Schema, k.Table)
		},
		goesWith: func(_ *schema.Schema, k *schema.Key) []schema.Ref {
			refs := onColumns(k.Schema, k.Table, k.Columns, k.Include)
			if _, ok := indexAbove(k); ok {
				return refs
			}
			return append(refs, parentIndexes(k.Needs, k.Of)...)
		},
		loose:  func(_ *schema.Schema, k *schema.Key) []schema.Ref { return k.Awaits },
		rename: func(from, to *schema.Key) []sqlgen.Stmt { return renameOnIndex(from, to) },
		target: func(k *schema.Key) string { return constraintTarget(k) },
		also: []bearing[*schema.Key]{{
			field:  "IndexComment",
			target: func(k *schema.Key) string { return "INDEX " + Qualified(k.Schema, k.Name) },
			text:   func(k *schema.Key) string { return k.IndexComment },
		}},
	}
}

func dropKey(c *sqlgen.Context, k *schema.Key) []sqlgen.Stmt {
	if _, ok := indexAbove(k); ok {
		return releaseKey(c, k)
	}
	if k.Of != "" && stays(c, k) {
		return retireKey(c, k)
	}
	if old, ok := swappedKey(c, k); ok {
		return renameOnIndex(k, k.Named(k.Ref().InTable(k.Ref().Kind, old)))
	}
	return dropConstraint(k.Named(k.Ref().InTable(k.Ref().Kind, nameAtDrop(c, k))))
}

// keysQuery selects both sorts of keys. The columns of INCLUDE are those of the
// index after its keys.
// https://www.postgresql.org/docs/current/catalog-pg-constraint.html
func keysQuery(r *reader) string {
	return `
SELECT k.oid, k.conrelid, k.conindid, k.conname, k.contype = 'p', k.condeferrable, k.condeferred,
	` + r.since(15, "x.indnullsnotdistinct", "false") + `, ` + r.since(18, "k.conperiod", "false") + `,
	pg_catalog.string_to_array(x.indkey::text, ' ')::int2[], x.indnkeyatts, ` + waits("x") + `,
	i.reloptions, coalesce(ts.spcname, ''), coalesce(d.description, ''),
	coalesce(pg_catalog.obj_description(k.conindid, 'pg_class'), ''),
	EXISTS (SELECT FROM pg_catalog.pg_constraint up WHERE up.oid = k.conparentid AND up.contype = k.contype
		AND up.condeferrable = k.condeferrable AND up.condeferred = k.condeferred),
	` + indexParentColumns + `
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid
JOIN pg_catalog.pg_class i ON i.oid = k.conindid
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
LEFT JOIN pg_catalog.pg_description d
	ON d.objoid = k.oid AND d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
` + indexParentJoins + `
WHERE k.contype IN ('p', 'u')
ORDER BY k.conrelid, k.contype, k.conname`
}

func readKeys(ctx context.Context, r *reader) error {
	return r.query(ctx, keysQuery(r), func(rows *sql.Rows) error {
		var oid, relation, index uint32
		var k schema.Key
		var numbers pq.Int64Array
		var keyColumns int
		var with pq.StringArray
		var likeAbove bool
		var parent indexParent
		if err := rows.Scan(append([]any{&oid, &relation, &index, &k.Name, &k.Primary, &k.Deferrable, &k.InitiallyDeferred,
			&k.NullsNotDistinct, &k.WithoutOverlaps, &numbers, &keyColumns, &k.Only, &with, &k.Tablespace, &k.Comment, &k.IndexComment, &likeAbove}, parent.columns()...)...); err != nil {
			return err
		}
		table, ok := r.relations[relation]
		if !ok {
			return nil
		}
		k.Schema, k.Table = table.Schema, table.Name
		names, err := r.columnNames(relation, numbers)
		if err != nil {
			return err
		}
		k.Columns, k.Include = names[:keyColumns], names[keyColumns:]
		k.With = options(with, "")
		label := "key"
		if k.Primary {
			label = "pkey"
		}
		k.Of = parent.name
		constraint, relationOf := address{"pg_constraint", oid, 0}, address{"pg_class", index, 0}
		add := func(r *reader) {
			r.add(constraint, &k)
			r.at[relationOf] = &k
		}
		// The server makes no key of a partition for an index of the table, nor one of
		// another kind, or that is checked at another time.
		if likeAbove && parent.implies(table.Name, k.Name, label, with, k.Comment+k.IndexComment) {
			up := address{"pg_class", parent.oid, 0}
			r.copied[constraint], r.copied[relationOf] = up, up
			r.implied.left[index] = impliedIndex{&k, parent.oid, func(r *reader) {
				delete(r.copied, constraint)
				delete(r.copied, relationOf)
				add(r)
			}}
			return nil
		}
		r.implied.kept = append(r.implied.kept, parent.oid)
		add(r)
		return nil
	})
}

// columnNames names the columns of a table by their numbers.
func (r *reader) columnNames(relation uint32, numbers []int64) ([]string, error) {
	names := make([]string, len(numbers))
	for i, n := range numbers {
		c, ok := r.at[address{"pg_class", relation, int(n)}].(*schema.Column)
		if !ok {
			return nil, fmt.Errorf("%s has no column number %d", r.relations[relation], n)
		}
		names[i] = c.Name
	}
	return names, nil
}

func keyClause(k *schema.Key) string {
	var b strings.Builder
	b.WriteString("UNIQUE")
	if k.Primary {
		b.Reset()
		b.WriteString("PRIMARY KEY")
	}
	if k.NullsNotDistinct {
		b.WriteString(" NULLS NOT DISTINCT")
	}
	columns := Idents(k.Columns)
	if k.WithoutOverlaps {
		columns += " WITHOUT OVERLAPS"
	}
	b.WriteString(" (" + columns + ")" + include(k.Include) + with(k.With) + indexTablespace(k.Tablespace) + timing(k.Timing))
	return b.String()
}

// createKey adds a key to a table. Online, its index is built without a lock
// on writes and then made the constraint's.
// https://www.postgresql.org/docs/current/sql-altertable.html, USING INDEX
func createKey(c *sqlgen.Context, k *schema.Key, _ []schema.Object) []sqlgen.Stmt {
	if up, ok := indexAbove(k); ok {
		return claimKey(c, k, up)
	}
	if k.Of != "" {
		return takeKey(c, k)
	}
	return buildKey(c, k)
}

func buildKey(c *sqlgen.Context, k *schema.Key) []sqlgen.Stmt {
	mayFail := risk(riskMayFail, "this fails if two rows of %s have the same %s",
		onTable(k.Schema, k.Table).Path(), strings.Join(k.Columns, ", "))
	switch {
	case k.Only || !busy(c, k.Schema, k.Table):
		return []sqlgen.Stmt{addConstraint(k)}
	case !c.Online || k.WithoutOverlaps || partitioned(c, k.Schema, k.Table):
		return []sqlgen.Stmt{addConstraint(k, mayFail, scans(k.Schema, k.Table, "keeps reads and writes out while the index is built"))}
	}
	index := &schema.Index{
		Schema: k.Schema, Table: k.Table, Name: k.Name, Unique: true, Include: k.Include,
		NullsNotDistinct: k.NullsNotDistinct, With: k.With, Tablespace: k.Tablespace,
	}
	for _, name := range k.Columns {
		index.Parts = append(index.Parts, schema.IndexPart{Column: name})
	}
	stmts := []sqlgen.Stmt{{SQL: indexSQL(index, true), NoTx: true, Risks: []sqlgen.Risk{mayFail}}}
	if old, ok := swappedKey(c, k); ok {
		stmts = append(stmts, dropConstraint(k.Named(k.Ref().InTable(k.Ref().Kind, old)))...)
	}
	return append(stmts, keyUsing(k, k.Name))
}

// keyUsing makes an index that is there a key, and gives it its name.
func keyUsing(k *schema.Key, index string) sqlgen.Stmt {
	word := "UNIQUE"
	if k.Primary {
		word = "PRIMARY KEY"
	}
	return alterTable(k.Schema, k.Table, "ADD CONSTRAINT "+Ident(k.Name)+" "+word+" USING INDEX "+Ident(index)+timing(k.Timing))
}
