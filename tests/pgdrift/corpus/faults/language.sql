CREATE FUNCTION public.speak() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE FUNCTION public.speak_at_once(internal) RETURNS void LANGUAGE c STRICT
    AS '$libdir/plpgsql', 'plpgsql_inline_handler';
CREATE FUNCTION public.listen(oid) RETURNS void LANGUAGE c STRICT AS '$libdir/plpgsql', 'plpgsql_validator';
CREATE TRUSTED LANGUAGE esperanto HANDLER public.speak INLINE public.speak_at_once VALIDATOR public.listen;
ALTER LANGUAGE esperanto OWNER TO desk_owner;
COMMENT ON LANGUAGE esperanto IS 'For everybody';
REVOKE ALL ON LANGUAGE esperanto FROM PUBLIC;
GRANT USAGE ON LANGUAGE esperanto TO desk_service;
CREATE FUNCTION public.saluton() RETURNS text LANGUAGE esperanto AS 'BEGIN RETURN 1; END';
