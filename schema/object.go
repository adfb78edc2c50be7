package schema

// An Object is one thing with its own life: it can come, change and go alone.
type Object interface {
	// Ref is its identity.
	Ref() Ref
	// Deps lists what must exist before the object can, without duplicates of
	// interest to nobody: callers treat it as a set. The list ends with Needs.
	Deps() []Ref
	// Base gives access to what every kind has.
	Base() *Common
	// Named returns a copy with the identity given, which is of the same kind.
	Named(Ref) Object
}

// Common is what every kind of object has. Not every kind can bear a comment,
// an owner or grants; the dialect says which can.
type Common struct {
	Comment string
	// Owner is a role; empty means that the owner is not managed.
	Owner string
	// Grants lists what was granted beyond, or revoked from, the privileges
	// that objects of the kind have by default.
	Grants []Grant
	// GrantsOpen says that a new object may have, beyond Grants, what default
	// privileges give to it: its author says nothing of that.
	GrantsOpen bool `diff:"-" json:"-"`
	// Labels are the security labels, in the order of SortLabels.
	Labels []Label
	// Extensions are the names, in order, of the extensions with which the object is dropped (DEPENDS ON EXTENSION).
	Extensions []string
	// RenamedFrom is the name that the object had before.
	RenamedFrom string `diff:"-"`
	// RenameNow says that the rename is to happen in this plan, whatever it
	// looks like: it was asked for on the command line.
	RenameNow bool `diff:"-"`
	// Needs lists dependencies that no other field shows: what the catalog
	// records of a view's text, or what depends_on says.
	Needs []Ref `diff:"-"`
}

// Base implements Object for every struct that embeds Common.
func (c *Common) Base() *Common { return c }

// A Grant is one entry of an access privilege list.
// https://www.postgresql.org/docs/current/ddl-priv.html
type Grant struct {
	// Column is the column of a view, or of a materialized view, that the entry
	// is about. Those of tables bear their grants themselves, but for the columns
	// that every table has.
	Column string
	// Role is the grantee; PUBLIC is everybody.
	Role string
	// Privileges are sorted keywords such as SELECT.
	Privileges []string
	// Grantable is WITH GRANT OPTION.
	Grantable bool
	// Revoked turns the entry around: a privilege that objects of this kind
	// have by default was taken from the role.
	Revoked bool
	// Sequence marks an entry of an identity column that is for the sequence
	// behind it.
	Sequence bool
	// By is the role that granted it, by WITH GRANT OPTION; empty is the owner.
	By string
}

// An Option is a named setting: a storage parameter, a reloption, an FDW
// option, a configuration parameter of a function.
type Option struct{ Name, Value string }

// Every kind this package knows.
const (
	KindRole           Kind = "role"
	KindSchema         Kind = "schema"
	KindExtension      Kind = "extension"
	KindObject         Kind = "object"
	KindShell          Kind = "shell_type"
	KindCollation      Kind = "collation"
	KindEnum           Kind = "enum"
	KindDomain         Kind = "domain"
	KindDomainCheck    Kind = "domain_check"
	KindDomainDefault  Kind = "domain_default"
	KindComposite      Kind = "composite"
	KindRange          Kind = "range"
	KindSequence       Kind = "sequence"
	KindSequenceOwner  Kind = "sequence_owner"
	KindFunction       Kind = "function"
	KindProcedure      Kind = "procedure"
	KindAggregate      Kind = "aggregate"
	KindCast           Kind = "cast"
	KindConversion     Kind = "conversion"
	KindOperator       Kind = "operator"
	KindOperatorFamily Kind = "operator_family"
	KindOperatorClass  Kind = "operator_class"

	KindTextSearchParser        Kind = "text_search_parser"
	KindTextSearchTemplate      Kind = "text_search_template"
	KindTextSearchDictionary    Kind = "text_search_dictionary"
	KindTextSearchConfiguration Kind = "text_search_configuration"

	KindForeignDataWrapper Kind = "foreign_data_wrapper"
	KindServer             Kind = "server"
	KindUserMapping        Kind = "user_mapping"
	KindTable              Kind = "table"
	KindColumn             Kind = "column"
	KindDefault            Kind = "default"
	KindPrimaryKey         Kind = "primary_key"
	KindUnique             Kind = "unique"
	KindCheck              Kind = "check"
	KindExclude            Kind = "exclude"
	KindForeignKey         Kind = "foreign_key"
	KindIndex              Kind = "index"
	KindReplicaIdentity    Kind = "replica_identity"
	KindClusterMark        Kind = "cluster_on"
	KindInheritance        Kind = "inheritance"
	KindTableType          Kind = "of_type"
	KindView               Kind = "view"
	KindMaterialized       Kind = "materialized"
	KindRule               Kind = "rule"
	KindTrigger            Kind = "trigger"
	KindEventTrigger       Kind = "event_trigger"
	KindPolicy             Kind = "policy"
	KindStatistics         Kind = "statistics"
	KindPublication        Kind = "publication"
	KindSubscription       Kind = "subscription"
	KindDefaultPermission  Kind = "default_permission"
	KindProvided           Kind = "provided"
)

