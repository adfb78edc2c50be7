CREATE TABLE public.simple (id integer PRIMARY KEY, code text UNIQUE, note text);
CREATE TABLE public.named (a integer, b text, c date, CONSTRAINT "Named ""PK"" it's" PRIMARY KEY (b, a));
COMMENT ON CONSTRAINT "Named ""PK"" it's" ON public.named IS 'composite ''key''';
CREATE TABLE public.included (a integer, b text, c date,
    CONSTRAINT included_pkey PRIMARY KEY (a) INCLUDE (c, b) WITH (fillfactor = 70),
    CONSTRAINT included_key UNIQUE (b) INCLUDE (c) WITH (fillfactor = 60));
ALTER INDEX public.included_pkey SET (deduplicate_items = off); -- since: 13
COMMENT ON CONSTRAINT included_key ON public.included IS E'two\nlines';
CREATE TABLE public.deferred (
    a integer CONSTRAINT deferred_pkey PRIMARY KEY DEFERRABLE,
    b integer CONSTRAINT deferred_b UNIQUE DEFERRABLE INITIALLY DEFERRED,
    c integer CONSTRAINT deferred_c UNIQUE DEFERRABLE INITIALLY IMMEDIATE);
CREATE TABLE public.nulls (
    a integer, b text, c text,
    CONSTRAINT nulls_same UNIQUE NULLS NOT DISTINCT (a, b), -- since: 15
    CONSTRAINT nulls_same UNIQUE (a, b), -- before: 15
    CONSTRAINT nulls_differ UNIQUE (b, c));
CREATE TABLE public.collated (a text COLLATE "C", b text, CONSTRAINT collated_pkey PRIMARY KEY (a), UNIQUE (b));
CREATE TABLE public.from_index (id integer NOT NULL, x text);
CREATE UNIQUE INDEX from_index_pk ON public.from_index (id);
ALTER TABLE public.from_index ADD CONSTRAINT from_index_pk PRIMARY KEY USING INDEX from_index_pk;
CREATE UNIQUE INDEX from_index_x ON public.from_index (x DESC NULLS LAST);
CREATE TABLE public.referred (id integer CONSTRAINT referred_pkey PRIMARY KEY, alt integer NOT NULL CONSTRAINT referred_alt UNIQUE);
CREATE TABLE public.refers (id integer REFERENCES public.referred, alt integer REFERENCES public.referred (alt) ON DELETE CASCADE);
CREATE TABLE public.no_keys (a integer NOT NULL, b text);
CREATE TABLE public.clustered (a integer PRIMARY KEY, b integer NOT NULL UNIQUE);
ALTER TABLE public.clustered CLUSTER ON clustered_pkey;
ALTER TABLE public.clustered REPLICA IDENTITY USING INDEX clustered_b_key;
CREATE TABLE public.twins (id integer NOT NULL, x integer, PRIMARY KEY (id));
ALTER TABLE public.twins ADD CONSTRAINT twins_id_key UNIQUE (id);
ALTER TABLE public.twins ADD CONSTRAINT twins_x_key UNIQUE (x);
ALTER TABLE public.twins ADD CONSTRAINT twins_x_again UNIQUE (x) WITH (fillfactor = 70);
ALTER TABLE public.twins ADD CONSTRAINT twins_x_late UNIQUE (x) DEFERRABLE;
CREATE TABLE public.parts (a integer, b integer, PRIMARY KEY (a, b), UNIQUE (b)) PARTITION BY LIST (b);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1, 2);
CREATE TABLE public.shelves (a integer NOT NULL, b text NOT NULL, c integer) PARTITION BY LIST (b);
CREATE TABLE public.shelves_1 PARTITION OF public.shelves FOR VALUES IN ('a');
CREATE TABLE public.shelves_2 PARTITION OF public.shelves FOR VALUES IN ('b');
CREATE TABLE public.shelves_3 PARTITION OF public.shelves FOR VALUES IN ('c');
CREATE UNIQUE INDEX shelves_index ON public.shelves (b, a);
CREATE UNIQUE INDEX shelves_other ON public.shelves (b, c) WITH (fillfactor = 80);
ALTER TABLE public.shelves_1 ADD CONSTRAINT shelves_1_pkey PRIMARY KEY USING INDEX shelves_1_b_a_idx;
ALTER TABLE public.shelves_1 ADD CONSTRAINT shelves_1_key UNIQUE USING INDEX shelves_1_b_c_idx;
ALTER TABLE public.shelves_2 ADD CONSTRAINT "Shelf ""2""" UNIQUE USING INDEX shelves_2_b_a_idx;
COMMENT ON CONSTRAINT "Shelf ""2""" ON public.shelves_2 IS 'its own';
CREATE TABLE public.racks (a integer, b text, c integer) PARTITION BY LIST (b);
CREATE TABLE public.racks_1 PARTITION OF public.racks (CONSTRAINT racks_1_pkey PRIMARY KEY (b, c)) FOR VALUES IN ('a');
CREATE TABLE public.grouped (id integer PRIMARY KEY, name text);
CREATE VIEW public.grouped_view AS SELECT id, name, count(*) AS n FROM public.grouped GROUP BY id;
CREATE TABLE public.defaulted (name text NOT NULL DEFAULT '', place bigint DEFAULT 0 UNIQUE, run serial UNIQUE, note text, PRIMARY KEY (name));
CREATE UNIQUE INDEX defaulted_note ON public.defaulted (note, place);

INSERT INTO public.simple VALUES (1, 'a', 'x'), (2, NULL, NULL), (3, '', '');
INSERT INTO public.named VALUES (1, 'a', '2024-01-01'), (1, 'b', NULL), (2, 'a', NULL);
INSERT INTO public.included VALUES (1, 'a', NULL), (2, 'b', '2024-01-01'), (3, NULL, NULL);
INSERT INTO public.deferred VALUES (1, 1, 1), (2, 2, 2), (3, NULL, NULL);
INSERT INTO public.nulls VALUES (1, NULL, 'x'), (2, 'a', NULL), (NULL, 'b', 'y');
INSERT INTO public.collated VALUES ('a', 'b'), ('A', 'B'), ('ü', NULL);
INSERT INTO public.from_index VALUES (1, 'a'), (2, NULL), (3, 'b');
INSERT INTO public.referred VALUES (1, 10), (2, 20), (3, 30);
INSERT INTO public.refers VALUES (1, 10), (2, NULL), (NULL, 30);
INSERT INTO public.no_keys VALUES (1, 'a'), (2, 'b'), (3, NULL);
INSERT INTO public.clustered VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO public.parts VALUES (1, 1), (2, 2);
INSERT INTO public.shelves VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3), (4, 'b', NULL);
INSERT INTO public.racks VALUES (1, 'a', 1), (NULL, 'a', 2);
INSERT INTO public.defaulted VALUES ('a', 1), ('b', 2), ('c', NULL);
INSERT INTO public.grouped VALUES (1, 'a'), (2, 'b'), (3, NULL);
COMMENT ON INDEX public.simple_pkey IS 'of an index';
COMMENT ON INDEX public.deferred_b IS 'it''s';
COMMENT ON INDEX public.parts_1_pkey IS 'of a partition';
