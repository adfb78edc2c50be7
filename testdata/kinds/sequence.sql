CREATE SEQUENCE public.plain;
CREATE SEQUENCE public.small AS smallint;
CREATE SEQUENCE public.medium AS integer INCREMENT BY 5 START WITH 100;
CREATE SEQUENCE public.full AS bigint INCREMENT BY 3 MINVALUE 10 MAXVALUE 1000 START WITH 13 CACHE 7 CYCLE;
COMMENT ON SEQUENCE public.full IS 'all its ''options''';
CREATE SEQUENCE public.down INCREMENT BY -2 MINVALUE -1000 MAXVALUE -1 START WITH -5;
CREATE SEQUENCE public."It's a ""sequence""" START WITH 5;
CREATE UNLOGGED SEQUENCE public.unlogged_seq; -- since: 15
CREATE SCHEMA other;
CREATE SEQUENCE other.plain MINVALUE 0 START WITH 0;

CREATE TABLE public.t (
    id serial PRIMARY KEY,
    big bigserial NOT NULL,
    small smallserial NOT NULL,
    free bigint DEFAULT nextval('public.plain'::regclass) NOT NULL,
    odd bigint DEFAULT nextval('public."It''s a ""sequence"""'::regclass),
    mixed text DEFAULT 'N' || nextval('public.medium'::regclass),
    named integer
);
CREATE SEQUENCE public.named_seq AS integer OWNED BY public.t.named;
CREATE TABLE public.u (id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.u_numbers START WITH 7), n integer);
CREATE VIEW public.uses_sequence AS SELECT last_value FROM public.full;
CREATE TABLE public.parted (id integer, k integer) PARTITION BY LIST (k);
CREATE TABLE public.parted_1 PARTITION OF public.parted FOR VALUES IN (1);
CREATE SEQUENCE public.of_partition OWNED BY public.parted_1.id;
CREATE TABLE public.ancestor (id integer);
CREATE TABLE public.heir () INHERITS (public.ancestor);
CREATE SEQUENCE public.of_heir OWNED BY public.heir.id;

INSERT INTO public.t (named) VALUES (1), (NULL), (3);
INSERT INTO public.u (n) VALUES (1), (2), (3);
SELECT nextval('public.full'), nextval('public.full');
