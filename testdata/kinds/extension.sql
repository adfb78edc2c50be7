CREATE SCHEMA ext;
CREATE SCHEMA "Odd.Schema";
CREATE EXTENSION hstore SCHEMA ext VERSION '1.7'; -- since: 13
CREATE EXTENSION hstore SCHEMA ext VERSION '1.6'; -- before: 13
COMMENT ON EXTENSION hstore IS 'it''s "ours"';
CREATE EXTENSION pg_trgm VERSION '1.5'; -- since: 13
CREATE EXTENSION pg_trgm VERSION '1.3'; -- before: 13
CREATE EXTENSION citext SCHEMA "Odd.Schema";
CREATE EXTENSION btree_gist;
CREATE EXTENSION "uuid-ossp" SCHEMA ext;
CREATE EXTENSION unaccent;
COMMENT ON FUNCTION public.unaccent(text) IS 'a comment of ours on a member';
CREATE EXTENSION cube;
CREATE EXTENSION earthdistance;
CREATE TABLE public.t (
    id uuid DEFAULT ext.uuid_generate_v4() PRIMARY KEY,
    h ext.hstore DEFAULT '"a"=>"it''s"',
    c "Odd.Schema".citext,
    n integer,
    during tsrange,
    CONSTRAINT t_excl EXCLUDE USING gist (n WITH =, during WITH &&)
);
CREATE INDEX t_trgm ON public.t USING gin ((c::text) gin_trgm_ops);
CREATE INDEX t_h ON public.t USING gist (h ext.gist_hstore_ops);
CREATE VIEW public.v AS SELECT id, h OPERATOR(ext.->) 'a' AS a FROM public.t;
INSERT INTO public.t VALUES ('00000000-0000-0000-0000-000000000001', 'a=>1', 'Abc', 1, '[2024-01-01,2024-01-02)'), ('00000000-0000-0000-0000-000000000002', NULL, NULL, NULL, NULL), ('00000000-0000-0000-0000-000000000003', '', 'it''s', 1, '[2025-01-01,2025-01-02)');
