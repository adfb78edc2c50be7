package postgres

import (
	"regexp"
	"strings"
)

// plainType matches a type that is written with the words of the server's own
// types alone: a name, a modifier, a time zone, brackets.
var plainType = regexp.MustCompile(`^([a-z][a-z0-9_ ]*?)\s*(?:\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\))?\s*(with time zone|without time zone)?\s*((?:\[\d*\])*)$`)

// typeAliases gives the names that format_type writes for others of the same
// type. https://www.postgresql.org/docs/current/datatype.html, table 8.1
var typeAliases = map[string]string{
	"int": "integer", "int4": "integer", "integer": "integer",
	"int2": "smallint", "smallint": "smallint", "int8": "bigint", "bigint": "bigint",
	"float8": "double precision", "double precision": "double precision",
	"float4": "real", "real": "real",
	"bool": "boolean", "boolean": "boolean",
	"decimal": "numeric", "dec": "numeric", "numeric": "numeric",
	"varchar": "character varying", "character varying": "character varying", "char varying": "character varying",
	"char": "character", "character": "character", "bpchar": "bpchar",
	"varbit": "bit varying", "bit varying": "bit varying", "bit": "bit",
	"timestamptz": "timestamp with time zone", "timestamp": "timestamp without time zone",
	"timetz": "time with time zone", "time": "time without time zone",
}

// sameTypes are those whose only other spelling is that of the letters' case.
var sameTypes = wordSet(`text uuid json jsonb date bytea inet cidr macaddr macaddr8 xml money oid name tsvector tsquery
point line lseg box path polygon circle interval int4range int8range numrange tsrange tstzrange daterange
int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange
regclass regproc regprocedure regtype regrole regnamespace regconfig regdictionary regoper regoperator
jsonpath pg_lsn txid_snapshot pg_snapshot void trigger event_trigger record anyelement anyarray anynonarray anyenum anyrange`)

// canonicalType writes a type as format_type does. What is not surely one of
// the server's own stays as it is.
func canonicalType(text string) string {
	folded := strings.Join(strings.Fields(strings.ToLower(strings.TrimPrefix(text, "pg_catalog."))), " ")
	m := plainType.FindStringSubmatch(folded)
	if m == nil {
		return text
	}
	name, first, second, zone, brackets := m[1], m[2], m[3], m[4], m[5]
	array := ""
	if brackets != "" {
		array = "[]"
	}
	if sameTypes[name] && first == "" && zone == "" {
		return name + array
	}
	canonical, ok := modified(name, first, second, zone)
	if !ok {
		return text
	}
	return canonical + array
}

// modified writes a type with its modifiers.
func modified(name, first, second, zone string) (string, bool) {
	if name == "float" {
		return floatType(first), first == "" || len(first) < 3
	}
	canonical, ok := typeAliases[name]
	if !ok {
		return "", false
	}
	switch canonical {
	case "timestamp without time zone", "time without time zone", "timestamp with time zone", "time with time zone":
		return timeType(name, canonical, first, zone), second == ""
	case "numeric":
		return numericType(first, second), zone == ""
	case "character", "bit":
		if first == "" {
			first = "1"
		}
	case "bpchar":
		if first != "" {
			canonical = "character"
		}
	case "character varying", "bit varying":
	default:
		return canonical, first == "" && zone == ""
	}
	if first != "" {
		canonical += "(" + first + ")"
	}
	return canonical, second == "" && zone == ""
}

func floatType(digits string) string {
	// float(24) is the widest that fits real.
	if digits != "" && (len(digits) < 2 || digits <= "24") {
		return "real"
	}
	return "double precision"
}

func numericType(precision, scale string) string {
	if precision == "" {
		return "numeric"
	}
	if scale == "" {
		scale = "0"
	}
	return "numeric(" + precision + "," + scale + ")"
}

// timeType puts the precision before the time zone.
func timeType(name, canonical, precision, zone string) string {
	base, usual, _ := strings.Cut(canonical, " ")
	if zone == "" || strings.HasSuffix(name, "tz") {
		zone = usual
	}
	if precision != "" {
		base += "(" + precision + ")"
	}
	return base + " " + zone
}
