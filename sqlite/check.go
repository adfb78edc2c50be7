package sqlite

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// known lists the fields of each kind that SQLite can carry.
var known = map[schema.Kind][]string{
	schema.KindTable:      {"Name", "Strict", "WithoutRowid"},
	schema.KindColumn:     {"Table", "Name", "Type", "NotNull", "Default", "Generated", "Collation", "AutoIncrement"},
	schema.KindDefault:    {"Table", "Column", "Expr"},
	schema.KindPrimaryKey: {"Table", "Name", "Columns"},
	schema.KindUnique:     {"Table", "Name", "Columns"},
	schema.KindCheck:      {"Table", "Name", "Expr"},
	schema.KindForeignKey: {"Table", "Name", "Columns", "RefTable", "RefColumns", "OnUpdate", "OnDelete", "Match", "Deferrable", "InitiallyDeferred"},
	schema.KindIndex:      {"Table", "Name", "Unique", "Parts", "Where"},
	schema.KindView:       {"Name", "Columns", "As"},
	schema.KindTrigger:    {"Table", "Name", "When", "Events", "UpdateOf", "ForEachRow", "Condition", "Body"},
}

// Check reports everything in a normalized schema that SQLite cannot carry.
// Its error joins one for each object and field.
func Check(s *schema.Schema) error {
	var errs []error
	keys := map[schema.Ref]bool{}
	for k := range schema.Of[*schema.Key](s) {
		if k.Primary && len(k.Columns) == 1 {
			keys[k.Ref().InTable(schema.KindColumn, k.Columns[0])] = true
		}
	}
	for o := range s.All() {
		errs = append(errs, checkObject(o))
		if c, ok := o.(*schema.Column); ok && c.AutoIncrement && !keys[c.Ref()] {
			errs = append(errs, fmt.Errorf("%s: auto_increment is for the column of a primary key alone", c.Ref()))
		}
		switch o := o.(type) {
		case *schema.Column:
			errs = append(errs, checkColumn(s, o))
		case *schema.Trigger:
			errs = append(errs, checkTrigger(o))
		}
	}
	return errors.Join(errs...)
}

func checkObject(o schema.Object) error {
	r := o.Ref()
	fields, ok := known[r.Kind]
	if !ok {
		return fmt.Errorf("%s: SQLite has no %s", r, r.Kind)
	}
	var errs []error
	v := reflect.ValueOf(o).Elem()
	for _, f := range reflect.VisibleFields(v.Type()) {
		if f.Anonymous || f.Tag.Get("diff") == "-" || slices.Contains(fields, f.Name) {
			continue
		}
		if fv := v.FieldByIndex(f.Index); !fv.IsZero() && (fv.Kind() != reflect.Slice || fv.Len() > 0) {
			errs = append(errs, fmt.Errorf("%s: SQLite has no such thing as its %s; take it out", r, spaceWords(f.Name)))
		}
	}
	if x, ok := o.(*schema.Index); ok {
		errs = append(errs, checkParts(x))
	}
	return errors.Join(errs...)
}

func spaceWords(field string) string {
	var b strings.Builder
	for i, c := range field {
		if i > 0 && c >= 'A' && c <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(c)
	}
	return strings.ToLower(b.String())
}

func checkParts(x *schema.Index) error {
	for _, p := range x.Parts {
		if p.OpClass != "" || p.Nulls != "" || p.Statistics != nil || len(p.OpParams) > 0 {
			return fmt.Errorf("%s: a key of an SQLite index has no operator class, no place for nulls and no statistics; take them out", x.Ref())
		}
	}
	return nil
}

func checkColumn(s *schema.Schema, c *schema.Column) error {
	t, ok := schema.Find[*schema.Table](s, tableRef(c.Ref()))
	switch {
	case ok && t.Strict && !strictTypes[c.Type]:
		return fmt.Errorf("%s: a STRICT table has no type %q; use integer, real, text, blob or any", c.Ref(), c.Type)
	case strings.HasSuffix(c.Type, "]"):
		return fmt.Errorf("%s: SQLite has no arrays (%s); use json or text", c.Ref(), c.Type)
	case c.AutoIncrement && ok && t.WithoutRowid:
		return fmt.Errorf("%s: a table WITHOUT ROWID has no auto_increment; take one of them out", c.Ref())
	case c.AutoIncrement && c.Type != "integer":
		return fmt.Errorf("%s: auto_increment needs the type integer, not %s", c.Ref(), c.Type)
	}
	return nil
}

func checkTrigger(t *schema.Trigger) error {
	switch {
	case t.Body == "":
		return fmt.Errorf("%s: an SQLite trigger has a body; write it as `as = \"BEGIN … END\"`", t.Ref())
	case len(t.Events) != 1:
		return fmt.Errorf("%s: an SQLite trigger has one event; write one trigger for each", t.Ref())
	}
	return nil
}
