package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"strconv"
	"sync"
)

// Hash is a digest of all that Changed compares of an object, and of its ref,
// but for what a schema can leave to the database: owner, privileges, security
// labels, the version of an extension, and what the constraint is called that NOT NULL is.
func Hash(o Object) string { return sumOf(o).Hash }

// sumOf is the hash with the address.
func sumOf(o Object) Sum {
	name := o.Ref().String()
	h := sha256.Sum256(appendValue(appendText(nil, name), reflect.ValueOf(o).Elem()))
	return Sum{name, hex.EncodeToString(h[:10])}
}

func appendText(b []byte, s string) []byte {
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, ':')
	return append(b, s...)
}

func appendValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return appendText(b, v.String())
	case reflect.Bool:
		return appendText(b, strconv.FormatBool(v.Bool()))
	case reflect.Int64:
		return appendText(b, strconv.FormatInt(v.Int(), 10))
	case reflect.Pointer:
		if v.IsNil() {
			return appendText(b, "nil")
		}
		return appendValue(b, v.Elem())
	case reflect.Slice:
		if v.Type() == optionsType {
			v = sortedOptions(v)
		}
		b = appendText(b, strconv.Itoa(v.Len()))
		for i := range v.Len() {
			b = appendValue(b, v.Index(i))
		}
		return b
	case reflect.Struct:
		for _, f := range hashedFieldsOf(v.Type()) {
			// Fields that are empty are left out, so that a field added in a
			// later version does not change the digests of older databases.
			if fv := v.FieldByIndex(f.Index); !isEmpty(fv) {
				b = appendValue(appendText(b, f.Name), fv)
			}
		}
		return b
	}
	panic("schema: hashing a field of kind " + v.Kind().String())
}

var unhashed = map[string]bool{"Owner": true, "Grants": true, "Labels": true, "Version": true, "NotNullName": true}

var hashedFieldCache sync.Map // reflect.Type -> []reflect.StructField

// hashedFieldsOf lists the fields of a struct that count.
func hashedFieldsOf(t reflect.Type) []reflect.StructField {
	if known, ok := hashedFieldCache.Load(t); ok {
		return known.([]reflect.StructField)
	}
	fields := slices.DeleteFunc(slices.Clone(fieldsOf(t)), func(f reflect.StructField) bool { return unhashed[f.Name] })
	hashedFieldCache.Store(t, fields)
	return fields
}

func isEmpty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.IsZero()
}
