CREATE TABLE public.t (id integer PRIMARY KEY, name text);
CREATE PROCEDURE public.plain() LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE public.plain() IS 'it''s "plain"';
CREATE PROCEDURE public.args(a integer, INOUT b text DEFAULT 'it''s', IN c date DEFAULT CURRENT_DATE) LANGUAGE plpgsql AS $$
BEGIN
    b := b || a || c;
END $$;
CREATE PROCEDURE public.outs(a integer, OUT b integer, OUT c text) LANGUAGE plpgsql AS $$ BEGIN b := a; c := 'x'; END $$; -- since: 14
CREATE PROCEDURE public.variadic_args(VARIADIC v integer[]) LANGUAGE sql AS '';
CREATE PROCEDURE public.unnamed(integer, text) LANGUAGE sql AS 'SELECT $1';

-- since: 14
CREATE PROCEDURE public.atomic_body(n integer) LANGUAGE sql
    BEGIN ATOMIC
        INSERT INTO public.t (id, name) VALUES (n, 'new');
        DELETE FROM public.t WHERE id < n;
    END;

CREATE PROCEDURE public.secure() LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '8MB' AS 'BEGIN NULL; END';
CREATE PROCEDURE public.overloaded(a integer) LANGUAGE sql AS '';
CREATE PROCEDURE public.overloaded(a text) LANGUAGE sql AS '';
COMMENT ON PROCEDURE public.overloaded(text) IS 'text''s';
CREATE PROCEDURE public."Odd ""Proc"" it's"("Arg" integer) LANGUAGE sql AS '-- $$ \ ''x''';
CREATE PROCEDURE public.commits() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$;
INSERT INTO public.t VALUES (1, 'a'), (2, NULL), (3, 'it''s');
CREATE EXTENSION pg_trgm;
CREATE PROCEDURE public.in_c() LANGUAGE c AS '$libdir/pg_trgm', 'show_limit';
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE TRANSFORM FOR bigint LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int8recv(internal));
CREATE PROCEDURE public.transformed(integer) LANGUAGE sql TRANSFORM FOR TYPE integer AS 'SELECT 1';
