CREATE TABLE public.t (id integer PRIMARY KEY, name varchar(20), n numeric(10,2), at timestamptz, kind text);
CREATE TABLE public.u (id integer PRIMARY KEY, t_id integer REFERENCES public.t, v text);
CREATE VIEW public.plain AS SELECT id, name, n FROM public.t;
COMMENT ON VIEW public.plain IS 'it''s "plain"
here';
COMMENT ON COLUMN public.plain.name IS 'the ''name''';
CREATE VIEW public.over AS SELECT id, name || '!' AS name, n FROM public.plain WHERE n > 0;
COMMENT ON COLUMN public.over.n IS 'over';
CREATE VIEW public.top AS SELECT o.id, u.v, o.n FROM public.over o LEFT JOIN public.u ON u.t_id = o.id;
CREATE VIEW public.barrier WITH (security_barrier = true) AS SELECT id FROM public.t WHERE id > 1;
CREATE VIEW public.spelled WITH (security_barrier = f, security_invoker = on) AS SELECT id FROM public.t WHERE id > 1; -- since: 15
CREATE VIEW public.invoker WITH (security_invoker = true, security_barrier = false) AS SELECT id FROM public.t; -- since: 15
CREATE VIEW public.local_check AS SELECT id, kind FROM public.t WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW public.cascaded AS SELECT id, kind FROM public.local_check WHERE kind = 'a' WITH CASCADED CHECK OPTION;
CREATE VIEW public."Odd.""View"" it's" ("A", "b c", "d""e") AS SELECT id, name, 'it''s \ "x"' FROM public.t;
COMMENT ON COLUMN public."Odd.""View"" it's"."d""e" IS '';
CREATE VIEW public.defaults AS SELECT id, name, n FROM public.t;
ALTER VIEW public.defaults ALTER COLUMN name SET DEFAULT 'from the view', ALTER COLUMN n SET DEFAULT 1.50;
CREATE RECURSIVE VIEW public.numbers (n) AS VALUES (1) UNION ALL SELECT n + 1 FROM numbers WHERE n < 5;
CREATE VIEW public.grouped AS
    SELECT t.id, t.name, count(u.*) AS us, rank() OVER (PARTITION BY t.kind ORDER BY t.n DESC) AS r,
           CASE WHEN t.kind IN ('a', 'b') THEN 1 ELSE 0 END AS c, ARRAY(SELECT v FROM public.u WHERE u.t_id = t.id) AS vs
    FROM public.t LEFT JOIN public.u ON u.t_id = t.id GROUP BY t.id;
CREATE VIEW public.all_columns AS SELECT * FROM public.t;
CREATE VIEW public.no_columns AS SELECT;
CREATE VIEW public.instead AS SELECT id, v FROM public.u;
CREATE FUNCTION public.on_instead() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER instead_insert INSTEAD OF INSERT ON public.instead FOR EACH ROW EXECUTE FUNCTION public.on_instead();
CREATE RULE instead_delete AS ON DELETE TO public.instead DO INSTEAD NOTHING;
CREATE FUNCTION public.of_view(v public.plain) RETURNS integer LANGUAGE sql AS 'SELECT v.id';
CREATE FUNCTION public.views() RETURNS SETOF public.barrier LANGUAGE sql AS 'SELECT * FROM public.barrier';

INSERT INTO public.t VALUES (1, 'a', 1.5, '2024-01-01 00:00+00', 'a'), (2, NULL, NULL, NULL, NULL), (3, 'it''s', -1, 'infinity', 'b');
INSERT INTO public.u VALUES (1, 1, 'x'), (2, 1, NULL), (3, NULL, '');
COMMENT ON TYPE public.plain IS 'of rows';
GRANT SELECT (id), UPDATE (name) ON public.plain TO PUBLIC;
CREATE TABLE public.of_columns (a integer, b text, c text);
CREATE VIEW public.by_column AS SELECT a, b, c FROM public.of_columns;
GRANT INSERT ON public.by_column TO pg_monitor;
GRANT SELECT (a) ON public.by_column TO PUBLIC;
GRANT SELECT (a), UPDATE (b) ON public.by_column TO pg_monitor;
CREATE MATERIALIZED VIEW public.by_column_m AS SELECT a, b FROM public.of_columns;
GRANT SELECT (a) ON public.by_column_m TO pg_monitor WITH GRANT OPTION;
