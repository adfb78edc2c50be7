CREATE EXTENSION btree_gist;
CREATE TABLE public.room (
    id integer,
    building text,
    during tsrange,
    days daterange,
    area box,
    price numeric,
    name varchar(20) COLLATE "C",
    CONSTRAINT no_overlap EXCLUDE USING gist (id WITH =, during WITH &&),
    CONSTRAINT partial EXCLUDE USING gist (days WITH &&) WHERE (price > 0 AND building <> 'it''s'),
    CONSTRAINT deferrable_area EXCLUDE USING gist (area WITH &&) DEFERRABLE,
    CONSTRAINT deferred EXCLUDE USING gist (id WITH =, area WITH ~=) DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON CONSTRAINT no_overlap ON public.room IS 'it''s "taken"
until then';
CREATE TABLE public.expressions (
    id integer,
    starts date,
    ends date,
    label text,
    CONSTRAINT "Odd ""x"" it's" EXCLUDE USING gist (daterange(starts, ends, '[]') WITH &&, (lower(label)) WITH =) INCLUDE (id) WITH (fillfactor = 70, buffering = off),
    CONSTRAINT btree_x EXCLUDE USING btree (lower(label) text_pattern_ops WITH =, id DESC NULLS LAST WITH =),
    CONSTRAINT hash_x EXCLUDE USING hash (label COLLATE "C" WITH =),
    CONSTRAINT differs EXCLUDE USING gist (starts WITH =, label WITH <>),
    CONSTRAINT opclass_x EXCLUDE USING gist (id gist_int4_ops WITH =)
);
COMMENT ON CONSTRAINT btree_x ON public.expressions IS 'a unique by "hand"';
CREATE TABLE public.free (id integer, during tsrange);

INSERT INTO public.room VALUES
    (1, 'a', '[2024-01-01,2024-01-02)', '[2024-01-01,2024-01-02)', '(1,1),(0,0)', 5, 'x'),
    (1, 'it''s', '[2024-01-02,2024-01-03)', '[2024-01-01,2024-01-03)', '(3,3),(2,2)', 0, NULL), (2, NULL, NULL, NULL, NULL, NULL, '');
INSERT INTO public.expressions VALUES (1, '2024-01-01', '2024-01-02', 'a'), (2, '2024-01-05', NULL, 'b'), (3, NULL, NULL, NULL);
INSERT INTO public.free VALUES (1, '[2024-01-01,2024-01-02)'), (1, '[2024-02-01,2024-02-02)'), (2, NULL);
COMMENT ON INDEX public.no_overlap IS 'of an index';
