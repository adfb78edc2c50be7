package pgrandom

import "strings"

// objectKinds are those of pieces that are what their text is, and no part of a relation.
var objectKinds = []pieceKind{
	{"extension", "ex", 1, beforeTypes, true, false, alone(forms(extensions, form{text: "CREATE EXTENSION {word} SCHEMA {schema};\n"}))},
	{"integer function", "jf", 3, beforeTypes, true, true, forms(nil, integerFunctions...)},
	{"default integer", "di", 1, beforeTypes, true, true, forms(nil, defaultFunction("integer", "«1|2|length(current_user)»"))},
	{"default text", "dt", 1, beforeTypes, true, true, forms(nil, defaultFunction("text", "current_user::«text|varchar»"))},
	{"overloaded", "ov", 1, afterViews, true, true, forms(nil, overloads...)},
	{"operator", "", 2, beforeTables, true, false, forms([]string{"integer", "text", "{a type}"}, operators...)},
	{"family", "of", 1, beforeTables, true, true, forms([]string{"btree", "hash", "gin"}, families...)},
	{"class", "oc", 2, beforeTables, true, true, makeClass},
	{"cast", "ca", 2, beforeTables, true, false, alone(makeCast)},
	{"parser", "tp", 1, beforeTables, true, true, forms(nil, parsers...)},
	{"template", "tt", 1, beforeTables, true, true, forms(nil, templates...)},
	{"dictionary", "td", 2, beforeTables, true, true, forms(nil, dictionaries...)},
	{"configuration", "tc", 2, beforeTables, true, true, forms(nil, configurations...)},
	{"conversion", "cv", 1, beforeTables, true, true, forms(nil, conversions...)},
	{"language", "la", 1, beforeTypes, false, true, forms(nil, languages...)},
	{"access method", "am", 1, beforeTypes, false, false, forms([]string{"TABLE", "INDEX"}, accessMethods...)},
	{"transform", "tf", 1, beforeTables, false, false, alone(forms([]string{"FOR integer LANGUAGE sql", "FOR text LANGUAGE {a language}"}, transforms...))},
	{"wrapper", "fw", 1, beforeTypes, false, true, forms(nil, wrappers...)},
	{"server", "se", 2, beforeTypes, false, true, forms(nil, servers...)},
	{"mapping", "um", 1, last, false, false, alone(forms([]string{"FOR «PUBLIC|pg_monitor» SERVER {a server}"}, mappings...))},
	{"event trigger", "et", 1, last, false, true, forms(nil, eventTriggers...)},
	{"default privileges", "dp", 2, last, true, false, forms(nil, defaultPrivileges...)},
	{"provided", "pv", 1, last, false, false, alone(forms(wordsOf(providedGrants), providedGrants...))},
	{"subscription", "su", 1, last, false, true, forms(nil, subscriptions...)},
	{"apart", "ap", 3, afterViews, true, true, forms(wordsOf(apart), apart...)},
}

var extensions = []string{"citext", "unaccent", "hstore", "pg_trgm"}

// integerFunctions are made before all that can call them.
var integerFunctions = []form{
	{text: "CREATE FUNCTION {id}(a integer) RETURNS integer LANGUAGE {a language} IMMUTABLE«| STRICT| PARALLEL SAFE| COST 7| LEAKPROOF» AS 'BEGIN RETURN a«| + 0»; END';\n"},
	{text: "CREATE FUNCTION {id}(a integer) RETURNS integer LANGUAGE sql IMMUTABLE«| STRICT| PARALLEL RESTRICTED| COST 7| SECURITY DEFINER» AS 'SELECT $1«| + 0| * 1»';\n"},
	{text: "CREATE FUNCTION {id}(a integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE«| SET work_mem = '4MB'| SET search_path = ''» AS 'BEGIN RETURN a«| + 0»; END';\n"},
	{since: 14, text: "CREATE FUNCTION {id}(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN «a|a + 0|a * (SELECT 1)»;\n"},
	{since: 14, text: "CREATE FUNCTION {id}(a integer) RETURNS integer LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT {a integer function}(a); END;\n"},
}

func defaultFunction(typ, value string) form {
	return form{text: "CREATE FUNCTION {id}() RETURNS " + typ + " LANGUAGE «sql|sql STABLE|sql SECURITY DEFINER» AS 'SELECT " + value + "';\n"}
}

