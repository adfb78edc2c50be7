package hclschema

import "github.com/schemactl/schemactl/schema"

var namespace = define(schema.KindSchema, inDatabase, &schema.Namespace{}, func(*codec, *schema.Namespace) {})
