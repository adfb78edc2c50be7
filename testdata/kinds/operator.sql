CREATE SCHEMA ops;
CREATE TYPE public.pair AS (a integer, b integer);
CREATE FUNCTION public.pair_eq(public.pair, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ($1).a = ($2).a AND ($1).b = ($2).b';
CREATE FUNCTION public.pair_ne(public.pair, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT NOT (($1).a = ($2).a AND ($1).b = ($2).b)';
CREATE FUNCTION public.pair_lt(public.pair, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ($1).a < ($2).a';
CREATE FUNCTION public.pair_gt(public.pair, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ($1).a > ($2).a';
CREATE FUNCTION public.pair_int(public.pair, integer) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ($1).a = $2';
CREATE FUNCTION public.int_pair(integer, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ($2).a = $1';
CREATE FUNCTION public.pair_neg(public.pair) RETURNS public.pair LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ROW(-($1).a, -($1).b)::public.pair';
CREATE FUNCTION public.pair_abs(public.pair) RETURNS public.pair LANGUAGE sql IMMUTABLE STRICT AS 'SELECT ROW(abs(($1).a), abs(($1).b))::public.pair';

CREATE OPERATOR public.=== (FUNCTION = public.pair_eq, LEFTARG = public.pair, RIGHTARG = public.pair, COMMUTATOR = OPERATOR(public.===), NEGATOR = OPERATOR(public.!==), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR public.!== (FUNCTION = public.pair_ne, LEFTARG = public.pair, RIGHTARG = public.pair, COMMUTATOR = OPERATOR(public.!==), NEGATOR = OPERATOR(public.===), RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR public.<<< (FUNCTION = public.pair_lt, LEFTARG = public.pair, RIGHTARG = public.pair, COMMUTATOR = OPERATOR(public.>>>), RESTRICT = scalarltsel);
CREATE OPERATOR public.>>> (FUNCTION = public.pair_gt, LEFTARG = public.pair, RIGHTARG = public.pair, COMMUTATOR = OPERATOR(public.<<<));
CREATE OPERATOR ops.~== (FUNCTION = public.pair_int, LEFTARG = public.pair, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.==~));
CREATE OPERATOR public.==~ (FUNCTION = public.int_pair, LEFTARG = integer, RIGHTARG = public.pair, COMMUTATOR = OPERATOR(ops.~==));
CREATE OPERATOR public.== (FUNCTION = public.pair_int, LEFTARG = public.pair, RIGHTARG = integer);
CREATE OPERATOR public.== (FUNCTION = public.pair_eq, LEFTARG = public.pair, RIGHTARG = public.pair, NEGATOR = OPERATOR(ops.<~>));
CREATE OPERATOR public.- (FUNCTION = public.pair_neg, RIGHTARG = public.pair);
CREATE OPERATOR public.|/ (FUNCTION = public.pair_abs, RIGHTARG = public.pair);
COMMENT ON OPERATOR public.=== (public.pair, public.pair) IS 'it''s "equal"';
COMMENT ON OPERATOR public.- (NONE, public.pair) IS 'negative';

CREATE TABLE public.t (id integer PRIMARY KEY, p public.pair, CONSTRAINT t_check CHECK (p OPERATOR(public.===) p));
INSERT INTO public.t VALUES (1, '(1,2)'), (2, NULL);
CREATE VIEW public.v AS SELECT id, OPERATOR(public.-) p AS n, p OPERATOR(public.<<<) p AS l FROM public.t WHERE p OPERATOR(public.===) p;
