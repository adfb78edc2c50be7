CREATE FUNCTION public.tg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE public.target (id integer PRIMARY KEY);
CREATE TABLE public.orders (
    id bigint NOT NULL, at date NOT NULL, target integer, label text DEFAULT 'parent', total numeric(10,2), kind text COLLATE "C",
    CONSTRAINT orders_pkey PRIMARY KEY (id, at), CONSTRAINT orders_total CHECK (total >= 0),
    CONSTRAINT orders_target FOREIGN KEY (target) REFERENCES public.target
) PARTITION BY RANGE (at);
COMMENT ON TABLE public.orders IS 'all orders';
CREATE INDEX orders_label ON public.orders (label);
CREATE INDEX orders_lower ON public.orders (lower(label), total DESC) INCLUDE (id);
CREATE TRIGGER orders_tg AFTER INSERT ON public.orders FOR EACH ROW EXECUTE FUNCTION public.tg();
CREATE TABLE public.orders_2023 PARTITION OF public.orders FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE public.orders_2024 PARTITION OF public.orders (label DEFAULT 'own' NOT NULL, total DEFAULT 0, CONSTRAINT only_2024 CHECK (label <> 'x'))
    FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') WITH (fillfactor = 60);
COMMENT ON COLUMN public.orders_2024.label IS 'its own';
CREATE INDEX orders_2024_own ON public.orders_2024 (kind);
ALTER TABLE public.orders_2024 ALTER COLUMN kind SET STATISTICS 500, ALTER COLUMN kind SET STORAGE EXTERNAL;
CREATE TABLE public.orders_rest PARTITION OF public.orders DEFAULT PARTITION BY RANGE (id);
CREATE TABLE public.orders_rest_ab PARTITION OF public.orders_rest FOR VALUES FROM (MINVALUE) TO (4);
CREATE TABLE public.orders_rest_other PARTITION OF public.orders_rest DEFAULT;
ALTER TABLE public.orders_rest_other ALTER COLUMN label DROP DEFAULT;
-- Attached, with columns in another order and names of its own.
CREATE TABLE public.orders_old (
    at date NOT NULL, id bigint NOT NULL, total numeric(10,2), label text, target integer, kind text COLLATE "C",
    CONSTRAINT old_key PRIMARY KEY (id, at), CONSTRAINT orders_total CHECK (total >= 0)
);
CREATE INDEX old_label ON public.orders_old (label) WITH (fillfactor = 50);
COMMENT ON INDEX public.old_label IS 'old';
ALTER TABLE public.orders ATTACH PARTITION public.orders_old FOR VALUES FROM (MINVALUE) TO ('2000-01-01');
CREATE TABLE public.lines (id bigint, at date, CONSTRAINT lines_order FOREIGN KEY (id, at) REFERENCES public.orders);
CREATE TABLE public.by_hash (id bigint, name text) PARTITION BY HASH (id, name text_pattern_ops);
CREATE TABLE public.by_hash_0 PARTITION OF public.by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE UNLOGGED TABLE public.by_hash_1 PARTITION OF public.by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE public.by_list (kind text) PARTITION BY LIST (kind);
CREATE TABLE public.by_list_ab PARTITION OF public.by_list FOR VALUES IN ('a, ) TO (b', 'b''s', NULL);
CREATE INDEX by_list_kind ON public.by_list (kind);
CREATE INDEX by_list_lower ON public.by_list (lower(kind));
CREATE INDEX by_list_same ON public.by_list (upper(kind));
CREATE TABLE public.alike (a integer, b text) PARTITION BY RANGE (a);
CREATE INDEX alike_brin ON public.alike USING brin (a);
CREATE INDEX alike_desc ON public.alike (a DESC);
CREATE INDEX alike_two ON public.alike (a, b);
CREATE TABLE public.alike_1 PARTITION OF public.alike FOR VALUES FROM (1) TO (10);
CREATE TABLE public.keyed (a integer, b text) PARTITION BY RANGE (a);
CREATE TABLE public."a keyed" (a integer, b text) PARTITION BY RANGE (a);
-- Made after those of its table, and so not taken for a part of them.
CREATE INDEX a_part_of_none ON public.alike_1 (a DESC, b DESC);
CREATE INDEX alike_1_own ON public.alike_1 (a);
CREATE TABLE public.multi (a integer, b text, c date) PARTITION BY RANGE (a, lower(b) COLLATE "C", (extract(year FROM c)));
CREATE TABLE public.multi_1 PARTITION OF public.multi FOR VALUES FROM (-1, 'a', MINVALUE) TO (10, 'z', 2030);
CREATE TABLE public.multi_2 PARTITION OF public.multi FOR VALUES FROM (10, 'z', 2030) TO (MAXVALUE, MAXVALUE, MAXVALUE);
CREATE TABLE public.alone (LIKE public.orders INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);
CREATE SCHEMA other;
CREATE TABLE other."Part" PARTITION OF public.orders FOR VALUES FROM ('2030-01-01') TO (MAXVALUE);
CREATE VIEW public.on_part AS SELECT id, label FROM public.orders_2023;