var overloads = []form{
	{text: "CREATE FUNCTION {id}(a integer) RETURNS text LANGUAGE sql AS 'SELECT ''x''';\n" +
		"CREATE FUNCTION {id}(«a|b» text) RETURNS «text|SETOF text ROWS 3» LANGUAGE sql AS 'SELECT $1';\n"},
	{text: "CREATE FUNCTION {id}(a {a type}, b integer«| DEFAULT 3») RETURNS integer LANGUAGE sql AS 'SELECT $2';\n" +
		"CREATE FUNCTION {id}(a {a type}) RETURNS «integer|SETOF integer ROWS 5» LANGUAGE sql AS 'SELECT 1';\n"},
	{text: "CREATE FUNCTION {id}(a anyelement, b anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT $1';\n" +
		"CREATE PROCEDURE {id}(INOUT a integer, b text«| DEFAULT ''x''») LANGUAGE plpgsql AS 'BEGIN COMMIT; END';\n"},
	{text: "CREATE FUNCTION {id}(integer) RETURNS integer LANGUAGE internal «STRICT|IMMUTABLE» AS '«int4up|int4um»';\n"},
}

var operators = []form{
	{text: "CREATE FUNCTION {do}(a {word}, b {word}) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT «true|true AND true»';\n" +
		"CREATE OPERATOR {id} (FUNCTION = {do}, LEFTARG = {word}, RIGHTARG = {word}«|, COMMUTATOR = OPERATOR({id})|, RESTRICT = eqsel, JOIN = eqjoinsel|, COMMUTATOR = OPERATOR({id}), HASHES, MERGES»);\n"},
	{text: "CREATE FUNCTION {do}(a {word}, b {word}) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';\n" +
		"CREATE OPERATOR {id} (FUNCTION = {do}, LEFTARG = {word}, RIGHTARG = {word}«|, RESTRICT = scalarltsel, JOIN = scalarltjoinsel»);\n"},
}

var families = []form{
	{text: "CREATE OPERATOR FAMILY {id} USING {word};\n"},
	{word: "btree", text: "CREATE OPERATOR FAMILY {id} USING btree;\n" +
		"ALTER OPERATOR FAMILY {id} USING btree ADD OPERATOR «1 <|5 >» (integer, bigint), FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);\n"},
}

var classes = []form{
	{text: "CREATE OPERATOR CLASS {id} FOR TYPE integer USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer)«|, FUNCTION 2 btint4sortsupport(internal)»;\n"},
	{text: "CREATE OPERATOR CLASS {id} FOR TYPE integer USING btree FAMILY {a family of btree} AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);\n"},
	{text: "CREATE FUNCTION {do}(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT btint4cmp(b, a)«| + 0»';\n" +
		"CREATE OPERATOR CLASS {id} FOR TYPE integer USING btree AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 {do}(integer, integer);\n"},
}

// providedGrants are on what the server brings.
var providedGrants = []form{
	{word: "SCHEMA pg_catalog", text: "GRANT «CREATE|USAGE, CREATE» ON {word} TO pg_monitor«| WITH GRANT OPTION»;\n"},
	{word: "FUNCTION pg_catalog.pg_ls_dir(text)", text: "GRANT EXECUTE ON {word} TO «pg_monitor|PUBLIC»;\n"},
	{word: "FUNCTION pg_catalog.max(integer)", text: "REVOKE EXECUTE ON {word} FROM PUBLIC;\n«|GRANT EXECUTE ON {word} TO pg_monitor;\n»"},
	{word: "TYPE pg_catalog.money", text: "«REVOKE USAGE ON {word} FROM PUBLIC|GRANT USAGE ON {word} TO pg_monitor WITH GRANT OPTION»;\n"},
	{word: "LANGUAGE plpgsql", text: "GRANT USAGE ON {word} TO «pg_monitor|pg_signal_backend»;\n"},
	{word: "TABLE pg_catalog.pg_authid", text: "GRANT SELECT«| (rolname)| (rolname, rolsuper), INSERT» ON {word} TO pg_monitor;\n"},
}

// makeClass makes an operator class of btree, the only one of its type in its family.
func makeClass(m *model, c *chooser, p *piece) bool {
	if !forms(nil, classes...)(m, c, p) {
		return false
	}
	p.fits = func(m *model, p *piece) bool {
		_, family, _ := strings.Cut(p.text, "FAMILY {")
		family, _, _ = strings.Cut(family, "}")
		for _, o := range m.ofKind("class") {
			if family != "" && strings.Contains(o.text, "FAMILY {"+family+"}") {
				return o.name == p.name
			}
		}
		return true
	}
	return p.fits(m, p)
}

