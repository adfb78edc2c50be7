CREATE TABLE public.plain (id integer CONSTRAINT plain_pkey PRIMARY KEY, n integer CONSTRAINT plain_n UNIQUE, r int4range, CONSTRAINT plain_r EXCLUDE USING gist (r WITH &&));
CREATE INDEX plain_i ON public.plain (n, id);
CREATE TABLE public.placed (
    id integer CONSTRAINT placed_pkey PRIMARY KEY USING INDEX TABLESPACE slow,
    n integer CONSTRAINT placed_n UNIQUE USING INDEX TABLESPACE slow,
    r int4range,
    CONSTRAINT placed_r EXCLUDE USING gist (r WITH &&) USING INDEX TABLESPACE slow
) TABLESPACE fast;
CREATE INDEX placed_i ON public.placed (n, id) TABLESPACE slow;
CREATE MATERIALIZED VIEW public.m AS SELECT id, n FROM public.plain;
CREATE INDEX m_i ON public.m (n);
CREATE MATERIALIZED VIEW public.placed_m TABLESPACE fast AS SELECT id, n FROM public.plain;
CREATE INDEX placed_m_i ON public.placed_m (n) TABLESPACE slow;
CREATE TABLE public.parts (id integer, v text) PARTITION BY RANGE (id);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM (0) TO (100);
CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES FROM (100) TO (200) TABLESPACE fast;
CREATE INDEX parts_v ON public.parts (v);
CREATE TABLE public.placed_parts (id integer CONSTRAINT placed_parts_pkey PRIMARY KEY USING INDEX TABLESPACE slow, v text) PARTITION BY RANGE (id) TABLESPACE fast;
CREATE TABLE public.placed_parts_1 PARTITION OF public.placed_parts FOR VALUES FROM (0) TO (100);
CREATE TABLE public.placed_parts_2 PARTITION OF public.placed_parts FOR VALUES FROM (100) TO (200) TABLESPACE slow;
CREATE INDEX placed_parts_v ON public.placed_parts (v) TABLESPACE slow;
INSERT INTO public.plain VALUES (1, 1, '[1,2)'), (2, 2, '[2,3)');
INSERT INTO public.placed VALUES (1, 1, '[1,2)'), (2, 2, '[2,3)');
INSERT INTO public.parts VALUES (1, 'x'), (150, 'y');
INSERT INTO public.placed_parts VALUES (1, 'x'), (150, 'y');
REFRESH MATERIALIZED VIEW public.m;
