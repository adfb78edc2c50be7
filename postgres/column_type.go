package postgres

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// alterType changes the type or the collation of a column.
func alterType(c *sqlgen.Context, from, to *schema.Column) []sqlgen.Stmt {
	clause := "TYPE " + to.Type
	if to.Collation != "" {
		clause += " COLLATE " + bare(to.Collation)
	}
	if using := usingOf(c, from, to); using != "" {
		clause += " USING " + using
	}
	s := columnStmt(to, clause)
	if !busy(c, to.Schema, to.Table) {
		return []sqlgen.Stmt{s}
	}
	if to.Using != "" || !keepsRows(parseType(from.Type), parseType(to.Type)) {
		s.Risks = append(s.Risks, rewrites(to.Schema, to.Table))
	} else if from.Collation != to.Collation {
		s.Risks = append(s.Risks, risk(riskLock, "the indexes on column %s are built anew under a lock that keeps reads out", to.Ref().Path()))
	}
	if to.Using == "" {
		s.Risks = append(s.Risks, narrows(to.Ref(), from.Type, to.Type)...)
		if castExplicitly(c, from, to) {
			s.Risks = append(s.Risks, risk(riskMayFail, "this fails if column %s holds a value that cannot be cast to %s", to.Ref().Path(), to.Type))
		}
	}
	return []sqlgen.Stmt{s}
}

// A typeText is the text of a type taken apart: `timestamp(3) with time zone`
// has the base `timestamp with time zone` and one modifier.
type typeText struct {
	base      string
	modifiers []int
	array     bool
}

var typePattern = regexp.MustCompile(`^(.*?)(?:\(([-0-9, ]+)\))?( with time zone| without time zone)?((?:\[\])*)$`)

func parseType(text string) typeText {
	m := typePattern.FindStringSubmatch(text)
	if m == nil {
		return typeText{base: text}
	}
	t := typeText{base: m[1] + m[3], array: m[4] != ""}
	if t.base == "bpchar" {
		t.base = "character" // without a length
	}
	for _, f := range strings.Split(m[2], ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(f)); err == nil {
			t.modifiers = append(t.modifiers, n)
		}
	}
	return t
}

// keepsRows reports whether a type change leaves the rows as they are stored.
// It errs on the side of saying no.
func keepsRows(from, to typeText) bool {
	if from.array || to.array {
		return from.base == to.base && from.array == to.array && slices.Equal(from.modifiers, to.modifiers)
	}
	if from.base == to.base {
		return !shrinks(from, to) && sameLayout(from, to)
	}
	switch [2]string{from.base, to.base} {
	case [2]string{"character varying", "text"}, [2]string{"cidr", "inet"}:
		return true
	case [2]string{"text", "character varying"}:
		return len(to.modifiers) == 0
	}
	return false
}

// sameLayout: wider fixed-length strings are padded anew, unless they lose their length.
func sameLayout(from, to typeText) bool {
	return slices.Equal(from.modifiers, to.modifiers) || from.base != "character" && from.base != "bit" || len(to.modifiers) == 0
}

// shrinks reports whether the modifiers of one type allow for less, or for
// another scale.
func shrinks(from, to typeText) bool {
	if len(to.modifiers) == 0 {
		return false
	}
	if len(from.modifiers) == 0 {
		return !strings.Contains(from.base, "time") || to.modifiers[0] < 6
	}
	if from.base == "numeric" {
		return to.modifiers[0] < from.modifiers[0] || scale(to) != scale(from)
	}
	return to.modifiers[0] < from.modifiers[0]
}

func scale(t typeText) int {
	if len(t.modifiers) < 2 {
		return 0
	}
	return t.modifiers[1]
}

// rounds lists the types whose values lose something on the way to another,
// without an error.
var rounds = map[string][]string{
	"numeric":                     {"smallint", "integer", "bigint", "real", "double precision"},
	"double precision":            {"smallint", "integer", "bigint", "real", "numeric"},
	"real":                        {"smallint", "integer", "bigint", "numeric"},
	"bigint":                      {"real", "double precision"},
	"integer":                     {"real"},
	"timestamp with time zone":    {"timestamp without time zone", "date", "time without time zone", "time with time zone"},
	"timestamp without time zone": {"date", "time without time zone"},
	"time with time zone":         {"time without time zone"},
	"interval":                    {"time without time zone"},
	"json":                        {"jsonb"},
	"inet":                        {"cidr"},
	"character":                   {"text", "character varying"},
}

// overflows lists the types that may hold what another cannot, which fails.
var overflows = map[string][]string{
	"bigint":            {"integer", "smallint"},
	"integer":           {"smallint"},
	"text":              {"character varying", "character"},
	"character varying": {"character"},
	"character":         {"character varying"},
}

// narrows tells what a change of type may do to the values.
func narrows(column schema.Ref, fromType, toType string) []sqlgen.Risk {
	from, to := parseType(fromType), parseType(toType)
	var risks []sqlgen.Risk
	sameBase := from.base == to.base
	rounding := slices.Contains(rounds[from.base], to.base)
	if sameBase && shrinks(from, to) {
		rounding = strings.Contains(from.base, "time") || from.base == "interval" ||
			from.base == "numeric" && (len(from.modifiers) == 0 || scale(to) < scale(from))
	}
	if rounding {
		risks = append(risks, risk(riskDataLoss, "the values of column %s are rounded or cut from %s to %s", column.Path(), fromType, toType))
	}
	if sameBase && shrinks(from, to) && !strings.Contains(from.base, "time") && !roomier(from, to) ||
		slices.Contains(overflows[from.base], to.base) && (len(to.modifiers) > 0 || !isText(to.base)) {
		risks = append(risks, risk(riskMayFail, "this fails if column %s holds a value that does not fit %s", column.Path(), toType))
	}
	return risks
}

// roomier reports whether a numeric type has at least as many digits before the
// point as another.
func roomier(from, to typeText) bool {
	return from.base == "numeric" && len(from.modifiers) > 0 &&
		to.modifiers[0]-scale(to) >= from.modifiers[0]-scale(from)
}

func isText(base string) bool {
	return base == "text" || base == "character varying" || base == "character"
}

// families are the types that a foreign key can compare with each other by an
// index.
var families = map[string]string{
	"smallint": "integer", "integer": "integer", "bigint": "integer",
	"text": "text", "character varying": "text",
	"real": "float", "double precision": "float",
	"date": "datetime", "timestamp without time zone": "datetime", "timestamp with time zone": "datetime",
}

// sameFamily reports whether a foreign key holds between the two types.
func sameFamily(a, b string) bool {
	x, y := parseType(a), parseType(b)
	if x.array != y.array {
		return false
	}
	return x.base == y.base || !x.array && families[x.base] != "" && families[x.base] == families[y.base]
}
