-- since: 18
CREATE TABLE public.t (
    id integer PRIMARY KEY, plain text NOT NULL, named text CONSTRAINT must_be NOT NULL, noted text CONSTRAINT "Noted" NOT NULL,
    usual text NOT NULL, nulls text, ident integer GENERATED ALWAYS AS IDENTITY CONSTRAINT by_itself NOT NULL
);
COMMENT ON CONSTRAINT "Noted" ON public.t IS 'it''s noted';
COMMENT ON CONSTRAINT t_usual_not_null ON public.t IS 'the usual name';
INSERT INTO public.t VALUES (1, 'a', 'b', 'c', 'd', NULL, DEFAULT), (2, '', '', '', '', '', DEFAULT);
CREATE TABLE public.waits (id integer, late text, a text);
INSERT INTO public.waits VALUES (1, 'l', 'a'), (2, '', '');
ALTER TABLE public.waits ADD NOT NULL late NOT VALID, ADD NOT NULL a NOT VALID;
CREATE TABLE public.waits_more (id integer, later text);
INSERT INTO public.waits_more VALUES (1, NULL);
ALTER TABLE public.waits_more ADD CONSTRAINT later_on NOT NULL later NOT VALID;
COMMENT ON CONSTRAINT later_on ON public.waits_more IS 'not yet';
CREATE TABLE public.before (id integer NOT NULL, old text NOT NULL, older text CONSTRAINT kept NOT NULL);
ALTER TABLE public.before RENAME TO after;
ALTER TABLE public.after RENAME COLUMN old TO new;
CREATE TABLE public.a_b (c integer NOT NULL);
CREATE TABLE public.a (b_c integer NOT NULL);
CREATE TABLE public.a_name_that_is_as_long_as_a_name_can_be_in_a_table_of_this_one (a_column_with_a_long_name integer NOT NULL);

CREATE TABLE public.parent (a integer NOT NULL NO INHERIT, b integer NOT NULL, c text CONSTRAINT c_is_there NOT NULL, d text, e text CONSTRAINT e_alone NOT NULL NO INHERIT);
CREATE TABLE public.child (own text CONSTRAINT own_one NOT NULL) INHERITS (public.parent);
CREATE TABLE public.declares (CONSTRAINT mine NOT NULL c, CONSTRAINT d_below NOT NULL d, CONSTRAINT e_below NOT NULL e NO INHERIT) INHERITS (public.parent);
CREATE TABLE public.joined (a integer, b integer CONSTRAINT joined_b NOT NULL, c text NOT NULL, d text, e text);
ALTER TABLE public.joined INHERIT public.parent;
CREATE TABLE public.alone (k text CONSTRAINT k_there NOT NULL);
CREATE TABLE public.below (CONSTRAINT k_there NOT NULL k) INHERITS (public.alone);
INSERT INTO public.parent VALUES (1, 1, 'c', 'd', 'e');
INSERT INTO public.child VALUES (1, 1, 'c', NULL, NULL, 'own');
INSERT INTO public.declares VALUES (1, 1, 'c', 'd', 'e');

CREATE TABLE public.parts (id integer NOT NULL, at date CONSTRAINT at_known NOT NULL, note text, k integer DEFAULT 1 CONSTRAINT k_known NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE public.parts_1 PARTITION OF public.parts (note CONSTRAINT note_1 NOT NULL) FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE public.parts_2 (id integer CONSTRAINT id_2 NOT NULL, at date NOT NULL, note text, k integer DEFAULT 1 CONSTRAINT k_known NOT NULL);
COMMENT ON CONSTRAINT id_2 ON public.parts_2 IS 'of 2';
ALTER TABLE public.parts ATTACH PARTITION public.parts_2 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE public.parts_3 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO public.parts VALUES (1, '2024-02-02', 'a', 1), (2, '2025-02-02', NULL, 2);
ALTER TABLE public.parts_3 ADD NOT NULL note NOT VALID;

CREATE DOMAIN public.plain_domain AS integer NOT NULL;
CREATE DOMAIN public.named_domain AS integer CONSTRAINT no_hole NOT NULL;
COMMENT ON CONSTRAINT no_hole ON DOMAIN public.named_domain IS 'none';
CREATE DOMAIN public.free_domain AS integer;
