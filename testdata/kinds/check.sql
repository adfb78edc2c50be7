CREATE FUNCTION public.good(v integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT v < 1000';
CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE TABLE public.t (
    id integer CONSTRAINT t_id_check CHECK (id > 0),
    name varchar(20) CHECK (name <> ''),
    kind text,
    low integer,
    high integer,
    mood public.mood,
    tags text[],
    CONSTRAINT "Odd ""check"" it's" CHECK (name !~ '\d''"$'),
    CONSTRAINT t_order CHECK (low <= high),
    CONSTRAINT t_in CHECK (kind IN ('a', 'b', 'it''s')),
    CONSTRAINT t_between CHECK (low BETWEEN 0 AND 100),
    CONSTRAINT t_case CHECK (CASE WHEN kind = 'a' THEN low IS NOT NULL ELSE true END),
    CONSTRAINT t_func CHECK (public.good(low)),
    CONSTRAINT t_mood CHECK (mood = 'ok' OR mood IS NULL OR mood = 'sad'),
    CONSTRAINT t_any CHECK (tags @> '{x}' OR NOT ('y' = ANY (tags))),
    CONSTRAINT t_row CHECK ((low, high) IS NOT DISTINCT FROM (low, high)),
    CONSTRAINT t_const CHECK (true),
    CONSTRAINT t_whole CHECK (t.* IS NOT NULL OR true)
);
COMMENT ON CONSTRAINT t_order ON public.t IS 'low isn''t
above "high"';
COMMENT ON CONSTRAINT "Odd ""check"" it's" ON public.t IS 'odd';
INSERT INTO public.t VALUES (1, 'n', 'a', 1, 2, 'ok', '{x}'), (2, NULL, NULL, NULL, NULL, NULL, NULL), (3, 'm', 'it''s', 5, 50, 'sad', '{z}');
ALTER TABLE public.t ADD CONSTRAINT t_not_valid CHECK (high < 1000) NOT VALID;

CREATE TABLE public.parent (id integer, CONSTRAINT parent_check CHECK (id > 0), CONSTRAINT parent_only CHECK (id < 100) NO INHERIT);
CREATE TABLE public.child (CONSTRAINT child_check CHECK (id <> 5)) INHERITS (public.parent);
CREATE TABLE public.merged (id integer, CONSTRAINT parent_check CHECK (id > 0)) INHERITS (public.parent);
CREATE TABLE public.parts (id integer, k integer, CONSTRAINT parts_check CHECK (id > 0)) PARTITION BY LIST (k);
CREATE TABLE public.parts_1 PARTITION OF public.parts (CONSTRAINT part_only CHECK (id < 10)) FOR VALUES IN (1);
ALTER TABLE public.parent ADD CONSTRAINT parent_not_valid CHECK (id <> 7) NOT VALID;
ALTER TABLE public.parent ADD CONSTRAINT parent_only_not_valid CHECK (id <> 8) NO INHERIT NOT VALID;
CREATE FUNCTION public.fine(v integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT v <> 99';
ALTER TABLE public.parts ADD CONSTRAINT parts_fine CHECK (public.fine(id));
ALTER TABLE public.parent ADD CONSTRAINT parent_fine CHECK (public.fine(id));
CREATE TABLE public.generated (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED CHECK (b > 0));
CREATE UNLOGGED TABLE public.free (id integer);

INSERT INTO public.parent VALUES (1), (2), (NULL);
INSERT INTO public.child VALUES (1), (2), (200);
INSERT INTO public.merged VALUES (3), (4), (300);
INSERT INTO public.parts VALUES (1, 1), (2, 1), (3, 1);
INSERT INTO public.generated (a) VALUES (1), (2), (NULL);

-- A partition that comes later, and one whose rows were looked at, have valid what their table has not.
CREATE TABLE public.aged (id integer, k integer) PARTITION BY LIST (k);
CREATE TABLE public.aged_1 PARTITION OF public.aged FOR VALUES IN (1);
CREATE TABLE public.aged_2 PARTITION OF public.aged FOR VALUES IN (2) PARTITION BY RANGE (id);
CREATE TABLE public.aged_2_a PARTITION OF public.aged_2 FOR VALUES FROM (0) TO (10);
CREATE TABLE public.aged_2_b PARTITION OF public.aged_2 FOR VALUES FROM (10) TO (20);
INSERT INTO public.aged VALUES (1, 1), (2, 1), (12, 2), (4, 2);
ALTER TABLE public.aged ADD CONSTRAINT aged_check CHECK (id <> 13) NOT VALID;
ALTER TABLE public.aged_1 VALIDATE CONSTRAINT aged_check;
ALTER TABLE public.aged_2_a VALIDATE CONSTRAINT aged_check;
CREATE TABLE public.aged_3 PARTITION OF public.aged FOR VALUES IN (3);
CREATE TABLE public.elder (id integer);
CREATE TABLE public.elder_own (CONSTRAINT elder_own_check CHECK (id > 0)) INHERITS (public.elder);
INSERT INTO public.elder_own VALUES (13);
ALTER TABLE public.elder ADD CONSTRAINT elder_check CHECK (id <> 14) NOT VALID;
CREATE TABLE public.elder_said (id integer, CONSTRAINT elder_check CHECK (id <> 14)) INHERITS (public.elder);
CREATE TABLE public.elder_late () INHERITS (public.elder);
COMMENT ON CONSTRAINT elder_check ON public.elder_late IS 'seen';
