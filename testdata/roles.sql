CREATE ROLE plain;
CREATE ROLE "Odd ""Role"" it's 100%" LOGIN;
COMMENT ON ROLE "Odd ""Role"" it's 100%" IS 'it''s
odd';
CREATE ROLE everything SUPERUSER NOINHERIT CREATEROLE CREATEDB LOGIN REPLICATION BYPASSRLS CONNECTION LIMIT 3 VALID UNTIL '2031-01-02 03:04:05.25+02';
CREATE ROLE child;
GRANT plain TO child;
GRANT pg_monitor TO child WITH ADMIN OPTION;
CREATE ROLE apart NOINHERIT;
GRANT plain TO apart;
GRANT plain TO "Odd ""Role"" it's 100%" WITH INHERIT FALSE, SET FALSE; -- since: 16
CREATE ROLE granter;
GRANT plain TO granter WITH ADMIN OPTION;
CREATE ROLE granted;
GRANT plain TO granted GRANTED BY granter; -- since: 16
ALTER ROLE child SET search_path = a, "B c";
ALTER ROLE child SET work_mem = '5MB';
ALTER ROLE child SET my.own = 'it''s 100%';
DO $$ BEGIN EXECUTE format('ALTER ROLE child IN DATABASE %I SET search_path = b, ''100%%''', current_database()); END $$;
DO $$ BEGIN EXECUTE format('ALTER ROLE plain IN DATABASE %I SET statement_timeout = ''5s''', current_database()); END $$;
SECURITY LABEL FOR dummy ON ROLE child IS 'classified';
SECURITY LABEL FOR "Other one" ON ROLE child IS 'it''s';
