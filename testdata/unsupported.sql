-- One of everything that schemactl does not carry.
CREATE FOREIGN DATA WRAPPER fdw;
CREATE SERVER srv FOREIGN DATA WRAPPER fdw;
CREATE USER MAPPING FOR PUBLIC SERVER srv;
CREATE FOREIGN TABLE public.ft (id integer NOT NULL, n integer, CONSTRAINT ft_check CHECK (id > 0)) SERVER srv;
CREATE FUNCTION public.noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER ft_trigger BEFORE INSERT ON public.ft FOR EACH ROW EXECUTE FUNCTION public.noop();
CREATE STATISTICS public.ft_stat ON id, n FROM public.ft;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
CREATE FUNCTION public.lt(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE FUNCTION public.cmp(integer, text) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE OPERATOR public.#<# (FUNCTION = public.lt, LEFTARG = integer, RIGHTARG = text);
ALTER OPERATOR FAMILY pg_catalog.integer_ops USING btree ADD OPERATOR 1 public.#<# (integer, text), FUNCTION 1 (integer, text) public.cmp(integer, text);
SELECT lo_create(0);
