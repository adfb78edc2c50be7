CREATE SCHEMA plain;
COMMENT ON SCHEMA plain IS 'it''s "plain"';
CREATE SCHEMA full_of_things;
CREATE SCHEMA "Odd.""Schema"" it's";
COMMENT ON SCHEMA "Odd.""Schema"" it's" IS 'C:\x
two';
CREATE SCHEMA unused;
CREATE TYPE full_of_things.mood AS ENUM ('sad', 'ok');
CREATE SEQUENCE full_of_things.seq;
CREATE TABLE full_of_things.t (id integer PRIMARY KEY DEFAULT nextval('full_of_things.seq'), m full_of_things.mood DEFAULT 'ok', v text);
CREATE INDEX t_v ON full_of_things.t (v);
CREATE FUNCTION full_of_things.f(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x + 1';
CREATE VIEW full_of_things.v AS SELECT id, full_of_things.f(id) AS next FROM full_of_things.t;
CREATE TABLE "Odd.""Schema"" it's".t (id integer PRIMARY KEY, t_id integer REFERENCES full_of_things.t);
CREATE VIEW public.across AS SELECT a.id, b.m FROM "Odd.""Schema"" it's".t a JOIN full_of_things.t b ON b.id = a.t_id;
CREATE TABLE public.t (id integer PRIMARY KEY, m full_of_things.mood, t_id integer REFERENCES full_of_things.t (id));
INSERT INTO full_of_things.t (v) VALUES ('a'), (NULL), ('it''s');
INSERT INTO "Odd.""Schema"" it's".t VALUES (1, 1), (2, NULL), (3, 3);
INSERT INTO public.t VALUES (1, 'ok', 1), (2, NULL, NULL), (3, 'sad', 2);
