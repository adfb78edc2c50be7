-- since: 17
CREATE EXTENSION btree_gist;
CREATE COLLATION public.ruled (provider = icu, locale = 'en', rules = '&a < g');
CREATE COLLATION public.built_in (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE public.t (id integer PRIMARY KEY, a text COLLATE public.ruled, b text COLLATE public.built_in, s integer GENERATED ALWAYS AS (id * 2) STORED, last text);
CREATE INDEX t_s ON public.t (s);
CREATE VIEW public.seen AS SELECT id, s FROM public.t;
GRANT MAINTAIN ON TABLE public.t TO pg_monitor;
GRANT SELECT, MAINTAIN ON TABLE public.seen TO pg_monitor WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT MAINTAIN ON TABLES TO pg_monitor;
CREATE FUNCTION public.at_login() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER at_login ON login EXECUTE FUNCTION public.at_login();
CREATE TABLE public.parts (id bigint GENERATED ALWAYS AS IDENTITY (START 10), k integer, during int4range, CONSTRAINT parts_apart EXCLUDE USING gist (k WITH =, during WITH &&))
    PARTITION BY LIST (k) USING heap;
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1);
CREATE TABLE public.parts_2 (id bigint NOT NULL, k integer, during int4range);
ALTER TABLE public.parts ATTACH PARTITION public.parts_2 FOR VALUES IN (2);
INSERT INTO public.t (id, a, b) VALUES (1, 'a', 'b'), (2, NULL, '');
INSERT INTO public.parts (k, during) VALUES (1, '[1,2)'), (2, '[1,2)');
