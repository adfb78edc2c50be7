CREATE EXTENSION file_fdw;
CREATE FUNCTION handle() RETURNS fdw_handler LANGUAGE c AS '$libdir/file_fdw', 'file_fdw_handler';
CREATE FUNCTION handle2() RETURNS fdw_handler LANGUAGE c STRICT AS '$libdir/file_fdw', 'file_fdw_handler';
CREATE FUNCTION valid(text[], oid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RETURN; END $$;
CREATE FUNCTION valid2(text[], oid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; END $$;

CREATE FOREIGN DATA WRAPPER plain;
CREATE FOREIGN DATA WRAPPER full_one HANDLER handle VALIDATOR valid OPTIONS (a '1', "Mixed Case" 'it''s', percent '100%');
COMMENT ON FOREIGN DATA WRAPPER full_one IS 'a wrapper';
GRANT USAGE ON FOREIGN DATA WRAPPER full_one TO pg_monitor;
GRANT USAGE ON FOREIGN DATA WRAPPER full_one TO pg_signal_backend WITH GRANT OPTION;
CREATE FOREIGN DATA WRAPPER "odd ""name" VALIDATOR postgresql_fdw_validator;
CREATE FOREIGN DATA WRAPPER closed;
REVOKE USAGE ON FOREIGN DATA WRAPPER closed FROM CURRENT_USER;
CREATE SERVER of_full FOREIGN DATA WRAPPER full_one;
CREATE SERVER of_extension FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE of_table (a integer) SERVER of_full;
