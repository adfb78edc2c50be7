CREATE TABLE public.plain (id integer, note text);
COMMENT ON TABLE public.plain IS 'it''s "plain"';
CREATE TABLE public.empty ();
CREATE UNLOGGED TABLE public.quick (id integer PRIMARY KEY, v text);
CREATE TABLE public.tuned (id integer PRIMARY KEY, big text) WITH (
    fillfactor = 70, parallel_workers = 4, toast_tuple_target = 1024, user_catalog_table = false,
    vacuum_truncate = false, vacuum_index_cleanup = off,
    autovacuum_enabled = false, autovacuum_vacuum_threshold = 10,
    autovacuum_vacuum_insert_threshold = 2000, autovacuum_vacuum_insert_scale_factor = 0.3, -- since: 13
    autovacuum_vacuum_scale_factor = 0.1,
    autovacuum_vacuum_max_threshold = 5000, vacuum_max_eager_freeze_failure_rate = 0.5, -- since: 18
    autovacuum_analyze_threshold = 20, autovacuum_analyze_scale_factor = 0.05,
    autovacuum_vacuum_cost_delay = 1, autovacuum_vacuum_cost_limit = 300,
    autovacuum_freeze_min_age = 1000, autovacuum_freeze_max_age = 200000, autovacuum_freeze_table_age = 3000,
    autovacuum_multixact_freeze_min_age = 100, autovacuum_multixact_freeze_max_age = 20000, autovacuum_multixact_freeze_table_age = 300,
    log_autovacuum_min_duration = 100,
    toast.autovacuum_enabled = false, toast.vacuum_truncate = true, toast.autovacuum_vacuum_threshold = 5
);
CREATE TABLE public."Odd.""Table"" it's" ("A" integer, "b c" text);
COMMENT ON TABLE public."Odd.""Table"" it's" IS 'C:\t
new line';

CREATE TABLE public.ident_full (id integer);
ALTER TABLE public.ident_full REPLICA IDENTITY FULL;
CREATE TABLE public.ident_nothing (id integer);
ALTER TABLE public.ident_nothing REPLICA IDENTITY NOTHING;
CREATE TABLE public.ident_index (id integer NOT NULL, other integer NOT NULL, UNIQUE (id));
CREATE UNIQUE INDEX ident_other ON public.ident_index (other);
ALTER TABLE public.ident_index REPLICA IDENTITY USING INDEX ident_other;
CREATE TABLE public.clustered (id integer PRIMARY KEY, at date);
CREATE INDEX clustered_at ON public.clustered (at);
ALTER TABLE public.clustered CLUSTER ON clustered_at;

CREATE TABLE public.secured (id integer);
ALTER TABLE public.secured ENABLE ROW LEVEL SECURITY;
CREATE TABLE public.forced (id integer);
ALTER TABLE public.forced ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.forced FORCE ROW LEVEL SECURITY;
CREATE TABLE public.forced_only (id integer);
ALTER TABLE public.forced_only FORCE ROW LEVEL SECURITY;

CREATE TABLE public.base (id integer NOT NULL, name text DEFAULT 'n', CONSTRAINT base_check CHECK (id > 0));
CREATE TABLE public.second_base (id integer NOT NULL, at date);
CREATE TABLE public.child (extra text) INHERITS (public.base);
CREATE TABLE public.both (name text DEFAULT 'own') INHERITS (public.base, public.second_base);
CREATE TABLE public.grandchild () INHERITS (public.child);

CREATE TYPE public.row_type AS (a integer, b text);
CREATE TABLE public.typed OF public.row_type (a WITH OPTIONS PRIMARY KEY, b DEFAULT 'x');

CREATE TABLE public.by_range (id integer, at date NOT NULL, v text DEFAULT 'parent', PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE public.by_range_23 PARTITION OF public.by_range FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE public.by_range_24 PARTITION OF public.by_range (v DEFAULT 'part', CONSTRAINT only_24 CHECK (v <> '24'))
    FOR VALUES FROM ('2024-01-01') TO (MAXVALUE) WITH (fillfactor = 60);
CREATE INDEX by_range_v ON public.by_range (v);
CREATE TABLE public.by_list (kind text, n integer) PARTITION BY LIST (lower(kind));
CREATE TABLE public.by_list_ab PARTITION OF public.by_list FOR VALUES IN ('a', 'it''s', NULL);
CREATE TABLE public.by_list_rest PARTITION OF public.by_list DEFAULT PARTITION BY RANGE (n);
CREATE TABLE public.by_list_rest_low PARTITION OF public.by_list_rest FOR VALUES FROM (MINVALUE) TO (10);
CREATE TABLE public.by_hash (id bigint, name text COLLATE "C") PARTITION BY HASH (id, name COLLATE "C");
CREATE TABLE public.by_hash_0 PARTITION OF public.by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE UNLOGGED TABLE public.by_hash_1 PARTITION OF public.by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE public.multi (a integer, b text, c date) PARTITION BY RANGE (a, b text_pattern_ops, (extract(year FROM c)));
CREATE TABLE public.multi_1 PARTITION OF public.multi FOR VALUES FROM (1, 'a', MINVALUE) TO (10, 'z', 2030);
CREATE TABLE public.detached (LIKE public.by_range INCLUDING ALL);
CREATE TABLE public.heap (id integer) USING heap;

CREATE VIEW public.plain_view AS SELECT id, note FROM public.plain;
CREATE VIEW public.over_plain_view AS SELECT id FROM public.plain_view;

INSERT INTO public.plain VALUES (1, 'a'), (2, NULL), (3, 'it''s');
INSERT INTO public.quick VALUES (1, 'a'), (2, NULL), (3, '');
INSERT INTO public.tuned VALUES (1, repeat('x', 3000)), (2, NULL), (3, '');
INSERT INTO public."Odd.""Table"" it's" VALUES (1, 'a'), (NULL, NULL), (3, '\');
INSERT INTO public.clustered VALUES (1, '2024-01-01'), (2, NULL), (3, '2023-01-01');
INSERT INTO public.base VALUES (1, 'b'), (2, NULL), (3, DEFAULT);
INSERT INTO public.child VALUES (4, 'c', 'x'), (5, NULL, NULL), (6, DEFAULT, '');
INSERT INTO public.both VALUES (7, 'b', '2024-01-01'), (8, NULL, NULL), (9, DEFAULT, NULL);
INSERT INTO public.typed VALUES (1, 'a'), (2, NULL), (3, DEFAULT);
INSERT INTO public.by_range VALUES (1, '2023-05-01', DEFAULT), (2, '2024-05-01', 'x'), (3, '2030-01-01', NULL);
INSERT INTO public.by_list VALUES ('A', 1), (NULL, 2), ('other', 3);
INSERT INTO public.by_hash VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, NULL);
INSERT INTO public.multi VALUES (1, 'b', '2020-01-01'), (2, 'c', '2021-01-01'), (9, 'd', '2022-01-01');
COMMENT ON TYPE public.plain IS 'of rows';

CREATE TABLE public.twin_one (a integer, b integer);
CREATE TABLE public.twin_two (a integer, b integer);
ALTER TABLE public.twin_two OWNER TO pg_monitor;
GRANT SELECT (a) ON public.twin_one TO pg_read_all_stats;
CREATE TABLE public.no_toast (n smallint) WITH (parallel_workers = 2);
INSERT INTO public.no_toast VALUES (1), (NULL);
