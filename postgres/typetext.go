package postgres

import (
	"slices"
	"strings"

	"github.com/schemactl/schemactl/schema"
	"github.com/schemactl/schemactl/sqlgen"
)

// changedOf picks the fields of a list in which two objects differ.
func changedOf(from, to schema.Object, fields []string) []string {
	var out []string
	for _, f := range schema.Changed(from, to) {
		if slices.Contains(fields, f) {
			out = append(out, f)
		}
	}
	return out
}

// arrayOf takes the brackets off the name of an array type.
func arrayOf(text string) (element string, array bool) {
	element = strings.TrimRight(text, "[]")
	return element, element != text
}

// typeName takes a qualified name of a type, as format_type writes it, apart.
func typeName(text string) (schemaName, name string) {
	parts := splitQualified(text)
	if len(parts) == 2 {
		return parts[0], parts[1]
	}
	return "", parts[0]
}

// maxName is the longest name in bytes, to which clip cuts one.
const maxName = schema.MaxName

var (
	clip           = schema.Clip
	splitQualified = schema.SplitQualified
)

// renameType changes the name of a type, its schema, or both.
func renameType(word string, from, to schema.Ref) []sqlgen.Stmt {
	var stmts []sqlgen.Stmt
	if from.Schema != to.Schema {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER " + word + " " + Qualified(from.Schema, from.Name) + " SET SCHEMA " + Ident(to.Schema)})
	}
	if from.Name != to.Name {
		stmts = append(stmts, sqlgen.Stmt{SQL: "ALTER " + word + " " + Qualified(to.Schema, from.Name) + " RENAME TO " + Ident(to.Name)})
	}
	return stmts
}