INSERT INTO public.target VALUES (1), (2);
INSERT INTO public.orders VALUES (1, '2023-05-01', 1, 'a', 1.5, 'a'), (2, '2024-05-01', 2, 'b', 0, NULL), (3, '2026-01-01', NULL, 'c', 5, 'a'),
    (4, '2026-01-02', NULL, 'c', 6, 'z'), (5, '1999-01-01', 1, NULL, 3, 'q'), (6, '2031-01-01', 1, NULL, 3, 'q');
INSERT INTO public.lines VALUES (1, '2023-05-01'), (NULL, NULL);
INSERT INTO public.alone VALUES (9, '2028-05-01', 1, 'a', 1.5, 'a');
CREATE TABLE public.rich (a integer NOT NULL, b text, c date, d integer, during int4range) PARTITION BY RANGE (a);
CREATE TABLE public.rich_too (a integer NOT NULL, b text, c date, d integer, during int4range) PARTITION BY RANGE (a);
CREATE TABLE public.rich_1 PARTITION OF public.rich (CONSTRAINT rich_1_d UNIQUE (d), CONSTRAINT rich_1_apart EXCLUDE USING gist (during WITH &&))
    FOR VALUES FROM (1) TO (10) WITH (fillfactor = 50);
CREATE INDEX rich_1_b ON public.rich_1 (b);
CREATE INDEX rich_1_c ON public.rich_1 (c);
CREATE UNIQUE INDEX rich_1_a ON public.rich_1 (a);
ALTER TABLE public.rich_1 CLUSTER ON rich_1_b;
ALTER TABLE public.rich_1 REPLICA IDENTITY FULL;
ALTER TABLE public.rich_1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
COMMENT ON TYPE public.rich_1 IS 'of rows';
CREATE TABLE public.rich_2 PARTITION OF public.rich FOR VALUES FROM (10) TO (20) PARTITION BY LIST (b COLLATE "C" text_pattern_ops);
CREATE TABLE public.list_parts (k text) PARTITION BY LIST (k);
CREATE TABLE public.list_a PARTITION OF public.list_parts FOR VALUES IN ('a');
CREATE TABLE public.list_rest PARTITION OF public.list_parts DEFAULT;
CREATE TABLE public.hash_parts (k integer) PARTITION BY HASH (k);
CREATE TABLE public.hash_0 PARTITION OF public.hash_parts FOR VALUES WITH (MODULUS 4, REMAINDER 0);
INSERT INTO public.rich (a, b, d, during) VALUES (1, 'x', 1, '[1,2)'), (2, NULL, NULL, NULL);
CREATE TABLE public.alike_own (a integer, b text);
CREATE INDEX alike_own_both ON public.alike_own (a, b);
CREATE INDEX alike_own_first ON public.alike_own (a NULLS FIRST);
INSERT INTO public.alike_own VALUES (51, 'x'), (52, NULL);
