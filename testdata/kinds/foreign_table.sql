CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE SERVER s2 FOREIGN DATA WRAPPER w;
CREATE SCHEMA other;
CREATE FUNCTION fire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TYPE mood AS ENUM ('sad', 'glad');

CREATE FOREIGN TABLE bare () SERVER s;
CREATE FOREIGN TABLE full_one (
    id integer OPTIONS (key 'yes') NOT NULL,
    name varchar(40) OPTIONS (column_name 'NAME', "Odd" 'it''s') COLLATE "C" DEFAULT 'x'::character varying,
    age integer DEFAULT 1,
    twice integer GENERATED ALWAYS AS (age * 2) STORED,
    m mood,
    long text,
    CONSTRAINT age_ok CHECK (age > 0),
    CONSTRAINT own CHECK (age < 200) NO INHERIT
) SERVER s OPTIONS (file '/tmp/x', "Mixed" 'it''s');
COMMENT ON FOREIGN TABLE full_one IS 'a table elsewhere';
COMMENT ON COLUMN full_one.name IS 'a column';
COMMENT ON CONSTRAINT age_ok ON full_one IS 'a check';
ALTER FOREIGN TABLE full_one ALTER age SET STATISTICS 300;
ALTER FOREIGN TABLE full_one ALTER age SET (n_distinct = 5);
ALTER FOREIGN TABLE full_one ALTER long SET STORAGE EXTERNAL;
ALTER FOREIGN TABLE full_one OWNER TO pg_monitor;
GRANT SELECT, INSERT ON full_one TO pg_signal_backend;
GRANT SELECT (name), UPDATE (age) ON full_one TO pg_read_all_stats;
CREATE TRIGGER tg BEFORE INSERT OR UPDATE OF age ON full_one FOR EACH ROW WHEN (NEW.age > 1) EXECUTE FUNCTION fire();
COMMENT ON TRIGGER tg ON full_one IS 'a trigger';
CREATE TRIGGER off AFTER DELETE ON full_one FOR EACH STATEMENT EXECUTE FUNCTION fire();
ALTER FOREIGN TABLE full_one DISABLE TRIGGER off;
CREATE VIEW v AS SELECT id, name, age FROM full_one;
CREATE VIEW vv AS SELECT id FROM v;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM full_one WITH NO DATA;

CREATE TABLE base (a integer NOT NULL, b text DEFAULT 'b', CONSTRAINT a_ok CHECK (a > 0));
CREATE FOREIGN TABLE heir (c integer OPTIONS (k 'v')) INHERITS (base) SERVER s OPTIONS (t 'heir');
ALTER FOREIGN TABLE heir ALTER b OPTIONS (ADD name 'B');
CREATE FOREIGN TABLE own_heir (a integer NOT NULL, b text DEFAULT 'b', CONSTRAINT a_ok CHECK (a > 0)) SERVER s;
ALTER FOREIGN TABLE own_heir INHERIT base;
CREATE FOREIGN TABLE ancestor (a integer) SERVER s;
CREATE TABLE below (z text) INHERITS (ancestor);

CREATE TABLE parted (at date NOT NULL, n integer DEFAULT 1, t text) PARTITION BY RANGE (at);
CREATE INDEX parted_n ON parted (n);
CREATE TABLE here PARTITION OF parted FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE FOREIGN TABLE away PARTITION OF parted (n DEFAULT 2) FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') SERVER s OPTIONS (t 'away');
ALTER FOREIGN TABLE away ALTER t OPTIONS (ADD name 'T');
CREATE FOREIGN TABLE alone (at date NOT NULL, n integer, t text) SERVER s;
INSERT INTO base VALUES (1, 'x');
INSERT INTO here VALUES ('2025-02-02', 1, 'x');
CREATE TABLE parted_too (at date NOT NULL, n integer DEFAULT 1, t text) PARTITION BY RANGE (at);
CREATE TABLE by_list (k text, n integer) PARTITION BY LIST (k);
CREATE FOREIGN TABLE list_a PARTITION OF by_list FOR VALUES IN ('a') SERVER s;
CREATE FOREIGN TABLE list_rest PARTITION OF by_list DEFAULT SERVER s;
CREATE TABLE by_hash (k integer) PARTITION BY HASH (k);
CREATE FOREIGN TABLE hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0) SERVER s;
