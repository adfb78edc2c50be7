package schema

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Changed names the fields in which two objects of one kind differ, in the
// order of declaration. Fields tagged `diff:"-"` are not compared, and nil and
// empty lists are equal. The order of options means nothing.
func Changed(from, to Object) []string {
	if from == to {
		return nil
	}
	a, b := reflect.ValueOf(from).Elem(), reflect.ValueOf(to).Elem()
	if a.Type() != b.Type() {
		return []string{"Kind"}
	}
	var names []string
	for _, f := range fieldsOf(a.Type()) {
		if !equal(a.FieldByIndex(f.Index), b.FieldByIndex(f.Index)) {
			names = append(names, f.Name)
		}
	}
	return names
}

var fieldCache sync.Map // reflect.Type -> []reflect.StructField

// fieldsOf lists the compared fields of a struct, those of embedded structs in
// their place.
func fieldsOf(t reflect.Type) []reflect.StructField {
	if known, ok := fieldCache.Load(t); ok {
		return known.([]reflect.StructField)
	}
	var fields []reflect.StructField
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous || f.Tag.Get("diff") == "-" {
			continue
		}
		fields = append(fields, f)
	}
	fieldCache.Store(t, fields)
	return fields
}

func equal(a, b reflect.Value) bool {
	switch a.Kind() {
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		if a.Type() == optionsType {
			a, b = sortedOptions(a), sortedOptions(b)
		}
		for i := range a.Len() {
			if !equal(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		return equal(a.Elem(), b.Elem())
	case reflect.Struct:
		for _, f := range fieldsOf(a.Type()) {
			if !equal(a.FieldByIndex(f.Index), b.FieldByIndex(f.Index)) {
				return false
			}
		}
		return true
	}
	return a.Equal(b)
}

var optionsType = reflect.TypeFor[[]Option]()

// sortedOptions orders settings by name; each name occurs once.
func sortedOptions(v reflect.Value) reflect.Value {
	list := slices.Clone(v.Interface().([]Option))
	slices.SortStableFunc(list, func(a, b Option) int { return strings.Compare(a.Name, b.Name) })
	return reflect.ValueOf(list)
}
