-- since: 18
CREATE EXTENSION btree_gist;
CREATE TABLE public.t (
    id integer PRIMARY KEY, a integer, b text,
    v integer GENERATED ALWAYS AS (a * 2) VIRTUAL, s integer GENERATED ALWAYS AS (a * 3) STORED,
    u uuid DEFAULT uuidv7(), f text DEFAULT casefold('A' COLLATE pg_unicode_fast),
    CONSTRAINT loose CHECK (a > 0) NOT ENFORCED, CONSTRAINT tight CHECK (a > -5)
);
CREATE TABLE public.rooms (
    room integer, during daterange, note text,
    CONSTRAINT rooms_pkey PRIMARY KEY (room, during WITHOUT OVERLAPS), CONSTRAINT rooms_note UNIQUE (note, during WITHOUT OVERLAPS)
);
CREATE TABLE public.bookings (
    id integer PRIMARY KEY, room integer, during daterange, t integer,
    CONSTRAINT bookings_room FOREIGN KEY (room, PERIOD during) REFERENCES public.rooms (room, PERIOD during),
    CONSTRAINT bookings_t FOREIGN KEY (t) REFERENCES public.t NOT ENFORCED
);
CREATE PUBLICATION gen FOR TABLE public.t WITH (publish_generated_columns = stored);
CREATE VIEW public.seen AS SELECT id, v FROM public.t;
CREATE FUNCTION public.returning() RETURNS integer LANGUAGE sql
    BEGIN ATOMIC UPDATE public.t SET a = a + 1 RETURNING old.a + new.a; END;
INSERT INTO public.t (id, a, b) VALUES (1, 1, 'a'), (2, -1, NULL), (3, NULL, '');
INSERT INTO public.rooms VALUES (1, '[2024-01-01,2024-02-01)', 'a'), (1, '[2024-02-01,2024-03-01)', NULL), (2, '[2024-01-01,2025-01-01)', 'b');
INSERT INTO public.bookings VALUES (1, 1, '[2024-01-05,2024-02-05)', 1), (2, 2, '[2024-03-01,2024-03-02)', 3), (3, NULL, NULL, NULL);
CREATE TABLE public.parts (k integer, t integer, u integer, w integer, x integer) PARTITION BY LIST (k);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1);
ALTER TABLE public.parts ADD CONSTRAINT parts_held FOREIGN KEY (t) REFERENCES public.t;
ALTER TABLE public.parts ADD CONSTRAINT parts_waits FOREIGN KEY (u) REFERENCES public.t ON DELETE CASCADE NOT VALID;
ALTER TABLE public.parts ADD CONSTRAINT parts_loose FOREIGN KEY (w) REFERENCES public.t ON UPDATE CASCADE NOT ENFORCED;
INSERT INTO public.parts VALUES (1, 1), (1, NULL);
