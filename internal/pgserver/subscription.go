package pgserver

// Unsubscribe is SQL that drops the subscriptions of a database, which cannot be
// dropped before. It contacts no publisher: slots there stay what they are.
// https://www.postgresql.org/docs/current/sql-dropsubscription.html
const Unsubscribe = `DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT s.subname FROM pg_catalog.pg_subscription s
        JOIN pg_catalog.pg_database d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database() LOOP
        EXECUTE pg_catalog.format('ALTER SUBSCRIPTION %I DISABLE', name);
        EXECUTE pg_catalog.format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', name);
        EXECUTE pg_catalog.format('DROP SUBSCRIPTION %I', name);
    END LOOP;
END
$$`
