CREATE EXTENSION postgres_fdw;
CREATE EXTENSION file_fdw;
CREATE FOREIGN DATA WRAPPER w;
CREATE FOREIGN DATA WRAPPER w2;

CREATE SERVER plain FOREIGN DATA WRAPPER w;
CREATE SERVER full_one TYPE 'kind' VERSION '1.0' FOREIGN DATA WRAPPER w OPTIONS (host 'example.org', port '5432', "Mixed" 'it''s');
COMMENT ON SERVER full_one IS 'a server';
ALTER SERVER full_one OWNER TO pg_monitor;
GRANT USAGE ON FOREIGN SERVER full_one TO PUBLIC;
GRANT USAGE ON FOREIGN SERVER full_one TO pg_read_all_stats WITH GRANT OPTION;
GRANT USAGE ON FOREIGN SERVER full_one TO pg_signal_backend;
CREATE SERVER remote FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', dbname 'x');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER "odd server" FOREIGN DATA WRAPPER w;

CREATE USER MAPPING FOR CURRENT_USER SERVER full_one OPTIONS (who 'me', level '3');
CREATE USER MAPPING FOR PUBLIC SERVER full_one;
CREATE USER MAPPING FOR PUBLIC SERVER remote OPTIONS ("user" 'guest', password_required 'true'); -- since: 13
CREATE USER MAPPING FOR PUBLIC SERVER remote OPTIONS ("user" 'guest'); -- before: 13
CREATE USER MAPPING FOR pg_monitor SERVER "odd server";

CREATE FOREIGN TABLE t (a integer NOT NULL, b text) SERVER full_one OPTIONS (x 'y');
COMMENT ON FOREIGN TABLE t IS 'a table elsewhere';
GRANT SELECT ON t TO pg_monitor;
CREATE VIEW v AS SELECT a, upper(b) AS b FROM t;
COMMENT ON VIEW v IS 'a view of it';
GRANT SELECT ON v TO pg_monitor;
