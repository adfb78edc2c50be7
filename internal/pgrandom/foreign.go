package pgrandom

import "slices"

// foreign makes a new table a foreign one, where there is a server.
func (m *model) foreign(c *chooser, r *relation) {
	server, ok := one(c, m.ofKind("server"))
	if !ok {
		return
	}
	r.kind = "foreign"
	r.needs = append(r.needs, server.id())
	r.options = c.word("", "other")
	r.cols = slices.DeleteFunc(r.cols, func(col *column) bool { return col.generated != "" })
	for _, col := range r.cols {
		col.identity, col.serial, col.remote = "", false, c.once(3)
	}
}

var wrappers = []form{
	{text: "CREATE FOREIGN DATA WRAPPER {id}«| OPTIONS (kind 'a')| OPTIONS (kind 'b', \"Other\" 'it''s')»;\n"},
	{text: "CREATE FOREIGN DATA WRAPPER {id}« NO VALIDATOR| VALIDATOR postgresql_fdw_validator»;\n"},
}

var servers = []form{
	{text: "CREATE SERVER {id}«| VERSION '1'| TYPE 'kind'| TYPE 'other' VERSION '2'» FOREIGN DATA WRAPPER {a wrapper};\n"},
	{text: "CREATE SERVER {id} FOREIGN DATA WRAPPER {a wrapper} OPTIONS (host '«one|two»'«|, port '1'|, dbname 'it''s'»);\n"},
}

var mappings = []form{
	{text: "CREATE USER MAPPING {word}«| OPTIONS (user 'a')| OPTIONS (user 'b')»;\n"},
}

var eventTriggers = []form{
	{text: "CREATE FUNCTION {do}() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';\n" +
		"CREATE EVENT TRIGGER {id} ON «ddl_command_end|ddl_command_start|sql_drop|table_rewrite» EXECUTE FUNCTION {do}();\n"},
	{text: "CREATE FUNCTION {do}() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';\n" +
		"CREATE EVENT TRIGGER {id} ON «ddl_command_end|ddl_command_start» WHEN TAG IN («'CREATE TABLE'|'CREATE TABLE', 'DROP VIEW'») EXECUTE FUNCTION {do}();\n" +
		"ALTER EVENT TRIGGER {id} «DISABLE|ENABLE|ENABLE REPLICA|ENABLE ALWAYS»;\n"},
	{since: 17, text: "CREATE FUNCTION {do}() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';\n" +
		"CREATE EVENT TRIGGER {id} ON login EXECUTE FUNCTION {do}();\n"},
}

var defaultPrivileges = []form{
	{text: "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT «SELECT|INSERT|SELECT, UPDATE|ALL» ON TABLES TO «pg_monitor|PUBLIC|pg_signal_backend WITH GRANT OPTION»;\n"},
	{text: "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT «USAGE ON SEQUENCES|EXECUTE ON FUNCTIONS|USAGE ON TYPES» TO «pg_monitor|pg_signal_backend»;\n"},
	{text: "ALTER DEFAULT PRIVILEGES FOR ROLE pg_monitor REVOKE «EXECUTE ON FUNCTIONS|USAGE ON TYPES» FROM PUBLIC;\n"},
	{text: "ALTER DEFAULT PRIVILEGES FOR ROLE pg_monitor GRANT «USAGE, CREATE ON SCHEMAS|SELECT ON SEQUENCES» TO pg_read_all_stats;\n"},
	{text: "ALTER DEFAULT PRIVILEGES REVOKE «EXECUTE ON FUNCTIONS|USAGE ON TYPES» FROM PUBLIC;\n"},
	{text: "ALTER DEFAULT PRIVILEGES GRANT «SELECT ON TABLES|USAGE ON SEQUENCES|EXECUTE ON ROUTINES» TO pg_monitor;\n"},
}

