CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE TYPE public.plain AS (a integer, b text);
COMMENT ON TYPE public.plain IS 'it''s "plain"';
COMMENT ON COLUMN public.plain.b IS 'the ''b''';
CREATE TYPE public.all_types AS (
    n numeric(10,2), v varchar(20), c text COLLATE "C", cp varchar(5) COLLATE "POSIX", arr integer[], m public.mood, ts timestamptz(3), "Odd.""Name"" it's" text);
COMMENT ON COLUMN public.all_types."Odd.""Name"" it's" IS 'C:\x
two';
CREATE TYPE public.nested AS (p public.plain, ps public.plain[]);
CREATE TYPE public.empty AS ();
CREATE TYPE public."Odd.""Type"" it's" AS (x integer);
CREATE TYPE public.unused AS (a integer, b text, c date);
CREATE TYPE public.of_table_use AS (a integer);
CREATE TABLE public.t (id integer PRIMARY KEY, p public.plain, ps public.plain[], n public.nested, d public.plain DEFAULT ROW(1, 'x')::public.plain);
CREATE TABLE public.typed OF public.of_table_use;
CREATE INDEX t_pb ON public.t (((p).b));
CREATE VIEW public.v AS SELECT id, (p).b, n FROM public.t;
CREATE FUNCTION public.takes(x public.unused) RETURNS SETOF public.unused LANGUAGE sql AS 'SELECT x';
INSERT INTO public.t VALUES (1, ROW(1, 'it''s'), ARRAY[ROW(2, 'b')::public.plain], ROW(ROW(3, 'c'), '{}'), DEFAULT), (2, NULL, NULL, NULL, NULL), (3, ROW(NULL, ''), '{}', ROW(NULL, NULL), ROW(4, '\'));
INSERT INTO public.typed VALUES (1), (2), (NULL);
