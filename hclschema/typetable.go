package hclschema

import "strings"

// A typeWord is a built-in type: its word in HCL, and its SQL around the
// modifiers, as format_type writes it.
type typeWord struct {
	word       string
	head, tail string
	implied    []string // modifiers that apply where none is written
	aliases    []string
}

// typeTable holds the types of PostgreSQL, then those that only others have.
// https://www.postgresql.org/docs/current/datatype.html
var typeTable = []typeWord{
	{word: "bigint", aliases: []string{"int8"}},
	{word: "integer", aliases: []string{"int", "int4"}},
	{word: "smallint", aliases: []string{"int2"}},
	{word: "boolean", aliases: []string{"bool"}},
	{word: "numeric", aliases: []string{"decimal", "dec"}},
	{word: "real", aliases: []string{"float4"}},
	{word: "double_precision", head: "double precision", aliases: []string{"float8", "float"}},
	{word: "varchar", head: "character varying", aliases: []string{"character_varying", "char varying"}},
	{word: "char", head: "character", implied: []string{"1"}, aliases: []string{"character"}},
	{word: "timestamp", head: "timestamp", tail: " without time zone", aliases: []string{"timestamp_without_time_zone"}},
	{word: "timestamptz", head: "timestamp", tail: " with time zone", aliases: []string{"timestamp_with_time_zone"}},
	{word: "time", head: "time", tail: " without time zone", aliases: []string{"time_without_time_zone"}},
	{word: "timetz", head: "time", tail: " with time zone", aliases: []string{"time_with_time_zone"}},
	{word: "bit", implied: []string{"1"}},
	{word: "varbit", head: "bit varying", aliases: []string{"bit_varying"}},
	{word: "interval"},
}

// plainTypes are words that mean themselves in every place.
const plainTypes = `text bytea uuid json jsonb jsonpath xml money date inet cidr macaddr macaddr8
point line lseg box path polygon circle tsvector tsquery bpchar name oid xid xid8 cid tid pg_lsn
pg_snapshot txid_snapshot refcursor aclitem oidvector int2vector
int4range int8range numrange daterange tsrange tstzrange
int4multirange int8multirange nummultirange datemultirange tsmultirange tstzmultirange
regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure
regrole regtype
any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray
anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange cstring event_trigger
fdw_handler index_am_handler internal language_handler record table_am_handler trigger tsm_handler
unknown void pg_ddl_command
serial bigserial smallserial serial2 serial4 serial8
tinyint mediumint double datetime year tinytext mediumtext longtext tinyblob blob mediumblob longblob
binary varbinary nvarchar nchar clob geometry`

var typeWords = map[string]typeWord{}

func init() {
	for _, w := range strings.Fields(plainTypes) {
		typeTable = append(typeTable, typeWord{word: w})
	}
	for i, w := range typeTable {
		if w.head == "" {
			w.head = w.word
			typeTable[i] = w
		}
		if w.head == "any" {
			w.head = `"any"`
			typeTable[i] = w
		}
		typeWords[w.word] = w
		typeWords[w.head+w.tail] = w
		for _, a := range w.aliases {
			typeWords[a] = w
		}
	}
	// Written without a zone, time and timestamp have none.
	for _, name := range []string{"time", "timestamp"} {
		typeWords[name] = typeWords[name+" without time zone"]
	}
}
