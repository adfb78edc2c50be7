CREATE TABLE public.t (id integer PRIMARY KEY, a integer, b text, c date, d numeric);
CREATE STATISTICS public.plain ON a, b FROM public.t;
COMMENT ON STATISTICS public.plain IS 'it''s "plain"';
CREATE STATISTICS public.nd (ndistinct) ON a, c FROM public.t;
CREATE STATISTICS public.dep (dependencies) ON a, b, c FROM public.t;
CREATE STATISTICS public.mcv (mcv) ON b, c FROM public.t;
CREATE STATISTICS public.two (ndistinct, mcv) ON a, d FROM public.t;
CREATE STATISTICS public.expressions (mcv, ndistinct) ON lower(b), (a + 1), c FROM public.t; -- since: 14
CREATE STATISTICS public.one_expression ON (a % 10) FROM public.t; -- since: 14
CREATE STATISTICS public."Odd.""Stats"" it's" ON b, d FROM public.t;
COMMENT ON STATISTICS public."Odd.""Stats"" it's" IS 'C:\x
two';
CREATE STATISTICS public.targeted ON a, b, d FROM public.t;
ALTER STATISTICS public.targeted SET STATISTICS 250; -- since: 13
CREATE SCHEMA other;
CREATE STATISTICS other.elsewhere ON a, b FROM public.t;
CREATE MATERIALIZED VIEW public.m AS SELECT id, a FROM public.t;
CREATE STATISTICS public.of_matview ON id, a FROM public.m;
CREATE TABLE public.parts (a integer, k integer) PARTITION BY LIST (k);
CREATE STATISTICS public.of_parts ON a, k FROM public.parts;
INSERT INTO public.t VALUES (1, 1, 'a', '2024-01-01', 1.5), (2, NULL, NULL, NULL, NULL), (3, 3, 'it''s', 'infinity', 0);