var subscriptions = []form{
	{text: "CREATE SUBSCRIPTION {id} CONNECTION 'host=/nowhere password=secret' PUBLICATION p«|, q» WITH (connect = false, slot_name = NONE«|, synchronous_commit = remote_apply»);\n"},
	{text: "CREATE SUBSCRIPTION {id} CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, slot_name = «a|b»);\n"},
	{since: 14, text: "CREATE SUBSCRIPTION {id} CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, slot_name = NONE, «binary = true|streaming = on»);\n"},
	{since: 16, text: "CREATE SUBSCRIPTION {id} CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, slot_name = NONE, «origin = none|run_as_owner = true|disable_on_error = true»);\n"},
}

// apart are tables and views of forms that those of the model do not have. Each stays one of its sort.
var apart = []form{
	{word: "typed", text: "CREATE TABLE {id} OF {a composite};\n«|ALTER TABLE {id} ALTER a1 SET NOT NULL;\n»"},
	{word: "(a + 1), b", text: byRange}, {word: "lower(b), a", text: byRange}, {word: "a, c", text: byRange},
	{word: "list", text: "CREATE TABLE {id} (a integer, b text COLLATE \"C\") PARTITION BY LIST ((a / 10));\nCREATE TABLE {do} PARTITION OF {id} FOR VALUES IN («1, NULL|2»);\n"},
	{word: "range", text: "CREATE TABLE {id} (a integer, b text) PARTITION BY RANGE (a, b);\nCREATE TABLE {do} PARTITION OF {id} FOR VALUES FROM (MINVALUE, MINVALUE) TO («1, 'a'|2, MAXVALUE»);\n"},
	{word: "method", text: "CREATE TABLE {id} (a integer, b text) USING {a access method of TABLE};\n"},
	{word: "overlaps", since: 18, text: "CREATE TABLE {id} (a int4range, b daterange«| NOT NULL», CONSTRAINT own «PRIMARY KEY|UNIQUE» (a, b WITHOUT OVERLAPS));\n"},
	{word: "period", since: 18, text: "CREATE TABLE {id} (a int4range, b daterange, PRIMARY KEY (a, b WITHOUT OVERLAPS), c int4range, d daterange,\n" +
		"    FOREIGN KEY (c, PERIOD «b|d») REFERENCES {id} (a, PERIOD b));\n"},
	{word: "not null", since: 18, text: "CREATE TABLE {id} (a integer, b integer, c integer, CONSTRAINT own NOT NULL «a|b»« NO INHERIT|»);\nALTER TABLE {id} ADD NOT NULL c« NOT VALID|»;\n"},
	{word: "attached", text: "CREATE TABLE {id} (a integer, b text) PARTITION BY LIST (a);\nCREATE TABLE {do} PARTITION OF {id} FOR VALUES IN (1);\n" +
		"CREATE INDEX ON {do} («a|b»);\nCREATE INDEX ON «ONLY |»{id} («a|b»);\n"},
	{word: "recursive", text: "CREATE RECURSIVE VIEW {id} (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM {bare} WHERE n < «9|10»;\n"},
	{word: "view", text: "CREATE VIEW {id} AS SELECT {a integer function}(x) AS y FROM generate_series(1, «3|4») x;\n«|ALTER VIEW {id} ALTER y SET DEFAULT 4;\n»"},
	{word: "materialized", text: "CREATE MATERIALIZED VIEW {id} AS SELECT g, {a integer function}(g) AS h FROM generate_series(1, 3) g« WITH NO DATA|»;\nCREATE UNIQUE INDEX ON {id} («g|h|g, h»);\n"},
}

var triggerFunctions = []form{
	{text: "CREATE FUNCTION {id}() RETURNS trigger LANGUAGE plpgsql«| SECURITY DEFINER| COST 5| SET search_path = ''» AS 'BEGIN RETURN «NEW|COALESCE(NEW, OLD)»; END';\n"},
}

const byRange = "CREATE TABLE {id} (a integer, b text«| NOT NULL», c date) PARTITION BY RANGE ({word});\n"

// wordsOf are the words of forms.
func wordsOf(of []form) []string {
	var out []string
	for _, f := range of {
		out = append(out, f.word)
	}
	return out
}
