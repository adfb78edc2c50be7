CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE SCHEMA c;
CREATE SCHEMA d;
CREATE TABLE c.t (id integer PRIMARY KEY, v text);
CREATE TABLE d.t (id integer PRIMARY KEY, c_id integer REFERENCES c.t);
CREATE VIEW d.v AS SELECT t.id, u.v FROM d.t JOIN c.t u ON u.id = t.c_id;
INSERT INTO c.t VALUES (1, 'x'), (2, NULL);
INSERT INTO d.t VALUES (1, 1), (2, NULL);

CREATE COLLATION a.coll_x (PROVIDER = libc, LOCALE = 'C');
CREATE COLLATION a.coll_y (PROVIDER = libc, LOCALE = 'POSIX');
CREATE TYPE a.enum_x AS ENUM ('p', 'q');
CREATE TYPE a.enum_y AS ENUM ('r', 's');
CREATE DOMAIN a.domain_x AS integer CONSTRAINT check_x CHECK (VALUE > 0) CONSTRAINT check_y CHECK (VALUE < 100);
CREATE DOMAIN a.domain_y AS text COLLATE a.coll_x DEFAULT 'y';
CREATE TYPE a.composite_x AS (p integer, q text);
CREATE TYPE a.composite_y AS (r a.enum_x, s text COLLATE a.coll_y);
CREATE TYPE a.range_x AS RANGE (SUBTYPE = integer);
CREATE TYPE a.range_y AS RANGE (SUBTYPE = double precision);
CREATE SEQUENCE a.sequence_x;
CREATE SEQUENCE a.sequence_y START WITH 5;
CREATE FUNCTION a.function_x(v integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1';
CREATE FUNCTION a.function_y(v integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 2';
CREATE FUNCTION a.fire() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION a.on_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE FUNCTION a.less(integer, integer) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE PROCEDURE a.procedure_x(v integer) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE a.procedure_y(v integer) LANGUAGE sql AS 'SELECT 2';
CREATE AGGREGATE a.aggregate_x(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE AGGREGATE a.aggregate_y(integer) (SFUNC = int4larger, STYPE = integer);
CREATE CONVERSION a.conversion_x FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE CONVERSION a.conversion_y FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE CAST (a.composite_x AS text) WITH INOUT;
CREATE OPERATOR a.<<< (FUNCTION = a.less, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR FAMILY a.family_x USING btree;
CREATE OPERATOR FAMILY a.family_y USING btree;
CREATE OPERATOR CLASS a.class_x FOR TYPE integer USING btree FAMILY a.family_x AS OPERATOR 1 <, OPERATOR 3 =, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
CREATE OPERATOR CLASS a.class_y FOR TYPE integer USING btree FAMILY a.family_y AS OPERATOR 1 <, OPERATOR 3 =, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
CREATE TEXT SEARCH PARSER a.parser_x (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH PARSER a.parser_y (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline);
CREATE TEXT SEARCH TEMPLATE a.template_x (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE TEXT SEARCH TEMPLATE a.template_y (LEXIZE = dsimple_lexize);
CREATE TEXT SEARCH DICTIONARY a.dictionary_x (TEMPLATE = a.template_x, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY a.dictionary_y (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION a.configuration_x (PARSER = a.parser_x);
ALTER TEXT SEARCH CONFIGURATION a.configuration_x ADD MAPPING FOR asciiword WITH a.dictionary_x, simple;
CREATE TEXT SEARCH CONFIGURATION a.configuration_y (PARSER = "default");

CREATE FOREIGN DATA WRAPPER wrapper_x;
CREATE FOREIGN DATA WRAPPER wrapper_y OPTIONS (a '1');
CREATE SERVER server_x FOREIGN DATA WRAPPER wrapper_x;
CREATE SERVER server_y FOREIGN DATA WRAPPER wrapper_y;
CREATE USER MAPPING FOR PUBLIC SERVER server_x OPTIONS ("user" 'x');
CREATE FOREIGN TABLE a.foreign_x (id integer) SERVER server_x;
CREATE FOREIGN TABLE a.foreign_y (v text) SERVER server_y;
CREATE FUNCTION a.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE language_x HANDLER a.handler;
CREATE LANGUAGE language_y HANDLER a.handler;

CREATE TABLE a.table_x (
    id serial CONSTRAINT key_x PRIMARY KEY,
    e a.enum_x DEFAULT 'p',
    dom a.domain_x DEFAULT 1,
    comp a.composite_x,
    ran a.range_x,
    n bigint DEFAULT nextval('a.sequence_x'),
    txt text COLLATE a.coll_y,
    parent integer,
    other text,
    CONSTRAINT unique_x UNIQUE (n),
    CONSTRAINT unique_y UNIQUE (id, n),
    CONSTRAINT check_x CHECK (a.function_x(id) > 0),
    CONSTRAINT check_y CHECK (id < 1000),
    CONSTRAINT exclude_x EXCLUDE USING gist (ran WITH &&),
    CONSTRAINT exclude_y EXCLUDE USING gist (ran WITH =)
);
CREATE TABLE a.table_y (
    id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT key_y PRIMARY KEY,
    dom a.domain_y,
    comp a.composite_y,
    ran a.range_y,
    twice integer GENERATED ALWAYS AS (a.function_y(2)) STORED
);
ALTER TABLE a.table_x ADD CONSTRAINT foreign_key_x FOREIGN KEY (parent) REFERENCES a.table_y;
ALTER TABLE a.table_x ADD CONSTRAINT foreign_key_y FOREIGN KEY (id) REFERENCES a.table_x;
CREATE INDEX index_x ON a.table_x (txt);
CREATE INDEX index_y ON a.table_x (a.function_y(id) a.class_x);
CREATE TRIGGER trigger_x BEFORE INSERT ON a.table_x FOR EACH ROW EXECUTE FUNCTION a.fire();
CREATE TRIGGER trigger_y BEFORE UPDATE ON a.table_x FOR EACH ROW EXECUTE FUNCTION a.fire();
CREATE POLICY policy_x ON a.table_x USING (id > 0);
CREATE POLICY policy_y ON a.table_x FOR SELECT USING (id > 1);
CREATE RULE rule_x AS ON DELETE TO a.table_y DO ALSO NOTHING;
CREATE RULE rule_y AS ON INSERT TO a.table_y DO ALSO NOTHING;
CREATE STATISTICS a.statistics_x ON id, n FROM a.table_x;
CREATE STATISTICS a.statistics_y ON id, txt FROM a.table_x;
CREATE VIEW a.view_x AS SELECT id, e, other FROM a.table_x;
CREATE VIEW a.view_y AS SELECT id, a.function_x(id) AS f FROM a.view_x;
CREATE MATERIALIZED VIEW a.materialized_x AS SELECT id, e, a.aggregate_x(id) AS total FROM a.view_x GROUP BY id, e;
CREATE MATERIALIZED VIEW a.materialized_y AS SELECT id, dom FROM a.table_y;
CREATE UNIQUE INDEX materialized_x_id ON a.materialized_x (id);
CREATE INDEX materialized_x_e ON a.materialized_x (e);
ALTER MATERIALIZED VIEW a.materialized_x CLUSTER ON materialized_x_e;
CREATE EVENT TRIGGER event_trigger_x ON sql_drop EXECUTE FUNCTION a.on_event();
CREATE EVENT TRIGGER event_trigger_y ON ddl_command_end WHEN TAG IN ('CREATE CAST') EXECUTE FUNCTION a.on_event();
CREATE PUBLICATION publication_x FOR TABLE a.table_x;
CREATE PUBLICATION publication_y FOR TABLE a.table_y;
INSERT INTO a.table_y (dom, comp, ran) VALUES ('a', ROW('p', 'b'), '[1,2]'), (NULL, NULL, NULL);
INSERT INTO a.table_x (comp, ran, txt, parent, other) VALUES (ROW(1, 'c'), '[1,3)', 'd', 1, 'o'), (NULL, NULL, NULL, NULL, NULL);
REFRESH MATERIALIZED VIEW a.materialized_x;

COMMENT ON SCHEMA a IS 'a schema';
COMMENT ON COLLATION a.coll_x IS 'a collation';
COMMENT ON TYPE a.enum_x IS 'an enum';
COMMENT ON DOMAIN a.domain_x IS 'a domain';
COMMENT ON CONSTRAINT check_x ON DOMAIN a.domain_x IS 'a check of a domain';
COMMENT ON TYPE a.composite_x IS 'a composite type';
COMMENT ON COLUMN a.composite_x.q IS 'an attribute';
COMMENT ON TYPE a.range_x IS 'a range type';
COMMENT ON SEQUENCE a.sequence_x IS 'a sequence';
COMMENT ON FUNCTION a.function_x(integer) IS 'a function';
COMMENT ON PROCEDURE a.procedure_x(integer) IS 'a procedure';
COMMENT ON AGGREGATE a.aggregate_x(integer) IS 'an aggregate';
COMMENT ON CONVERSION a.conversion_x IS 'a conversion';
COMMENT ON CAST (a.composite_x AS text) IS 'a cast';
COMMENT ON OPERATOR a.<<< (integer, integer) IS 'an operator';
COMMENT ON OPERATOR FAMILY a.family_x USING btree IS 'an operator family';
COMMENT ON OPERATOR CLASS a.class_x USING btree IS 'an operator class';
COMMENT ON TEXT SEARCH PARSER a.parser_x IS 'a parser';
COMMENT ON TEXT SEARCH TEMPLATE a.template_x IS 'a template';
COMMENT ON TEXT SEARCH DICTIONARY a.dictionary_x IS 'a dictionary';
COMMENT ON TEXT SEARCH CONFIGURATION a.configuration_x IS 'a configuration';
COMMENT ON FOREIGN DATA WRAPPER wrapper_x IS 'a wrapper';
COMMENT ON SERVER server_x IS 'a server';
COMMENT ON FOREIGN TABLE a.foreign_x IS 'a foreign table';
COMMENT ON LANGUAGE language_x IS 'a language';
COMMENT ON TABLE a.table_x IS 'a table';
COMMENT ON TYPE a.table_x IS 'a row type';
COMMENT ON COLUMN a.table_x.txt IS 'a column';
COMMENT ON CONSTRAINT key_x ON a.table_x IS 'a primary key';
COMMENT ON INDEX a.key_x IS 'the index of a primary key';
COMMENT ON CONSTRAINT unique_x ON a.table_x IS 'a unique constraint';
COMMENT ON INDEX a.unique_x IS 'the index of a unique constraint';
COMMENT ON CONSTRAINT check_x ON a.table_x IS 'a check';
COMMENT ON CONSTRAINT exclude_x ON a.table_x IS 'an exclusion constraint';
COMMENT ON INDEX a.exclude_x IS 'the index of an exclusion constraint';
COMMENT ON CONSTRAINT foreign_key_x ON a.table_x IS 'a foreign key';
COMMENT ON INDEX a.index_x IS 'an index';
COMMENT ON TRIGGER trigger_x ON a.table_x IS 'a trigger';
COMMENT ON POLICY policy_x ON a.table_x IS 'a policy';
COMMENT ON RULE rule_x ON a.table_y IS 'a rule';
COMMENT ON STATISTICS a.statistics_x IS 'statistics';
COMMENT ON VIEW a.view_x IS 'a view';
COMMENT ON TYPE a.view_x IS 'the row type of a view';
COMMENT ON COLUMN a.view_x.id IS 'a column of a view';
COMMENT ON MATERIALIZED VIEW a.materialized_x IS 'a materialized view';
COMMENT ON TYPE a.materialized_x IS 'the row type of a materialized view';
COMMENT ON COLUMN a.materialized_x.id IS 'a column of a materialized view';
COMMENT ON EVENT TRIGGER event_trigger_x IS 'an event trigger';
COMMENT ON PUBLICATION publication_x IS 'a publication';

ALTER SCHEMA a OWNER TO pg_monitor;
ALTER COLLATION a.coll_x OWNER TO pg_monitor;
ALTER TYPE a.enum_x OWNER TO pg_monitor;
ALTER DOMAIN a.domain_x OWNER TO pg_monitor;
ALTER TYPE a.composite_x OWNER TO pg_monitor;
ALTER TYPE a.range_x OWNER TO pg_monitor;
ALTER SEQUENCE a.sequence_x OWNER TO pg_monitor;
ALTER FUNCTION a.function_x(integer) OWNER TO pg_monitor;
ALTER PROCEDURE a.procedure_x(integer) OWNER TO pg_monitor;
ALTER AGGREGATE a.aggregate_x(integer) OWNER TO pg_monitor;
ALTER CONVERSION a.conversion_x OWNER TO pg_monitor;
ALTER OPERATOR a.<<< (integer, integer) OWNER TO pg_monitor;
ALTER OPERATOR FAMILY a.family_x USING btree OWNER TO pg_monitor;
ALTER OPERATOR CLASS a.class_x USING btree OWNER TO pg_monitor;
ALTER TEXT SEARCH DICTIONARY a.dictionary_x OWNER TO pg_monitor;
ALTER TEXT SEARCH CONFIGURATION a.configuration_x OWNER TO pg_monitor;
ALTER SERVER server_x OWNER TO pg_monitor;
ALTER FOREIGN TABLE a.foreign_x OWNER TO pg_monitor;
ALTER LANGUAGE language_x OWNER TO pg_monitor;
ALTER TABLE a.table_x OWNER TO pg_monitor;
ALTER STATISTICS a.statistics_x OWNER TO pg_monitor;
ALTER VIEW a.view_x OWNER TO pg_monitor;
ALTER MATERIALIZED VIEW a.materialized_x OWNER TO pg_monitor;

GRANT USAGE ON SCHEMA a TO pg_signal_backend;
GRANT USAGE ON TYPE a.enum_x TO pg_signal_backend WITH GRANT OPTION;
REVOKE USAGE ON TYPE a.enum_x FROM PUBLIC;
REVOKE USAGE ON DOMAIN a.domain_x FROM PUBLIC;
GRANT USAGE ON TYPE a.composite_x TO pg_signal_backend;
GRANT USAGE ON TYPE a.range_x TO pg_signal_backend;
GRANT USAGE, SELECT ON SEQUENCE a.sequence_x TO pg_signal_backend;
REVOKE EXECUTE ON FUNCTION a.function_x(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION a.function_x(integer) TO pg_signal_backend;
GRANT EXECUTE ON PROCEDURE a.procedure_x(integer) TO pg_signal_backend;
GRANT EXECUTE ON FUNCTION a.aggregate_x(integer) TO pg_signal_backend;
GRANT USAGE ON FOREIGN DATA WRAPPER wrapper_x TO pg_signal_backend;
GRANT USAGE ON FOREIGN SERVER server_x TO pg_signal_backend;
GRANT SELECT ON a.foreign_x TO pg_signal_backend;
GRANT SELECT, INSERT ON a.table_x TO pg_signal_backend;
GRANT UPDATE (txt) ON a.table_x TO pg_signal_backend;
GRANT SELECT ON a.view_x TO pg_signal_backend;
GRANT UPDATE (id) ON a.view_x TO pg_signal_backend;
GRANT SELECT ON a.materialized_x TO pg_signal_backend WITH GRANT OPTION;
