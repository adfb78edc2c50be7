CREATE TABLE public.t (id integer PRIMARY KEY, name text, n numeric);
CREATE TYPE public.pair AS (a integer, b text);
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE FUNCTION public.plain() RETURNS integer LANGUAGE sql AS 'SELECT 1';
COMMENT ON FUNCTION public.plain() IS 'it''s "plain"';
CREATE FUNCTION public.args(a integer, b text DEFAULT 'it''s', c numeric DEFAULT 1.50, d public.mood DEFAULT 'ok') RETURNS text
    LANGUAGE sql AS $$ SELECT a || b || c || d $$;
CREATE FUNCTION public.unnamed(integer, text) RETURNS text LANGUAGE sql AS 'SELECT $1 || $2';
CREATE FUNCTION public.outs(INOUT a integer, OUT b text, OUT c date, IN d integer DEFAULT 0) LANGUAGE sql AS $$ SELECT a, 'b', '2024-01-01'::date $$;
CREATE FUNCTION public.one_out(OUT "only" integer) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.variadic_args(first text, VARIADIC rest integer[] DEFAULT '{}') RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM unnest(rest)';
CREATE FUNCTION public.set_of() RETURNS SETOF integer LANGUAGE sql ROWS 7 AS 'SELECT generate_series(1, 3)';
CREATE FUNCTION public.set_of_row() RETURNS SETOF public.t LANGUAGE sql STABLE AS 'SELECT * FROM public.t';
CREATE FUNCTION public.returns_table(p integer) RETURNS TABLE (id integer, "The Name" text) LANGUAGE sql STABLE AS 'SELECT id, name FROM public.t WHERE id = p';
CREATE FUNCTION public.set_of_record() RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION public.composite(p public.pair) RETURNS public.pair LANGUAGE sql AS 'SELECT p';
CREATE FUNCTION public.poly(a anyelement, b anyarray) RETURNS anyarray LANGUAGE sql AS 'SELECT array_append(b, a)';
CREATE FUNCTION public.nothing() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION public.attributes(v integer) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE STRICT LEAKPROOF SECURITY DEFINER PARALLEL SAFE COST 12.5
    SET search_path = public, pg_temp SET work_mem = '8MB' SET "DateStyle" = 'ISO, DMY' SET application_name = 'it''s'
    AS $body$
BEGIN
    -- it's a comment with $$ and \ in it
    RETURN v + 1;
END
$body$;
CREATE FUNCTION public.restricted() RETURNS integer LANGUAGE sql STABLE PARALLEL RESTRICTED COST 1000 AS 'SELECT 2';
CREATE FUNCTION public.overloaded(a integer) RETURNS text LANGUAGE sql AS $$ SELECT 'int' $$;
CREATE FUNCTION public.overloaded(a text) RETURNS text LANGUAGE sql AS $$ SELECT 'text' $$;
CREATE FUNCTION public.overloaded(a integer, b integer) RETURNS text LANGUAGE sql AS $$ SELECT 'two' $$;
COMMENT ON FUNCTION public.overloaded(text) IS 'the text one';

-- since: 14
CREATE FUNCTION public.atomic_body(p integer) RETURNS bigint LANGUAGE sql STABLE
    BEGIN ATOMIC SELECT count(*) FROM public.t WHERE id > p; END;
CREATE FUNCTION public.atomic_return(p integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN p * 2;
CREATE FUNCTION public.compatible(a anycompatible, VARIADIC b anycompatiblearray) RETURNS anycompatible LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION public.multi(a anymultirange) RETURNS anyrange LANGUAGE sql AS 'SELECT range_merge(a)';

-- before: 14
CREATE FUNCTION public.atomic_return(p integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT p * 2';

CREATE FUNCTION public."Odd ""Func"" it's"("Arg One" integer) RETURNS integer LANGUAGE sql AS 'SELECT "Arg One"';
CREATE FUNCTION public.c_func(text) RETURNS text LANGUAGE internal IMMUTABLE STRICT AS 'upper';
CREATE FUNCTION public.supported(a text, b text) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT SUPPORT pg_catalog.textlike_support AS 'textlike';
CREATE FUNCTION public.caller() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT public.plain() + public.atomic_return(1); END; -- since: 14
CREATE FUNCTION public.windowed() RETURNS bigint LANGUAGE internal IMMUTABLE WINDOW AS 'window_row_number';

CREATE TABLE public.uses (
    id integer DEFAULT public.restricted(),
    v integer,
    g integer GENERATED ALWAYS AS (public.atomic_return(v)) STORED,
    CONSTRAINT uses_check CHECK (public.attributes(v) > 0)
);
CREATE INDEX uses_idx ON public.uses (public.attributes(v));
CREATE VIEW public.uses_view AS SELECT public.overloaded(id) AS o FROM public.uses;
CREATE FUNCTION public.tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER uses_tg BEFORE INSERT ON public.uses FOR EACH ROW EXECUTE FUNCTION public.tg();
INSERT INTO public.t VALUES (1, 'a', 1), (2, NULL, NULL), (3, 'it''s', 0);
INSERT INTO public.uses (id, v) VALUES (1, 1), (2, 2), (3, NULL);
CREATE EXTENSION pg_trgm;
CREATE FUNCTION public.in_c() RETURNS real LANGUAGE c AS '$libdir/pg_trgm', 'show_limit';
CREATE FUNCTION public.numbered() RETURNS bigint LANGUAGE internal WINDOW AS 'window_row_number';
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE TRANSFORM FOR bigint LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int8recv(internal));
CREATE FUNCTION public.transformed(integer) RETURNS bigint LANGUAGE sql TRANSFORM FOR TYPE integer AS 'SELECT 1::bigint';
CREATE FUNCTION public.supported(integer) RETURNS SETOF integer LANGUAGE sql SUPPORT generate_series_int4_support AS 'SELECT $1';
