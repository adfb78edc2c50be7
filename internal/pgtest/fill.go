package pgtest

import "testing"

// fillTables puts three rows into every empty table that takes them. A column has the same value in every table for the same
// row, so that most foreign keys find theirs; tables that take none of these rows, for a check or a partition's bounds, stay
// empty. The passes let tables come after those that they refer to.
const fillTables = `
DO $fill$
DECLARE
	passes int;
	target record;
	names text;
	vals text;
	filled boolean;
BEGIN
	FOR passes IN 1..3 LOOP
		FOR target IN
			SELECT c.oid, c.oid::regclass AS name
			FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
			WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
				AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
			ORDER BY c.oid
		LOOP
			BEGIN
				EXECUTE format('SELECT EXISTS (SELECT FROM %s)', target.name) INTO filled;
			EXCEPTION WHEN OTHERS THEN
				filled := false; -- a foreign table below it cannot be read
			END;
			CONTINUE WHEN filled;
			SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
				string_agg(CASE
					WHEN t.typtype = 'e' THEN '(enum_range(NULL::' || format_type(b.oid, NULL) || '))[1]'
					WHEN t.typcategory = 'N' THEN 'n'
					WHEN t.typcategory = 'B' THEN 'true'
					WHEN t.typcategory = 'D' AND t.typname NOT IN ('time', 'timetz') THEN '''2024-01-01''::date + n'
					WHEN t.typcategory = 'S' THEN '''r'' || n'
					WHEN t.typname = 'uuid' THEN 'lpad(n::text, 32, ''0'')::uuid'
					WHEN t.typname IN ('json', 'jsonb') THEN '''{"n": 1}'''
					WHEN t.typname = 'bytea' THEN '''\x01'''
					WHEN t.typcategory = 'A' THEN '''{}'''
					WHEN t.typname = 'inet' THEN '''10.0.0.1'''
					ELSE 'NULL' END, ', ' ORDER BY a.attnum)
			INTO names, vals
			FROM pg_attribute a
			JOIN pg_type b ON b.oid = a.atttypid
			JOIN pg_type t ON t.oid = coalesce(nullif(b.typbasetype, 0), b.oid)
			WHERE a.attrelid = target.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a';
			BEGIN
				IF names IS NULL THEN
					EXECUTE format('INSERT INTO %s DEFAULT VALUES', target.name);
				ELSE
					EXECUTE format('INSERT INTO %s (%s) SELECT %s FROM generate_series(1, 3) n', target.name, names, vals);
				END IF;
			EXCEPTION WHEN OTHERS THEN
				NULL;
			END;
		END LOOP;
	END LOOP;
END
$fill$`

// Fill puts a few rows into the empty tables of a database, as far as their constraints take them.
func Fill(t testing.TB, address string) {
	t.Helper()
	Exec(t, address, fillTables)
}
