CREATE SCHEMA classes;
CREATE FUNCTION public.cmp(integer, integer) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'btint4cmp';
CREATE FUNCTION public.cmp_back(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT AS 'SELECT btint4cmp(b, a)';
CREATE FUNCTION public.lt(integer, integer) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4lt';
CREATE OPERATOR public.<< (FUNCTION = public.lt, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.>>));
CREATE FUNCTION public.gt(integer, integer) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4gt';
CREATE OPERATOR public.>> (FUNCTION = public.gt, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.<<));

CREATE OPERATOR FAMILY public.numbers USING btree;
COMMENT ON OPERATOR FAMILY public.numbers USING btree IS 'it''s "family"';
CREATE OPERATOR CLASS public.small_ops FOR TYPE smallint USING btree FAMILY public.numbers AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint2cmp(smallint, smallint);
CREATE OPERATOR CLASS public.mid_ops FOR TYPE integer USING btree FAMILY public.numbers AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(integer, integer);
COMMENT ON OPERATOR CLASS public.mid_ops USING btree IS 'class';
ALTER OPERATOR FAMILY public.numbers USING btree ADD
    OPERATOR 1 < (smallint, integer), OPERATOR 3 = (smallint, integer), OPERATOR 5 > (smallint, integer), FUNCTION 1 (smallint, integer) btint24cmp(smallint, integer);

CREATE OPERATOR CLASS public.back_ops FOR TYPE integer USING btree AS
    OPERATOR 1 public.>>, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 public.<<, FUNCTION 1 public.cmp_back(integer, integer);
CREATE OPERATOR CLASS public.hash_ops FOR TYPE integer USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(integer), FUNCTION 2 hashint4extended(integer, bigint);
CREATE OPERATOR CLASS classes."Odd ""Ops" FOR TYPE date USING btree FAMILY pg_catalog.text_ops AS
    OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 date_cmp(date, date);
CREATE OPERATOR CLASS classes.query_ops FOR TYPE tsquery USING gist AS
    OPERATOR 7 @>, OPERATOR 8 <@, FUNCTION 1 gtsquery_consistent(internal, tsquery, smallint, oid, internal), FUNCTION 2 gtsquery_union(internal, internal),
    FUNCTION 3 gtsquery_compress(internal), FUNCTION 5 gtsquery_penalty(internal, internal, internal), FUNCTION 6 gtsquery_picksplit(internal, internal),
    FUNCTION 7 gtsquery_same(bigint, bigint, internal), STORAGE bigint;
CREATE OPERATOR CLASS classes.distance FOR TYPE point USING gist AS
    OPERATOR 15 <-> (point, point) FOR ORDER BY pg_catalog.float_ops, OPERATOR 11 >^ (point, point), FUNCTION 1 gist_point_consistent(internal, point, smallint, oid, internal),
    FUNCTION 2 gist_box_union(internal, internal), FUNCTION 3 gist_point_compress(internal), FUNCTION 5 gist_box_penalty(internal, internal, internal),
    FUNCTION 6 gist_box_picksplit(internal, internal), FUNCTION 7 gist_box_same(box, box, internal), FUNCTION 8 gist_point_distance(internal, point, smallint, oid, internal), STORAGE box;
CREATE OPERATOR CLASS classes.lines DEFAULT FOR TYPE line USING brin AS OPERATOR 3 = (line, line);
CREATE OPERATOR FAMILY classes.empty USING gin;
CREATE OPERATOR CLASS classes.none FOR TYPE text USING gin FAMILY classes.empty AS STORAGE text;

CREATE TABLE public.t (id integer PRIMARY KEY, n integer, s smallint, r text);
CREATE INDEX t_back ON public.t (n public.back_ops);
CREATE INDEX t_hash ON public.t USING hash (n public.hash_ops);
CREATE INDEX t_small ON public.t (s public.small_ops);
INSERT INTO public.t VALUES (1, 1, 1), (2, NULL, NULL), (3, 7, 2);
CREATE TYPE public.backward AS RANGE (subtype = integer, subtype_opclass = public.back_ops);
CREATE OPERATOR FAMILY public.more USING btree;
CREATE OPERATOR CLASS public.entries FOR TYPE integer USING gin AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(integer, integer);
CREATE OPERATOR CLASS public.crossing FOR TYPE integer USING btree AS
    OPERATOR 1 < (integer, bigint), OPERATOR 3 = (smallint, integer), OPERATOR 5 >, FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
CREATE OPERATOR CLASS public.summed FOR TYPE integer USING brin AS
    OPERATOR 1 < (smallint, bigint), OPERATOR 3 =, FUNCTION 1 (smallint, bigint) brin_minmax_opcinfo(internal),
    FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal);
