package postgres

import "github.com/schemactl/schemactl/schema"

// Unique constraints are read with the primary keys.
var uniques = keys(schema.KindUnique, nil)
