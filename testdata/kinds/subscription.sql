CREATE SUBSCRIPTION plain CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION several CONNECTION 'host=/nowhere password=secret' PUBLICATION "Odd ""Pub"" it's 100%", b, a WITH (connect = false, slot_name = 'another');
COMMENT ON SUBSCRIPTION several IS 'it''s "several"
of them';
CREATE SUBSCRIPTION slotless CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, slot_name = NONE);
CREATE SUBSCRIPTION running CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false);
ALTER SUBSCRIPTION running ENABLE;
CREATE SUBSCRIPTION "Odd.""Sub"" it's 100%" CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, slot_name = 'odd', synchronous_commit = 'remote_apply');
COMMENT ON SUBSCRIPTION "Odd.""Sub"" it's 100%" IS 'odd';
CREATE SUBSCRIPTION since_14 CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, binary = true, streaming = on); -- since: 14
CREATE SUBSCRIPTION since_15 CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, two_phase = true, disable_on_error = true); -- since: 15
CREATE SUBSCRIPTION since_16 CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, streaming = parallel, password_required = false, run_as_owner = true, origin = none); -- since: 16
CREATE SUBSCRIPTION of_another CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false); -- since: 16
ALTER SUBSCRIPTION of_another OWNER TO pg_monitor; -- since: 16
CREATE SUBSCRIPTION since_17 CONNECTION 'host=/nowhere password=secret' PUBLICATION p WITH (connect = false, failover = true); -- since: 17
