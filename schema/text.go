package schema

import "reflect"

// TextFields are the fields that hold expressions and queries: what a server
// spells in its own way.
var TextFields = map[string]bool{
	"Expr": true, "As": true, "Default": true, "Generated": true, "Where": true, "Do": true,
	"Using": true, "Check": true, "Condition": true, "Body": true, "Parts": true, "Exprs": true,
	"Args": true, "Tables": true,
}

// HasText reports whether an object has any expression or query.
func HasText(o Object) bool {
	v := reflect.ValueOf(o).Elem()
	for _, f := range fieldsOf(v.Type()) {
		if TextFields[f.Name] && !isEmpty(v.FieldByIndex(f.Index)) && f.Name != "Args" && f.Name != "Tables" {
			return true
		}
	}
	return false
}
