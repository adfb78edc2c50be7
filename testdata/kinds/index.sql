CREATE EXTENSION btree_gist;
CREATE EXTENSION pg_trgm;
CREATE FUNCTION public.fold(v text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower(v)';
CREATE TABLE public.t (
    id integer PRIMARY KEY,
    a integer, b text, c date, d numeric,
    v varchar(20), coll text COLLATE "C",
    j jsonb, tags text[], ts tsvector, rng int4range, p point, at timestamptz, ip inet
);
CREATE INDEX plain ON public.t (a);
COMMENT ON INDEX public.plain IS 'it''s "plain"';
CREATE INDEX several ON public.t (a, b, c DESC);
CREATE INDEX ordered ON public.t (a ASC NULLS FIRST, b DESC NULLS LAST, c DESC NULLS FIRST, d ASC NULLS LAST);
CREATE UNIQUE INDEX uniq ON public.t (a, b);
CREATE UNIQUE INDEX uniq_nulls ON public.t (b, c) NULLS NOT DISTINCT; -- since: 15
CREATE UNIQUE INDEX included ON public.t (id) INCLUDE (b, a);
CREATE INDEX partial ON public.t (b) WHERE a > 0 AND b <> 'it''s';
CREATE INDEX expr ON public.t (lower(b), (a + 1), (d IS NULL), public.fold(v));
CREATE INDEX opclass ON public.t (b text_pattern_ops, v varchar_pattern_ops);
CREATE INDEX collated ON public.t (b COLLATE "C", lower(coll) COLLATE "POSIX", coll COLLATE "default");
CREATE INDEX tuned ON public.t (c) WITH (fillfactor = 60);
ALTER INDEX public.tuned SET (deduplicate_items = off); -- since: 13
CREATE INDEX hashed ON public.t USING hash (b) WITH (fillfactor = 50);
CREATE INDEX gin_json ON public.t USING gin (j jsonb_path_ops);
CREATE INDEX gin_many ON public.t USING gin (tags, ts) WITH (fastupdate = off, gin_pending_list_limit = 256);
CREATE INDEX gin_trgm ON public.t USING gin (b gin_trgm_ops, ((j -> 'k'::text)));
CREATE INDEX gist_rng ON public.t USING gist (rng, a) WITH (buffering = on, fillfactor = 80);
CREATE INDEX gist_trgm ON public.t USING gist (b gist_trgm_ops (siglen = 32)); -- since: 13
CREATE INDEX gist_point ON public.t USING gist (p) INCLUDE (a);
CREATE INDEX spgist_ip ON public.t USING spgist (ip inet_ops);
CREATE INDEX spgist_kd ON public.t USING spgist (p kd_point_ops);
CREATE INDEX brin_at ON public.t USING brin (at timestamptz_minmax_multi_ops (values_per_range = 16), a) WITH (pages_per_range = 8, autosummarize = on); -- since: 14
CREATE INDEX brin_bloom ON public.t USING brin (a int4_bloom_ops (n_distinct_per_range = 100, false_positive_rate = 0.05)); -- since: 14
CREATE INDEX "Odd.""Index"" it's" ON public.t (((a)::text || '\'));
COMMENT ON INDEX public."Odd.""Index"" it's" IS 'two
lines';
CREATE INDEX with_stats ON public.t ((a * 2), b);
ALTER INDEX public.with_stats ALTER COLUMN 1 SET STATISTICS 700;
CREATE MATERIALIZED VIEW public.m AS SELECT id, a FROM public.t;
CREATE UNIQUE INDEX m_id ON public.m (id);
CREATE TABLE public.parts (id integer, k integer, v text) PARTITION BY LIST (k);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1);
CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES IN (2);
CREATE INDEX parts_v ON public.parts (v);
CREATE INDEX parts_only ON ONLY public.parts (id);
CREATE INDEX parts_1_own ON public.parts_1 (v, id);
CREATE TABLE public.claims (a integer, b text) PARTITION BY LIST (a);
CREATE TABLE public.claims_1 PARTITION OF public.claims FOR VALUES IN (1);
CREATE TABLE public.claims_2 PARTITION OF public.claims FOR VALUES IN (2);
CREATE INDEX claims_1_own ON public.claims_1 (b, a);
CREATE INDEX claims_2_own ON public.claims_2 (a DESC);
CREATE INDEX claims_2_more ON public.claims_2 (a);

INSERT INTO public.t VALUES
    (1, 1, 'a', '2024-01-01', 1.5, 'v', 'c', '{"k": 1}', '{x,y}', 'a b', '[1,5)', '(1,2)', '2024-01-01 00:00+00', '10.0.0.1'),
    (2, 2, 'it''s', NULL, NULL, NULL, NULL, '[]', '{}', '', 'empty', NULL, NULL, '::1'),
    (3, NULL, NULL, NULL, 0, '', '', NULL, NULL, NULL, NULL, '(0,0)', 'infinity', NULL);
INSERT INTO public.parts VALUES (1, 1, 'a'), (2, 2, NULL), (3, 1, 'c');
INSERT INTO public.claims VALUES (1, 'a'), (2, 'b'), (2, NULL);
REFRESH MATERIALIZED VIEW public.m;
