CREATE TABLE public.target (id integer PRIMARY KEY, alt integer UNIQUE, a integer, b text, UNIQUE (a, b));
CREATE TABLE public.plain (id integer, t integer CONSTRAINT plain_fk REFERENCES public.target);
COMMENT ON CONSTRAINT plain_fk ON public.plain IS 'to ''target''';
CREATE TABLE public.actions (
    n integer CONSTRAINT fk_no_action REFERENCES public.target ON DELETE NO ACTION ON UPDATE NO ACTION,
    r integer CONSTRAINT fk_restrict REFERENCES public.target ON DELETE RESTRICT ON UPDATE RESTRICT,
    c integer CONSTRAINT fk_cascade REFERENCES public.target (alt) ON DELETE CASCADE ON UPDATE CASCADE,
    s integer CONSTRAINT fk_set_null REFERENCES public.target ON DELETE SET NULL ON UPDATE SET NULL,
    d integer DEFAULT 1 CONSTRAINT fk_set_default REFERENCES public.target ON DELETE SET DEFAULT ON UPDATE SET DEFAULT
);
CREATE TABLE public.composite (
    x integer, y text, z text DEFAULT 'a',
    CONSTRAINT fk_simple FOREIGN KEY (x, y) REFERENCES public.target (a, b) MATCH SIMPLE,
    CONSTRAINT fk_full FOREIGN KEY (x, z) REFERENCES public.target (a, b) MATCH FULL NOT VALID
    , CONSTRAINT fk_null_cols FOREIGN KEY (x, y) REFERENCES public.target (a, b) ON DELETE SET NULL (y) -- since: 15
    , CONSTRAINT fk_default_cols FOREIGN KEY (x, y) REFERENCES public.target (a, b) ON DELETE SET DEFAULT (y, x) -- since: 15
);
CREATE TABLE public.deferred (
    a integer CONSTRAINT fk_deferrable REFERENCES public.target DEFERRABLE,
    b integer CONSTRAINT fk_deferred REFERENCES public.target DEFERRABLE INITIALLY DEFERRED,
    c integer CONSTRAINT "fk ""odd"" it's" REFERENCES public.target NOT DEFERRABLE
);
COMMENT ON CONSTRAINT "fk ""odd"" it's" ON public.deferred IS 'odd \ name';
CREATE TABLE public.invalid (id integer);
ALTER TABLE public.invalid ADD CONSTRAINT fk_not_valid FOREIGN KEY (id) REFERENCES public.target NOT VALID;
CREATE TABLE public.tree (id integer PRIMARY KEY, up integer CONSTRAINT tree_up REFERENCES public.tree ON DELETE CASCADE);
CREATE TABLE public.hen (id integer PRIMARY KEY, egg integer);
CREATE TABLE public.egg (id integer PRIMARY KEY, hen integer CONSTRAINT egg_hen REFERENCES public.hen);
ALTER TABLE public.hen ADD CONSTRAINT hen_egg FOREIGN KEY (egg) REFERENCES public.egg DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE public.mixed (b bigint CONSTRAINT fk_mixed REFERENCES public.target);
CREATE TABLE public.parts (id integer, k integer, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1, 2, 3);
ALTER TABLE public.parts ADD CONSTRAINT parts_fk FOREIGN KEY (id) REFERENCES public.target ON DELETE CASCADE;
CREATE TABLE public.to_parts (id integer, k integer, CONSTRAINT to_parts_fk FOREIGN KEY (id, k) REFERENCES public.parts);
CREATE TABLE public.pairs (a integer, b integer, CONSTRAINT pairs_key UNIQUE (a, b) INCLUDE (a, a));
CREATE TABLE public.same_twice (x integer, CONSTRAINT same_twice_fk FOREIGN KEY (x, x) REFERENCES public.pairs (a, b));
CREATE INDEX pairs_twice ON public.pairs (a, a) INCLUDE (b, b);
CREATE SCHEMA other;
CREATE TABLE other.far (id integer CONSTRAINT far_fk REFERENCES public.target);

INSERT INTO public.target VALUES (1, 1, 1, 'a'), (2, 2, 2, 'b'), (3, 3, 3, 'c');
INSERT INTO public.plain VALUES (1, 1), (2, 2), (3, NULL);
INSERT INTO public.actions VALUES (1, 1, 1, 1, 1), (2, 2, 2, 2, 2), (NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.composite (x, y, z) VALUES (1, 'a', 'a'), (2, 'b', 'b'), (NULL, NULL, NULL);
INSERT INTO public.deferred VALUES (1, 1, 1), (2, 2, 2), (NULL, NULL, 3);
INSERT INTO public.invalid VALUES (1), (2), (NULL);
INSERT INTO public.tree VALUES (1, NULL), (2, 1), (3, 2);
INSERT INTO public.hen VALUES (1, 1), (2, 2), (3, NULL);
INSERT INTO public.egg VALUES (1, 1), (2, NULL), (3, 2);
INSERT INTO public.mixed VALUES (1), (2), (3);
INSERT INTO public.parts VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO public.to_parts VALUES (1, 1), (2, 2), (NULL, 1);
INSERT INTO other.far VALUES (1), (2), (NULL);
