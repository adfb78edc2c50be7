CREATE COLLATION public.plain (PROVIDER = icu, LOCALE = 'en-US');
COMMENT ON COLLATION public.plain IS 'it''s "plain"';
CREATE COLLATION public.ignore_case (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
CREATE COLLATION public.numeric_order (PROVIDER = icu, LOCALE = 'en-u-kn-true');
CREATE COLLATION public.libc_same (PROVIDER = libc, LOCALE = 'C');
CREATE COLLATION public.libc_two (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
CREATE COLLATION public.copied FROM "C";
CREATE COLLATION public.copied_icu FROM "de-x-icu";
CREATE COLLATION public."Odd.""Coll"" it's" (PROVIDER = icu, LOCALE = 'sv');
COMMENT ON COLLATION public."Odd.""Coll"" it's" IS 'C:\x
two';
CREATE COLLATION public.unused (PROVIDER = icu, LOCALE = 'fr');
CREATE SCHEMA other;
CREATE COLLATION other.plain (PROVIDER = icu, LOCALE = 'da');
CREATE TABLE public.t (
    id integer PRIMARY KEY,
    a text COLLATE public.plain,
    b text COLLATE public.ignore_case UNIQUE,
    c varchar(20) COLLATE other.plain,
    d text,
    CONSTRAINT t_check CHECK (a < 'zzz' COLLATE public.plain)
);
CREATE INDEX t_d ON public.t (d COLLATE public.numeric_order);
CREATE DOMAIN public.dom AS text COLLATE public.libc_same;
CREATE TYPE public.comp AS (x text COLLATE public.copied);
CREATE VIEW public.v AS SELECT id, d COLLATE public."Odd.""Coll"" it's" AS d FROM public.t;
INSERT INTO public.t VALUES (1, 'a', 'B', 'c', 'd10'), (2, NULL, NULL, NULL, NULL), (3, 'ü', 'it''s', '', 'd2');
