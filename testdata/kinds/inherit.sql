CREATE TABLE public.base (id integer NOT NULL, name text DEFAULT 'n', note varchar(20), CONSTRAINT base_check CHECK (id > 0), CONSTRAINT base_only CHECK (id < 1000) NO INHERIT);
CREATE INDEX base_name ON public.base (name);
CREATE TABLE public.dated (id integer NOT NULL, at date, CONSTRAINT at_check CHECK (at > '2000-01-01'));
-- What is the child's own: a default, NOT NULL, comments, storage, statistics.
CREATE TABLE public.child (extra text, CONSTRAINT child_check CHECK (extra <> '')) INHERITS (public.base);
ALTER TABLE public.child ALTER COLUMN name SET DEFAULT 'child', ALTER COLUMN note SET NOT NULL, ALTER COLUMN note SET STATISTICS 300, ALTER COLUMN note SET STORAGE EXTERNAL, ALTER COLUMN name SET (n_distinct = -0.5);
COMMENT ON COLUMN public.child.id IS 'the child''s';
CREATE INDEX child_name ON public.child (name);
CREATE TABLE public.plain_child () INHERITS (public.base);
ALTER TABLE public.plain_child ALTER COLUMN name DROP DEFAULT;
CREATE TABLE public.grandchild (last text) INHERITS (public.child);
CREATE TABLE public.both (name text DEFAULT 'own') INHERITS (public.base, public.dated);
-- Declared whole: it was a table of its own before.
CREATE TABLE public.adopted (extra text, id integer NOT NULL, name text, note varchar(20), CONSTRAINT base_check CHECK (id > 0));
ALTER TABLE public.adopted INHERIT public.base;
CREATE TABLE public.free (id integer NOT NULL, at date, CONSTRAINT at_check CHECK (at > '2000-01-01'));
CREATE SCHEMA other;
CREATE TABLE other."Child" () INHERITS (public.dated);
CREATE VIEW public.child_view AS SELECT id, name FROM public.child;

CREATE TYPE public.pair AS (a integer, b text);
CREATE TABLE public.typed OF public.pair (a WITH OPTIONS PRIMARY KEY, b DEFAULT 'x');
CREATE TABLE public.untyped (a integer NOT NULL, b text);

INSERT INTO public.base VALUES (1, 'a', 'b'), (2, NULL, ''), (3, DEFAULT, '');
INSERT INTO public.child (id, note, extra) VALUES (4, 'n', 'x'), (5, '', NULL);
INSERT INTO public.plain_child VALUES (6, 'p', '');
INSERT INTO public.grandchild (id, note, last) VALUES (7, 'n', 'l');
INSERT INTO public.both VALUES (8, 'b', 'n', '2024-01-01');
INSERT INTO public.adopted VALUES ('e', 9, 'a', 'n');
INSERT INTO public.free VALUES (10, '2024-01-01');
INSERT INTO public.typed VALUES (1, 'a'), (2, NULL);
CREATE TABLE public.other_base (id integer NOT NULL, CONSTRAINT shared CHECK (id > 0));
CREATE TABLE public.base_too (id integer NOT NULL, CONSTRAINT shared CHECK (id > 0));
CREATE TABLE public.twice () INHERITS (public.other_base, public.base_too);
CREATE TABLE public.top (id integer, CONSTRAINT top_check CHECK (id > 0));
CREATE TABLE public.top_left () INHERITS (public.top);
CREATE TABLE public.top_right () INHERITS (public.top);
CREATE TABLE public.bottom () INHERITS (public.top_left, public.top_right);
INSERT INTO public.bottom VALUES (1), (NULL);
