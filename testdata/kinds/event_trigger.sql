CREATE TABLE public.t (id integer PRIMARY KEY, v text);
INSERT INTO public.t VALUES (1, 'a'), (2, NULL), (3, 'it''s');
CREATE FUNCTION public.on_event() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM 1; END';
CREATE FUNCTION public.on_other() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
COMMENT ON FUNCTION public.on_event() IS 'does nothing';
CREATE EVENT TRIGGER plain ON ddl_command_end EXECUTE FUNCTION public.on_event();
COMMENT ON EVENT TRIGGER plain IS 'it''s "plain"';
CREATE EVENT TRIGGER tagged ON ddl_command_start WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE', 'DROP FUNCTION') EXECUTE FUNCTION public.on_event();
CREATE EVENT TRIGGER dropped ON sql_drop EXECUTE FUNCTION public.on_event();
CREATE EVENT TRIGGER rewritten ON table_rewrite WHEN TAG IN ('ALTER TABLE') EXECUTE FUNCTION public.on_event();
CREATE EVENT TRIGGER disabled ON ddl_command_end EXECUTE FUNCTION public.on_event();
CREATE EVENT TRIGGER replica ON ddl_command_end EXECUTE FUNCTION public.on_event();
CREATE EVENT TRIGGER always ON ddl_command_end EXECUTE FUNCTION public.on_event();
CREATE EVENT TRIGGER "Odd.""Event"" it's" ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION public.on_event();
COMMENT ON EVENT TRIGGER "Odd.""Event"" it's" IS 'C:\odd
two';
ALTER EVENT TRIGGER disabled DISABLE;
ALTER EVENT TRIGGER replica ENABLE REPLICA;
ALTER EVENT TRIGGER always ENABLE ALWAYS;
