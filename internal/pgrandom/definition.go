package pgrandom

import (
	"fmt"
	"strings"
)

// makeDefinition makes one of the kinds that stand alone: each text is of one kind, in which $ stands for one of the words, and
// # for $.
func makeDefinition(m *model, c *chooser, p *piece) bool {
	p.needs = append(p.needs, "schema "+p.schema)
	of := []struct {
		text  string
		words []string
	}{
		{"CREATE FUNCTION {id}_same(a integer, b integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT #1 $ #2';\n" +
			"CREATE OPERATOR {schema}.=== (FUNCTION = {id}_same, LEFTARG = integer, RIGHTARG = integer);\n", []string{"=", "<", ">"}},
		{"CREATE TYPE {id}_from AS (a integer);\nCREATE FUNCTION {id}_cast(a {id}_from) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n" +
			"CREATE CAST ({id}_from AS integer) WITH FUNCTION {id}_cast $;\n", []string{"", "AS ASSIGNMENT"}},
		{"CREATE FUNCTION {id}_do() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';\n" +
			"CREATE EVENT TRIGGER {name} ON $ EXECUTE FUNCTION {id}_do();\n", []string{"ddl_command_end", "ddl_command_start", "sql_drop"}},
		{"CREATE TEXT SEARCH DICTIONARY {id} (TEMPLATE = simple, STOPWORDS = $);\n", []string{"english", "german"}},
		{"CREATE TEXT SEARCH CONFIGURATION {id} (COPY = $);\n", []string{"simple", "english"}},
		{"CREATE CONVERSION {id} FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;\n$", []string{"", "COMMENT ON CONVERSION {id} IS 'a';\n"}},
		{"CREATE FOREIGN DATA WRAPPER {name}_w;\nCREATE SERVER {name}_s FOREIGN DATA WRAPPER {name}_w OPTIONS (host '$');\n" +
			"CREATE FOREIGN TABLE {id} (a integer, b text) SERVER {name}_s;\n", []string{"one", "two"}},
		{"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT $ ON TABLES TO pg_monitor;\n", []string{"SELECT", "INSERT", "SELECT, UPDATE"}},
		{"CREATE OPERATOR FAMILY {id} USING btree;\n$", []string{"", "COMMENT ON OPERATOR FAMILY {id} USING btree IS 'a';\n"}},
	}
	kind := of[p.variant(c, len(of))]
	name := "d_" + strings.Trim(strings.ReplaceAll(p.name, " ", "_"), `"`)
	text := strings.ReplaceAll(kind.text, "$", c.word(kind.words...))
	p.text = strings.NewReplacer("{id}", p.schema+"."+name, "{name}", name, "{schema}", p.schema, "#", "$").Replace(text)
	return true
}

// variant draws what a piece is of several kinds, and keeps to it when the piece is drawn anew.
func (p *piece) variant(c *chooser, n int) int {
	if p.kind == "definition" {
		p.kind = fmt.Sprintf("definition %d", c.upTo(n))
	}
	var i int
	_, _ = fmt.Sscanf(p.kind, "definition %d", &i)
	return i
}
