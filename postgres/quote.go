package postgres

import (
	"regexp"
	"strings"

	"github.com/lib/pq"
)

// Ident writes a name as SQL, quoted where the server would quote it.
func Ident(name string) string {
	if plainIdent.MatchString(name) && !reserved[name] {
		return name
	}
	return pq.QuoteIdentifier(name)
}

var plainIdent = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// Qualified writes a name with its schema.
func Qualified(schema, name string) string {
	if schema == "" {
		return Ident(name)
	}
	return Ident(schema) + "." + Ident(name)
}

// Idents writes a list of names, separated by commas.
func Idents(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = Ident(n)
	}
	return strings.Join(out, ", ")
}

// Literal writes a text as an SQL literal, with E” where it holds a
// backslash, so that it means the same whatever standard_conforming_strings is.
func Literal(text string) string {
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	if strings.Contains(text, `\`) {
		return "E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
	return quoted
}

// Role writes the name of a role, or PUBLIC.
func Role(name string) string {
	if name == "PUBLIC" {
		return name
	}
	return Ident(name)
}

// reserved holds the key words that cannot stand as a column or table name
// without quotes, or not everywhere.
// https://www.postgresql.org/docs/current/sql-keywords-appendix.html
var reserved = wordSet(`
all analyse analyze and any array as asc asymmetric authorization between bigint
binary bit boolean both case cast char character check coalesce collate collation
column concurrently constraint create cross current_catalog current_date
current_role current_schema current_time current_timestamp current_user dec
decimal default deferrable desc distinct do else end except exists extract false
fetch float for foreign freeze from full grant greatest group grouping having
ilike in initially inner inout int integer intersect interval into is isnull join
json json_array json_arrayagg json_exists json_object json_objectagg json_query
json_scalar json_serialize json_table json_value lateral leading least left like
limit localtime localtimestamp merge_action national natural nchar none normalize
not notnull null nullif numeric offset on only or order out outer overlaps overlay
placing position precision primary real references returning right row select
session_user setof similar smallint some substring symmetric system_user table
tablesample then time timestamp to trailing treat trim true union unique user
using values varchar variadic verbose when where window with xmlattributes
xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
xmlserialize xmltable`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}
