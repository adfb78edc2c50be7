package schema

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Show writes the value of a field of an object for people to read. The field
// is named as Changed names it.
func Show(o Object, field string) string {
	v := reflect.ValueOf(o).Elem().FieldByName(field)
	if !v.IsValid() {
		return "?"
	}
	return show(v)
}

func show(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		if v.Len() == 0 {
			return "none"
		}
		return strconv.Quote(v.String())
	case reflect.Pointer:
		if v.IsNil() {
			return "none"
		}
		return show(v.Elem())
	case reflect.Slice:
		items := make([]string, v.Len())
		for i := range items {
			items[i] = show(v.Index(i))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case reflect.Struct:
		return showStruct(v)
	}
	return fmt.Sprint(v.Interface())
}

func showStruct(v reflect.Value) string {
	var items []string
	for _, f := range fieldsOf(v.Type()) {
		if fv := v.FieldByIndex(f.Index); !isEmpty(fv) {
			items = append(items, f.Name+"="+show(fv))
		}
	}
	return "{" + strings.Join(items, " ") + "}"
}
