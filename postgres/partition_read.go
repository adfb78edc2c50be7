package postgres

import (
	"context"
	"database/sql"
	"strings"

	"github.com/lib/pq"

	"github.com/schemactl/schemactl/schema"
)

// readParents reads the parents of tables, in order.
// https://www.postgresql.org/docs/current/catalog-pg-inherits.html
func (r *reader) readParents(ctx context.Context) (map[uint32][]uint32, error) {
	const text = `
SELECT i.inhrelid, i.inhparent
FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND ` + isTable + `
ORDER BY i.inhrelid, i.inhseqno`
	parents := map[uint32][]uint32{}
	return parents, r.query(ctx, text, func(rows *sql.Rows) error {
		var child, parent uint32
		if err := rows.Scan(&child, &parent); err != nil {
			return err
		}
		parents[child] = append(parents[child], parent)
		return nil
	})
}

func (r *reader) setParents(t *schema.Table, parents []uint32) {
	for _, oid := range parents {
		p, ok := r.relations[oid]
		switch {
		case !ok:
		case t.Bound != "":
			t.PartitionOf = p
		default:
			t.Inherits = append(t.Inherits, p)
		}
	}
}

// readPartitionKeys reads how partitioned tables are partitioned. The server
// deparses the whole key alone, which is taken apart here.
// https://www.postgresql.org/docs/current/catalog-pg-partitioned-table.html
func (r *reader) readPartitionKeys(ctx context.Context) (map[uint32]*schema.PartitionKey, error) {
	const text = `
SELECT p.partrelid, pg_catalog.pg_get_partkeydef(p.partrelid),
	ARRAY(SELECT coalesce(a.attname::text, '') FROM pg_catalog.unnest(p.partattrs::int2[]) WITH ORDINALITY u(num, pos)
		LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = u.num AND u.num <> 0 ORDER BY u.pos)
FROM pg_catalog.pg_partitioned_table p`
	keys := map[uint32]*schema.PartitionKey{}
	return keys, r.query(ctx, text, func(rows *sql.Rows) error {
		var oid uint32
		var definition string
		var columns pq.StringArray
		if err := rows.Scan(&oid, &definition, &columns); err != nil {
			return err
		}
		keys[oid] = partitionKey(definition, columns)
		return nil
	})
}

// partitionKey takes `RANGE (a, lower(b) COLLATE "C" text_pattern_ops)` apart;
// columns names those keys that are columns.
func partitionKey(definition string, columns []string) *schema.PartitionKey {
	strategy, list, _ := strings.Cut(definition, " (")
	k := &schema.PartitionKey{Strategy: strategy}
	for i, item := range splitList(strings.TrimSuffix(list, ")")) {
		var p schema.IndexPart
		rest := ""
		if i < len(columns) && columns[i] != "" {
			p.Column = columns[i]
			rest = strings.TrimPrefix(item, pqIdent(item))
		} else {
			end := expressionEnd(item)
			p.Expr, rest = unwrap(item[:end]), item[end:]
		}
		if after, ok := strings.CutPrefix(rest, " COLLATE "); ok {
			p.Collation, rest = after, ""
			if at := unquotedBlank(after); at >= 0 {
				p.Collation, rest = after[:at], after[at:]
			}
			p.Collation = ofCatalog(p.Collation)
		}
		if class := strings.TrimSpace(rest); class != "" {
			p.OpClass = ofCatalog(class)
		}
		k.Keys = append(k.Keys, p)
	}
	return k
}

// expressionEnd finds where an expression ends: with the parenthesis that
// closes its first.
func expressionEnd(item string) int {
	if open := strings.IndexByte(item, '('); open >= 0 {
		if end := closingParen(item, open); end >= 0 {
			return end + 1
		}
	}
	return len(item)
}

// pqIdent is the identifier that a text begins with.
func pqIdent(text string) string {
	if !strings.HasPrefix(text, `"`) {
		if at := strings.IndexByte(text, ' '); at >= 0 {
			return text[:at]
		}
		return text
	}
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			i++
			continue
		}
		return text[:i+1]
	}
	return text
}

// unquotedBlank finds the first blank outside of quotes.
func unquotedBlank(text string) int {
	quoted := false
	for i := range len(text) {
		switch {
		case text[i] == '"':
			quoted = !quoted
		case text[i] == ' ' && !quoted:
			return i
		}
	}
	return -1
}

// ofCatalog qualifies a name that the server did not have to.
func ofCatalog(name string) string {
	if strings.Contains(strings.Trim(name, `"`), ".") {
		return name
	}
	return "pg_catalog." + name
}

// splitList splits at commas outside of parentheses and quotes.
func splitList(list string) []string {
	var out []string
	depth, start := 0, 0
	var quote byte
	for i := range len(list) {
		ch := list[i]
		switch {
		case quote != 0:
			if ch == quote {
				quote = 0
			}
		case ch == '\'' || ch == '"':
			quote = ch
		case ch == '(' || ch == '[':
			depth++
		case ch == ')' || ch == ']':
			depth--
		case ch == ',' && depth == 0:
			out = append(out, strings.TrimSpace(list[start:i]))
			start = i + 1
		}
	}
	if rest := strings.TrimSpace(list[start:]); rest != "" || len(out) > 0 {
		out = append(out, rest)
	}
	return out
}

// partitionClause writes PARTITION BY.
func partitionClause(k *schema.PartitionKey) string {
	parts := make([]schema.IndexPart, len(k.Keys))
	for i, p := range k.Keys {
		parts[i] = p
		parts[i].Desc, parts[i].Nulls = false, ""
	}
	return "PARTITION BY " + k.Strategy + " " + partList(parts)
}