func makeCast(m *model, c *chooser, p *piece) bool {
	if !forms([]string{"{a enum} AS «integer|bigint»", "{a composite} AS «text|numeric»", "«integer|date» AS {a composite}"}, form{text: "{word}"})(m, c, p) {
		return false
	}
	source, target, _ := strings.Cut(p.word, " AS ")
	text := "CREATE FUNCTION {do}(a " + source + ") RETURNS " + target + " LANGUAGE sql IMMUTABLE AS 'SELECT NULL::" + target + "';\n" +
		"CREATE CAST ({word}) WITH FUNCTION {do}(" + source + ")«| AS ASSIGNMENT| AS IMPLICIT»;\n"
	if !strings.HasSuffix(target, "integer") && c.once(3) {
		text = "CREATE CAST ({word}) WITH INOUT«| AS ASSIGNMENT»;\n"
	}
	var ok bool
	p.text, ok = m.write(c, p, text)
	return ok
}

var parsers = []form{
	{text: "CREATE TEXT SEARCH PARSER {id} (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype«|, HEADLINE = prsd_headline»);\n"},
}

var templates = []form{{text: "CREATE TEXT SEARCH TEMPLATE {id} (INIT = dsimple_init, LEXIZE = «dsimple_lexize|dsynonym_lexize»);\n"}}

var dictionaries = []form{
	{text: "CREATE TEXT SEARCH DICTIONARY {id} (TEMPLATE = simple«|, STOPWORDS = english|, STOPWORDS = german, ACCEPT = false|, ACCEPT = false»);\n"},
	{text: "CREATE TEXT SEARCH DICTIONARY {id} (TEMPLATE = snowball, LANGUAGE = «english|german»«|, STOPWORDS = english»);\n"},
	{text: "CREATE TEXT SEARCH DICTIONARY {id} (TEMPLATE = {a template}«|, ACCEPT = true»);\n"},
}

var configurations = []form{
	{text: "CREATE TEXT SEARCH CONFIGURATION {id} (COPY = «simple|english»);\n"},
	{text: "CREATE TEXT SEARCH CONFIGURATION {id} (PARSER = {a parser});\nALTER TEXT SEARCH CONFIGURATION {id} ADD MAPPING FOR «asciiword|word|url, host» WITH «simple|english_stem, simple»;\n"},
	{text: "CREATE TEXT SEARCH CONFIGURATION {id} (PARSER = \"default\");\nALTER TEXT SEARCH CONFIGURATION {id} ADD MAPPING FOR «asciiword|word|url, host» WITH {a dictionary}«|, simple»;\n"},
	{text: "CREATE TEXT SEARCH CONFIGURATION {id} (COPY = {a configuration});\nALTER TEXT SEARCH CONFIGURATION {id} DROP MAPPING IF EXISTS FOR «asciiword|word»;\n"},
}

var conversions = []form{
	{text: "CREATE CONVERSION {id} FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;\n"},
	{text: "CREATE CONVERSION {id} FOR 'UTF8' TO «'LATIN1' FROM utf8_to_iso8859_1|'LATIN2' FROM utf8_to_iso8859|'LATIN3' FROM utf8_to_iso8859»;\n"},
}

// languages have a handler of their own each: pg_dump leaves out those of the server.
var languages = []form{
	{text: "CREATE FUNCTION {do}() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';\n" +
		"CREATE «|TRUSTED »LANGUAGE {id} HANDLER {do};\n"},
	{text: "CREATE FUNCTION {do}() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';\n" +
		"CREATE FUNCTION {do}(«oid) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_validator';\nCREATE LANGUAGE {id} HANDLER {do} VALIDATOR {do}|" +
		"internal) RETURNS void LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_inline_handler';\nCREATE LANGUAGE {id} HANDLER {do} INLINE {do}»;\n"},
}

var accessMethods = []form{
	{word: "TABLE", text: "CREATE ACCESS METHOD {id} TYPE TABLE HANDLER heap_tableam_handler;\n"},
	{word: "INDEX", text: "CREATE ACCESS METHOD {id} TYPE INDEX HANDLER «bthandler|hashhandler»;\n"},
}

var transforms = []form{
	{text: "CREATE TRANSFORM {word} (FROM SQL WITH FUNCTION prsd_lextype(internal));\n"},
	{word: "FOR integer LANGUAGE sql", text: "CREATE TRANSFORM {word} (TO SQL WITH FUNCTION int4recv(internal));\n"},
}
