package filter

import (
	"strings"

	"github.com/schemactl/schemactl/schema"
)

// A tool keeps a table of its own in the databases that it works on. A table
// is taken for it by its name and one of its columns.
type tool struct{ table, column, name string }

// tools are those whose tables are left alone unless the files declare them.
// Names that anybody could give, such as "migrations", are not among them.
var tools = []tool{
	{"alembic_version", "version_num", "Alembic"},
	{"ar_internal_metadata", "key", "Rails"},
	{"atlas_schema_revisions", "version", "Atlas"},
	{"databasechangelog", "orderexecuted", "Liquibase"},
	{"databasechangeloglock", "lockgranted", "Liquibase"},
	{"django_migrations", "app", "Django"},
	{"doctrine_migration_versions", "version", "Doctrine"},
	{"__drizzle_migrations", "hash", "Drizzle"},
	{"__EFMigrationsHistory", "MigrationId", "Entity Framework"},
	{"flyway_schema_history", "installed_rank", "Flyway"},
	{"goose_db_version", "version_id", "goose"},
	{"knex_migrations", "migration_time", "Knex"},
	{"knex_migrations_lock", "is_locked", "Knex"},
	{"pgmigrations", "run_on", "node-pg-migrate"},
	{"phinxlog", "migration_name", "Phinx"},
	{"_prisma_migrations", "migration_name", "Prisma"},
	{"refinery_schema_history", "checksum", "Refinery"},
	{"schema_migrations", "version", "Rails, golang-migrate or dbmate"},
	{"SequelizeMeta", "name", "Sequelize"},
	{"_sqlx_migrations", "installed_on", "SQLx"},
	{"__diesel_schema_migrations", "version", "Diesel"},
}

// A ToolTable is a table in which another tool keeps its own record.
type ToolTable struct {
	Ref  schema.Ref
	Tool string
}

// ToolTables finds the tables of other tools, in the order of the schema.
func ToolTables(s *schema.Schema) []ToolTable {
	var out []ToolTable
	for t := range schema.Of[*schema.Table](s) {
		for _, known := range tools {
			if t.Name == known.table && s.Has(t.Ref().InTable(schema.KindColumn, known.column)) {
				out = append(out, ToolTable{t.Ref(), known.name})
			}
		}
	}
	return out
}

// withTools adds the tables of other tools to what is left alone, but for what
// the files declare and what the set names already; found lists those added.
func (s Set) withTools(all, declared *schema.Schema) (with Set, found []ToolTable) {
	with = s
	with.Exclude = append([]Pattern(nil), s.Exclude...)
	for _, t := range ToolTables(all) {
		if declared != nil && declared.Has(t.Ref) || s.Names(t.Ref) || matchesAny(s.Include, t.Ref) {
			continue
		}
		found = append(found, t)
		with.Exclude = append(with.Exclude, exactly(t.Ref))
	}
	return with, found
}

// exactly is the pattern of one object.
func exactly(r schema.Ref) Pattern {
	names := pathOf(r)
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = n
		if strings.ContainsAny(n, ".") {
			quoted[i] = `"` + n + `"`
		}
	}
	p := Pattern{text: strings.Join(quoted, ".") + "[kind=" + string(r.Kind) + "]", kinds: []schema.Kind{r.Kind}}
	p.names = splitNames(strings.Join(quoted, "."))
	return p
}
