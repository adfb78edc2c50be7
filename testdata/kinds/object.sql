CREATE SCHEMA moved;
CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD heap_too IS 'it''s "heap"';
CREATE ACCESS METHOD "Odd ""Am" TYPE INDEX HANDLER bthandler;

CREATE FUNCTION public.call_handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TRUSTED LANGUAGE plmine HANDLER public.call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
COMMENT ON LANGUAGE plmine IS 'a language';
REVOKE USAGE ON LANGUAGE plmine FROM PUBLIC;
CREATE LANGUAGE "Pl""Odd" HANDLER plpgsql_call_handler;
CREATE FUNCTION public.in_mine(v integer) RETURNS integer LANGUAGE plmine AS 'BEGIN RETURN v; END';

CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
COMMENT ON TRANSFORM FOR integer LANGUAGE sql IS 'transformed';
CREATE TRANSFORM FOR text LANGUAGE plmine (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE FUNCTION public.transformed(v text) RETURNS text TRANSFORM FOR TYPE text LANGUAGE plmine AS 'BEGIN RETURN v; END';

CREATE TYPE public.bare;
COMMENT ON TYPE public.bare IS 'a shell';

CREATE TYPE public.name2;
CREATE FUNCTION public.z_name2_in(cstring) RETURNS public.name2 LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION public.a_name2_out(public.name2) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION public.name2_recv(internal) RETURNS public.name2 LANGUAGE internal IMMUTABLE STRICT AS 'textrecv';
CREATE FUNCTION public.name2_send(public.name2) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend';
CREATE TYPE public.name2 (INPUT = public.z_name2_in, OUTPUT = public.a_name2_out, RECEIVE = public.name2_recv, SEND = public.name2_send,
    TYPMOD_IN = varchartypmodin, TYPMOD_OUT = varchartypmodout, ANALYZE = array_typanalyze,
    INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended, CATEGORY = 'S', PREFERRED = false, DEFAULT = 'it''s', DELIMITER = ';', COLLATABLE = true);
COMMENT ON TYPE public.name2 IS 'a name';
REVOKE USAGE ON TYPE public.name2 FROM PUBLIC;
CREATE FUNCTION public.name2_length(public.name2) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'textlen';

CREATE TYPE public.unused;
CREATE FUNCTION public.unused_in(cstring) RETURNS public.unused LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION public.unused_out(public.unused) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE public.unused (INPUT = public.unused_in, OUTPUT = public.unused_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, STORAGE = plain, PREFERRED = true, CATEGORY = 'x');
CREATE FUNCTION public.unused_twice(public.unused) RETURNS public.unused LANGUAGE internal IMMUTABLE STRICT AS 'int4um';

CREATE TABLE public.t (id integer PRIMARY KEY, n public.name2 DEFAULT 'x', ns public.name2[], h integer) USING heap_too;
INSERT INTO public.t VALUES (1, 'a', '{a;b}', 1), (2, NULL, NULL, NULL);
CREATE VIEW public.lengths AS SELECT id, public.name2_length(n) AS l FROM public.t;
