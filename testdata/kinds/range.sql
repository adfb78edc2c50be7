CREATE FUNCTION public.f8_diff(a double precision, b double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT a - b';
CREATE FUNCTION public.f8_diff_two(a double precision, b double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 2 * (a - b)';
CREATE TYPE public.plain AS RANGE (SUBTYPE = numeric);
COMMENT ON TYPE public.plain IS 'it''s "plain"';
CREATE TYPE public.with_diff AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = public.f8_diff, SUBTYPE_OPCLASS = float8_ops);
CREATE TYPE public.collated AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_pattern_ops);
CREATE TYPE public.multi_named AS RANGE (SUBTYPE = bigint, MULTIRANGE_TYPE_NAME = public."Many Bigs"); -- since: 14
CREATE TYPE public.multi_named AS RANGE (SUBTYPE = bigint); -- before: 14
CREATE TYPE public.timerange AS RANGE (SUBTYPE = time without time zone);
CREATE TYPE public."Odd.""Range"" it's" AS RANGE (SUBTYPE = inet);
COMMENT ON TYPE public."Odd.""Range"" it's" IS 'C:\x
two';
CREATE DOMAIN public.small AS integer CHECK (VALUE < 100);
CREATE TYPE public.of_domain AS RANGE (SUBTYPE = public.small);
CREATE TYPE public.unused AS RANGE (SUBTYPE = uuid);
CREATE TYPE public.made AS RANGE (SUBTYPE = oid);
ALTER FUNCTION public.made(oid, oid) RENAME TO made_of;
ALTER FUNCTION public.made(oid, oid, text) RENAME TO made_of;
ALTER FUNCTION public.made_multirange() RENAME TO many_of; -- since: 14
ALTER FUNCTION public.made_multirange(public.made) RENAME TO many_of; -- since: 14
ALTER FUNCTION public.made_multirange(VARIADIC public.made[]) RENAME TO many_of; -- since: 14
CREATE TYPE public.steps;
CREATE FUNCTION public.a_canonical(public.steps) RETURNS public.steps LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE public.steps AS RANGE (SUBTYPE = integer, SUBTYPE_DIFF = int4range_subdiff, CANONICAL = public.a_canonical);
CREATE FUNCTION public.takes_steps(public.steps) RETURNS integer LANGUAGE sql AS 'SELECT lower($1)';
CREATE TABLE public.t (id integer PRIMARY KEY, r public.plain DEFAULT '[1,2)', rs public.plain[], m public.multi_named, w public.with_diff, c public.collated);
CREATE INDEX t_w ON public.t USING gist (w);
CREATE VIEW public.v AS SELECT id, lower(r) AS low, r FROM public.t;
CREATE FUNCTION public.takes(x public.timerange) RETURNS time LANGUAGE sql AS 'SELECT lower(x)';
INSERT INTO public.t VALUES (1, '[1,5]', '{"[1,2]"}', '[1,3)', '(0,1.5]', '[a,z)'), (2, NULL, NULL, NULL, NULL, NULL), (3, 'empty', '{}', '(,)', '(,)', 'empty');

-- since: 14
ALTER TABLE public.t ADD COLUMN mm public."Many Bigs";
UPDATE public.t SET mm = '{[1,3),[5,9)}' WHERE id = 1;
CREATE FUNCTION public.merge(public."Many Bigs") RETURNS public.multi_named LANGUAGE sql AS 'SELECT range_merge($1)';
