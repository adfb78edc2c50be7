package postgres

// kinds is everything this dialect can read and write, in the order of reading.
var kinds = []handler{
	roles, namespaces, extensions, collations,
	enums, domains, domainChecks, composites, ranges, shells, definitions,
	sequences, sequenceOwners,
	functions, procedures, aggregates,
	casts, conversions, operators, operatorFamilies, operatorClasses,
	textSearchParsers, textSearchTemplates, textSearchDictionaries, textSearchConfigurations,
	foreignDataWrappers, servers, userMappings,
	tables, columns, defaults,
	primaryKeys, uniques, checks, excludes, foreignKeys,
	indexes, replicaIdentities, clusterMarks, inheritances, tableTypes,
	views, materializeds, rules, triggers, policies, statistics,
	eventTriggers, publications, subscriptions, defaultPermissions,
}
