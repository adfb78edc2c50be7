CREATE FUNCTION public.add_state(s bigint, v integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT s + coalesce(v, 0)';
CREATE FUNCTION public.add_state_two(s bigint, v integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT s + 2 * coalesce(v, 0)';
CREATE FUNCTION public.sub_state(s bigint, v integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT s - coalesce(v, 0)';
CREATE FUNCTION public.combine_state(a bigint, b bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE FUNCTION public.final_state(s bigint) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT s::text';
CREATE FUNCTION public.final_extra(s bigint, v integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT s::text';
CREATE FUNCTION public.text_state(s text, v text, sep text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT s || sep || v';
CREATE FUNCTION public.ordered_final(s bigint, f double precision) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT s';
CREATE FUNCTION public.poly_state(s anyarray, v anyelement) RETURNS anyarray LANGUAGE sql IMMUTABLE AS 'SELECT array_append(s, v)';

CREATE AGGREGATE public.plain(integer) (SFUNC = public.add_state, STYPE = bigint, INITCOND = '0');
COMMENT ON AGGREGATE public.plain(integer) IS 'it''s "plain"';
CREATE AGGREGATE public.no_init(integer) (SFUNC = public.add_state, STYPE = bigint);
CREATE AGGREGATE public.full_options(v integer) (
    SFUNC = public.add_state, STYPE = bigint, SSPACE = 64, FINALFUNC = public.final_extra, FINALFUNC_EXTRA, FINALFUNC_MODIFY = SHAREABLE,
    COMBINEFUNC = public.combine_state, INITCOND = '10',
    MSFUNC = public.add_state, MINVFUNC = public.sub_state, MSTYPE = bigint, MSSPACE = 32, MFINALFUNC = public.final_extra,
    MFINALFUNC_EXTRA, MFINALFUNC_MODIFY = READ_WRITE, MINITCOND = '20', PARALLEL = SAFE);
CREATE AGGREGATE public.serial_state(numeric) (
    SFUNC = numeric_avg_accum, STYPE = internal, FINALFUNC = numeric_avg, COMBINEFUNC = numeric_avg_combine,
    SERIALFUNC = numeric_avg_serialize, DESERIALFUNC = numeric_avg_deserialize, PARALLEL = RESTRICTED);
CREATE AGGREGATE public.two_args(v text, sep text) (SFUNC = public.text_state, STYPE = text, INITCOND = 'it''s \ "x"');
CREATE AGGREGATE public.smallest(integer) (SFUNC = int4smaller, STYPE = integer, SORTOP = OPERATOR(pg_catalog.<));
CREATE AGGREGATE public.ordered(f double precision ORDER BY v integer) (SFUNC = public.add_state, STYPE = bigint, FINALFUNC = public.ordered_final, INITCOND = '0');
CREATE AGGREGATE public.hypothetical(VARIADIC "any" ORDER BY VARIADIC "any") (SFUNC = ordered_set_transition_multi, STYPE = internal, FINALFUNC = rank_final, FINALFUNC_EXTRA, HYPOTHETICAL);
CREATE AGGREGATE public.poly(anyelement) (SFUNC = public.poly_state, STYPE = anyarray, INITCOND = '{}');
CREATE AGGREGATE public.starred(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE public.plain(bigint) (SFUNC = int8pl, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE public."Odd ""Agg"" it's"(integer) (SFUNC = public.add_state, STYPE = bigint);

CREATE TABLE public.t (id integer PRIMARY KEY, v integer, s text);
INSERT INTO public.t VALUES (1, 1, 'a'), (2, NULL, NULL), (3, 3, 'it''s');
CREATE VIEW public.sums AS SELECT s, public.plain(v) AS total FROM public.t GROUP BY s;
