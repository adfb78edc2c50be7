package hclschema

import "github.com/schemactl/schemactl/schema"

// blocks lists the kinds in the order in which they are written.
var blocks = []*kind{
	role, namespace, extension, collation,
	enum, domain, composite, rangeType, definition,
	sequence,
	function, procedure, aggregate,
	castBlock, conversion, operator, operatorFamily, operatorClass,
	textSearchParser, textSearchTemplate, textSearchDictionary, textSearchConfiguration,
	foreignDataWrapper, server, userMapping,
	table, partition, foreignTable,
	view, materialized, rule, trigger, policy, statistics,
	eventTrigger, publication, subscription,
}

var (
	blockTypes = map[string]*kind{}
	blockNames []string
	partKinds  = map[schema.Kind]bool{}
)

func init() {
	for _, k := range blocks {
		blockTypes[k.block] = k
		blockNames = append(blockNames, k.block)
		for _, p := range k.parts {
			partKinds[p.kind] = true
		}
	}
	blockNames = append(blockNames, "permission", "default_permission", "variable", "locals")
}
