-- The handler is never called: nothing reads a foreign table here.
CREATE FUNCTION public.read_feed() RETURNS fdw_handler LANGUAGE internal AS 'heap_tableam_handler';
CREATE FUNCTION public.check_feed(text[], oid) RETURNS void LANGUAGE plpgsql AS 'BEGIN END';
CREATE FOREIGN DATA WRAPPER feed HANDLER public.read_feed VALIDATOR public.check_feed
    OPTIONS (debug 'false', api_key 'fill in');
COMMENT ON FOREIGN DATA WRAPPER feed IS 'What others publish';
GRANT USAGE ON FOREIGN DATA WRAPPER feed TO desk_service;
