CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy');
COMMENT ON TYPE public.mood IS 'of people';
CREATE DOMAIN public.set_mood AS public.mood DEFAULT 'ok' CHECK (VALUE <> 'sad');
COMMENT ON DOMAIN public.set_mood IS 'it''s set';
CREATE TYPE public.entry AS (at date, mood public.mood);
GRANT USAGE ON TYPE public.entry TO pg_monitor;
CREATE TYPE public.diary AS (title text, first public.entry);
CREATE TYPE public.moods AS RANGE (SUBTYPE = public.mood);
CREATE TYPE public.span AS RANGE (SUBTYPE = double precision);
CREATE DOMAIN public.positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN public.percent AS public.positive CHECK (VALUE <= 100);
CREATE COLLATION public.names (PROVIDER = icu, LOCALE = 'en-US');
CREATE DOMAIN public.name AS text COLLATE public.names CHECK (VALUE > '');
CREATE TYPE public.person AS (first text COLLATE public.names, age public.positive);
CREATE TABLE public.moody (
    id public.positive PRIMARY KEY,
    mood public.mood DEFAULT 'ok',
    many public.mood[] DEFAULT '{ok}',
    set_mood public.set_mood,
    entry public.entry,
    entries public.entry[],
    diary public.diary,
    range public.moods,
    worst public.mood GENERATED ALWAYS AS ('sad'::public.mood) STORED);
CREATE VIEW public.moody_view AS SELECT id, mood, (entry).mood AS then FROM public.moody WHERE range @> 'ok'::public.mood;
GRANT SELECT ON public.moody_view TO PUBLIC;
CREATE INDEX moody_mood ON public.moody (mood) WHERE mood > 'sad';
CREATE POLICY moody_policy ON public.moody USING (mood <> 'sad');
CREATE FUNCTION public.cheer(m public.mood) RETURNS public.set_mood LANGUAGE sql AS 'SELECT $1::public.set_mood';
CREATE TABLE public.spans (id integer, s public.span DEFAULT '[1,2)', ss public.span[], EXCLUDE USING gist (s WITH &&));
CREATE VIEW public.span_view AS SELECT lower(s) AS low FROM public.spans;
CREATE TABLE public.parted (k integer, p public.percent, q public.positive) PARTITION BY LIST (k);
CREATE TABLE public.parted_1 PARTITION OF public.parted (q DEFAULT 3) FOR VALUES IN (1);
CREATE TABLE public.points (moody public.positive REFERENCES public.moody, p public.percent[]);
CREATE TABLE public.people (name public.name PRIMARY KEY, nick text COLLATE public.names DEFAULT 'x', person public.person);
CREATE INDEX people_nick ON public.people (nick, (nick || 'x') COLLATE public.names);
CREATE TABLE public.of_entry OF public.entry (at NOT NULL);
CREATE VIEW public.of_entry_view AS SELECT mood FROM public.of_entry;
CREATE TYPE public.day AS ENUM ('mon', 'tue');
CREATE TABLE public.keyed (d public.day) PARTITION BY LIST (d);

INSERT INTO public.moody VALUES
    (1, 'sad', '{sad,ok}', 'ok', ROW('2024-01-01', 'ok'), ARRAY[ROW(NULL, 'sad')::public.entry], ROW('d', ROW(NULL, 'ok')), '[sad,ok]'),
    (2, NULL, NULL, NULL, NULL, '{}', ROW(NULL, NULL), 'empty');
INSERT INTO public.spans VALUES (1, '[1,3]', '{"[1,2]"}'), (2, NULL, NULL);
INSERT INTO public.parted VALUES (1, 50, 2), (1, NULL, NULL);
INSERT INTO public.points VALUES (1, '{1,2}');
INSERT INTO public.people VALUES ('a', 'b', ROW('c', 4)), ('A', NULL, NULL);
INSERT INTO public.of_entry VALUES ('2024-01-01', 'ok');
