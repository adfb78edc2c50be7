// Package hclschema reads schema files written in HCL into a graph of package
// schema and writes such a graph as HCL. Each kind of object has a file that
// lists its attributes once, for both directions; blocks.go is the list of
// kinds. The package knows no database: SQL is text to it, except for the names
// of types and identifiers, which it spells as PostgreSQL does.
package hclschema
