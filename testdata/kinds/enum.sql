CREATE TYPE public.status AS ENUM ('new', 'open', 'closed');
COMMENT ON TYPE public.status IS 'where it''s at';
CREATE TYPE public."Odd ""Enum""" AS ENUM ('', 'it''s', 'a "b"', 'C\d', 'with, comma', '{brace}', 'unicode ü', 'line
break');
CREATE TYPE public.empty AS ENUM ();
CREATE TYPE public.single AS ENUM ('only');
CREATE TYPE public.unused AS ENUM ('a', 'b', 'c', 'd');
CREATE SCHEMA other;
CREATE TYPE other.status AS ENUM ('on', 'off');
COMMENT ON TYPE other.status IS E'same name,\nother schema';

CREATE FUNCTION public.is_open(s public.status DEFAULT 'open') RETURNS boolean
    LANGUAGE sql IMMUTABLE AS $$ SELECT s = 'open' $$;
CREATE DOMAIN public.live_status AS public.status CHECK (VALUE <> 'closed'::public.status);
CREATE TYPE public.stamped AS (s public.status, at date);

CREATE TABLE public.things (
    id integer PRIMARY KEY,
    status public.status DEFAULT 'new' NOT NULL,
    history public.status[] DEFAULT '{new,open}' NOT NULL,
    odd public."Odd ""Enum""" DEFAULT 'it''s',
    switch other.status DEFAULT 'on'::other.status,
    one public.single,
    CONSTRAINT things_check CHECK (status <> 'closed'::public.status OR id > 0)
);
CREATE TABLE public.lives (id integer, live public.live_status DEFAULT 'open', was public.stamped);
CREATE INDEX things_open ON public.things (status) WHERE status = 'open';
CREATE VIEW public.open_things AS SELECT id, status FROM public.things WHERE status = 'open'::public.status;
CREATE VIEW public.open_ids AS SELECT id FROM public.open_things;

INSERT INTO public.things VALUES
    (1, 'new', '{}', '', 'on', 'only'), (2, 'open', '{new,NULL}', 'a "b"', 'off', NULL), (3, 'open', DEFAULT, 'C\d', NULL, NULL), (4, 'new', '{open}', 'line
break', 'on', 'only');
INSERT INTO public.lives VALUES (1, 'open', ROW('new', '2024-01-01')), (2, NULL, NULL), (3, 'new', ROW(NULL, NULL));
