CREATE TYPE public.mood AS ENUM ('sad', 'ok');
CREATE FUNCTION public.good(v text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT v <> 'bad' $$;
CREATE DOMAIN public.plain AS integer;
COMMENT ON DOMAIN public.plain IS 'it''s "plain"';
CREATE DOMAIN public.checked AS text CONSTRAINT checked_len CHECK (length(VALUE) < 50) CONSTRAINT checked_shape CHECK (VALUE ~ '^[a-z''\\]*$');
COMMENT ON CONSTRAINT checked_len ON DOMAIN public.checked IS 'it''s short';
CREATE DOMAIN public.defaulted AS text DEFAULT 'it''s \ "x"';
CREATE DOMAIN public.required AS numeric(10,2) DEFAULT 1.50 NOT NULL CHECK (VALUE >= 0);
CREATE DOMAIN public.cast_default AS varchar(20) DEFAULT 'x'::varchar(20);
CREATE DOMAIN public.collated AS varchar(20) COLLATE "C";
CREATE DOMAIN public.of_array AS integer[] CHECK (array_length(VALUE, 1) < 10);
CREATE DOMAIN public.of_enum AS public.mood DEFAULT 'ok';
CREATE DOMAIN public.of_domain AS public.checked CHECK (VALUE <> '');
CREATE DOMAIN public.with_func AS text CHECK (public.good(VALUE));
CREATE DOMAIN public.now_default AS timestamptz(3) DEFAULT now();
CREATE DOMAIN public."Odd.""Domain"" it's" AS char(3) CONSTRAINT "odd ""check"" it's" CHECK (VALUE = upper(VALUE));
COMMENT ON DOMAIN public."Odd.""Domain"" it's" IS 'C:\x
two';
CREATE DOMAIN public.unused AS bigint;
CREATE DOMAIN public.not_valid AS integer;
CREATE TABLE public.t (
    id public.plain PRIMARY KEY,
    c public.checked,
    d public.defaulted,
    r public.required,
    co public.collated,
    a public.of_array,
    cs public.of_enum[],
    od public.of_domain DEFAULT 'x',
    odd public."Odd.""Domain"" it's",
    nv public.not_valid
);
INSERT INTO public.t (id, c, co, a, cs, odd, nv) VALUES (1, 'a', 'b', '{1}', '{ok,sad}', 'ABC', 1), (2, NULL, NULL, NULL, NULL, NULL, NULL), (3, '', '', '{}', '{}', 'XYZ', 3);
ALTER DOMAIN public.not_valid ADD CONSTRAINT not_valid_check CHECK (VALUE < 100) NOT VALID;
CREATE INDEX t_c ON public.t (c);
CREATE VIEW public.v AS SELECT id, c, 'q'::public.collated AS q FROM public.t;
CREATE FUNCTION public.takes(p public.plain) RETURNS public.required LANGUAGE sql AS 'SELECT p::numeric::public.required';
CREATE FUNCTION public.code(v integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE FUNCTION public.long_enough(v text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT length($1) > 0';
CREATE DOMAIN public.coded AS text DEFAULT public.code(1) CONSTRAINT long CHECK (public.long_enough(VALUE));
COMMENT ON CONSTRAINT long ON DOMAIN public.coded IS 'long enough';
CREATE TABLE public.codes (id integer, c public.coded, d public.coded DEFAULT 'd');
INSERT INTO public.codes (id) VALUES (1);
INSERT INTO public.codes VALUES (2, 'x');
