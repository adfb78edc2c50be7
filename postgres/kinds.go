package postgres

import "slices"

// kinds is everything this dialect can read and write, in the order of reading.
var kinds = slices.Concat(firstKinds, columnKinds, otherKinds)

// firstKinds are what the rest is on, or may name while it is read.
var firstKinds = []handler{
	roles, namespaces, extensions, collations,
	enums, domains, domainDefaults, domainChecks, composites, ranges, shells, definitions,
	sequences, sequenceOwners,
	functions, procedures, aggregates,
	casts, conversions, operators, operatorFamilies, operatorClasses,
	textSearchParsers, textSearchTemplates, textSearchDictionaries, textSearchConfigurations,
	foreignDataWrappers, servers, userMappings,
	tables,
}

// columnKinds find columns by their numbers.
var columnKinds = []handler{
	columns, defaults, primaryKeys, uniques, foreignKeys,
}

var otherKinds = []handler{
	checks, excludes,
	indexes, replicaIdentities, clusterMarks, inheritances, tableTypes,
	views, materializeds, rules, triggers, policies, statistics,
	eventTriggers, publications, subscriptions, provided, defaultPermissions,
}
