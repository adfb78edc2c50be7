CREATE SCHEMA other;
CREATE SCHEMA "Odd.Schema";
CREATE TABLE public.t (id integer PRIMARY KEY, a integer, b text, "Odd ""Col""" text);
CREATE TABLE public.u (id integer PRIMARY KEY, v text);
CREATE TABLE other.o (id integer PRIMARY KEY);
CREATE TABLE "Odd.Schema"."it's" (id integer PRIMARY KEY);
CREATE TABLE public.parts (id integer, k integer, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES IN (1);
CREATE PUBLICATION empty;
CREATE PUBLICATION plain FOR TABLE public.t;
COMMENT ON PUBLICATION plain IS 'it''s "plain"';
CREATE PUBLICATION several FOR TABLE public.t, public.u, "Odd.Schema"."it's";
CREATE PUBLICATION columns FOR TABLE public.t (id, "Odd ""Col"""), public.u (id); -- since: 15
CREATE PUBLICATION filtered FOR TABLE public.t WHERE (a > 0 AND b <> 'it''s'), public.u WHERE (id > 1); -- since: 15
CREATE PUBLICATION columns_and_filter FOR TABLE public.t (id, a) WHERE (id > 5) WITH (publish = 'insert'); -- since: 15
CREATE PUBLICATION of_schema FOR TABLES IN SCHEMA other, "Odd.Schema"; -- since: 15
CREATE PUBLICATION mixed FOR TABLE public.t, TABLES IN SCHEMA other; -- since: 15
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert, truncate');
CREATE PUBLICATION via_root FOR TABLE public.parts WITH (publish_via_partition_root = true); -- since: 13
CREATE PUBLICATION deletes FOR TABLE public.u WITH (publish = 'delete');
CREATE PUBLICATION nothing FOR TABLE public.u WITH (publish = '');
CREATE PUBLICATION "Odd.""Pub"" it's" FOR TABLE public.t WITH (publish = 'update, delete');
COMMENT ON PUBLICATION "Odd.""Pub"" it's" IS 'C:\x
two';
INSERT INTO public.t VALUES (1, 1, 'a', 'x'), (2, NULL, NULL, NULL), (3, 0, 'it''s', '');
INSERT INTO public.u VALUES (1, 'a'), (2, NULL), (3, '');
