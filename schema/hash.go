package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"reflect"
	"slices"
	"strconv"
	"sync"
)

// Hash is a digest of all that Changed compares of an object, and of its ref,
// but for what a schema can leave to the database: owner, privileges, the version
// of an extension, and what the constraint is called that NOT NULL is.
func Hash(o Object) string {
	h := sha256.New()
	writeText(h, o.Ref().String())
	writeValue(h, reflect.ValueOf(o).Elem())
	return hex.EncodeToString(h.Sum(nil)[:10])
}

// Sums gives the Hash of every object by its address, those of the split form.
func Sums(s *Schema) map[string]string {
	objects := Split(s).objects
	type sum struct{ name, hash string }
	list := make([]sum, len(objects))
	var wait sync.WaitGroup
	const share = 4096 // of the objects for each goroutine
	for start := 0; start < len(objects); start += share {
		wait.Go(func() {
			for i := start; i < min(start+share, len(objects)); i++ {
				list[i] = sum{objects[i].Ref().String(), Hash(objects[i])}
			}
		})
	}
	wait.Wait()
	sums := make(map[string]string, len(list))
	for _, s := range list {
		sums[s.name] = s.hash
	}
	return sums
}

// Fingerprint is a digest of a whole schema, independent of the order of its
// objects.
func Fingerprint(sums map[string]string) string {
	names := make([]string, 0, len(sums))
	for name := range sums {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		writeText(h, name)
		writeText(h, sums[name])
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func writeText(w io.Writer, s string) {
	io.WriteString(w, strconv.Itoa(len(s))+":")
	io.WriteString(w, s)
}

func writeValue(w io.Writer, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		writeText(w, v.String())
	case reflect.Bool:
		writeText(w, strconv.FormatBool(v.Bool()))
	case reflect.Int64:
		writeText(w, strconv.FormatInt(v.Int(), 10))
	case reflect.Pointer:
		if v.IsNil() {
			writeText(w, "nil")
			return
		}
		writeValue(w, v.Elem())
	case reflect.Slice:
		if v.Type() == optionsType {
			v = sortedOptions(v)
		}
		writeText(w, strconv.Itoa(v.Len()))
		for i := range v.Len() {
			writeValue(w, v.Index(i))
		}
	case reflect.Struct:
		for _, f := range fieldsOf(v.Type()) {
			// Fields that are empty are left out, so that a field added in a
			// later version does not change the digests of older databases.
			if fv := v.FieldByIndex(f.Index); !isEmpty(fv) && !unhashed[f.Name] {
				writeText(w, f.Name)
				writeValue(w, fv)
			}
		}
	default:
		panic("schema: hashing a field of kind " + v.Kind().String())
	}
}

var unhashed = map[string]bool{"Owner": true, "Grants": true, "Version": true, "NotNullName": true}

func isEmpty(v reflect.Value) bool {
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.IsZero()
}
