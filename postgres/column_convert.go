package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A conversion makes values of one type of those of another, between which there
// is no cast.
type conversion struct {
	from, to []string
	// expr has $column for the column and $type for the new type.
	expr string
	// given is what the old values have to be for it.
	given string
}

var (
	numberTypes = []string{"smallint", "integer", "bigint", "numeric", "real", "double precision"}
	zoned       = []string{"timestamp with time zone"}
	unzoned     = []string{"timestamp without time zone"}
	days        = []string{"date"}
	truths      = []string{"boolean"}
	spans       = []string{"interval"}
)

const epoch, seconds = "they are seconds since 1970", "they are seconds"

// usualConversions are what people mean by most changes of this sort.
// https://www.postgresql.org/docs/current/functions-datetime.html
var usualConversions = []conversion{
	{numberTypes, zoned, "to_timestamp($column)", epoch},
	{numberTypes, unzoned, "to_timestamp($column) AT TIME ZONE 'UTC'", epoch},
	{numberTypes, days, "(to_timestamp($column) AT TIME ZONE 'UTC')::date", epoch},
	{numberTypes, spans, "make_interval(secs => $column)", seconds},
	{numberTypes, truths, "$column <> 0", "all but 0 is true"},
	{zoned, numberTypes, "extract(epoch FROM $column)::$type", "seconds since 1970 are wanted"},
	{slices.Concat(unzoned, days), numberTypes, "extract(epoch FROM $column)::$type", "seconds since 1970 in UTC are wanted"},
	{spans, numberTypes, "extract(epoch FROM $column)::$type", "seconds are wanted"},
	{truths, numberTypes, "$column::integer::$type", "1 is wanted for true"},
}

// Convert gives an example of an expression that makes values of one type of
// those of another, and what has to be so for it to be right.
func (d *scratchDatabase) Convert(ctx context.Context, column, from, to string) (expr, given string) {
	name := Ident(column)
	a, b := parseType(from), parseType(to)
	expr, given = name+"::text::"+to, "they read the same in the new type"
	switch {
	case a.array && !b.array:
		expr, given = name+"[1]", "the first element is wanted"
	case b.array && !a.array:
		expr, given = "ARRAY["+name+"]", "each becomes the only element"
	}
	for _, c := range usualConversions {
		if !a.array && !b.array && slices.Contains(c.from, a.base) && slices.Contains(c.to, b.base) {
			expr, given = strings.NewReplacer("$column", name, "$type", to).Replace(c.expr), c.given
			break
		}
	}
	if _, err := d.conn.ExecContext(ctx, fmt.Sprintf("SELECT CAST(%s AS %s) FROM (SELECT CAST(NULL AS %s) AS %s) old", expr, to, from, name)); err != nil {
		return "", ""
	}
	return expr, given
}