// Kinds lists every kind in the order in which a file shows them.
var Kinds = []Kind{
	KindRole, KindSchema, KindExtension, KindCollation,
	KindEnum, KindDomain, KindDomainDefault, KindDomainCheck, KindComposite, KindRange, KindShell, KindObject,
	KindSequence, KindSequenceOwner,
	KindFunction, KindProcedure, KindAggregate,
	KindCast, KindConversion, KindOperator, KindOperatorFamily, KindOperatorClass,
	KindTextSearchParser, KindTextSearchTemplate, KindTextSearchDictionary, KindTextSearchConfiguration,
	KindForeignDataWrapper, KindServer, KindUserMapping,
	KindTable, KindColumn, KindDefault, KindPrimaryKey, KindUnique, KindCheck,
	KindExclude, KindForeignKey, KindIndex, KindReplicaIdentity, KindClusterMark,
	KindInheritance, KindTableType,
	KindView, KindMaterialized, KindRule, KindTrigger, KindPolicy, KindStatistics,
	KindEventTrigger, KindPublication, KindSubscription, KindProvided, KindDefaultPermission,
}

// IsPart reports whether objects of the kind are written within the block of
// their table, view or domain and named by it.
func IsPart(k Kind) bool { return parts[k] }

var parts = map[Kind]bool{
	KindColumn: true, KindDefault: true, KindPrimaryKey: true, KindUnique: true,
	KindCheck: true, KindExclude: true, KindForeignKey: true, KindIndex: true,
	KindReplicaIdentity: true, KindClusterMark: true, KindDomainCheck: true, KindDomainDefault: true,
	KindSequenceOwner: true, KindInheritance: true, KindTableType: true,
}

// IsConstraint reports whether the kind is a table constraint.
func IsConstraint(k Kind) bool {
	switch k {
	case KindPrimaryKey, KindUnique, KindCheck, KindExclude, KindForeignKey:
		return true
	}
	return false
}

// IsPrivileges reports whether all that objects of the kind have is privileges. Of
// such a kind everything is managed once a file has one.
func IsPrivileges(k Kind) bool { return k == KindDefaultPermission || k == KindProvided }

// IsIndexed reports whether the kind is an index, or a key, whose index can be
// attached to another.
func IsIndexed(k Kind) bool {
	return k == KindIndex || k == KindPrimaryKey || k == KindUnique
}

// IsRelation reports whether the kind is something one selects from.
func IsRelation(k Kind) bool {
	return k == KindTable || k == KindView || k == KindMaterialized
}

func needs(own []Ref, c *Common) []Ref { return append(own, c.Needs...) }

func inSchema(name string) []Ref {
	if name == "" {
		return nil
	}
	return []Ref{{Kind: KindSchema, Name: name}}
}
