"""Faults in functions."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a function is gone", "DROP FUNCTION public.open_desks(integer)", "function-missing"),
    Fault(
        "a function came",
        "CREATE FUNCTION public.extra() RETURNS integer LANGUAGE sql RETURN 1",
        "function-extra",
        "warning",
    ),
    Fault(
        "another body",
        "CREATE OR REPLACE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN NEW; END'",
        "function-changed",
    ),
    Fault(
        "another standard body",
        "CREATE OR REPLACE FUNCTION public.current_tenant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE "
        "RETURN 'ann'",
        "function-changed",
    ),
    Fault(
        "another result",
        "DROP FUNCTION public.open_desks(integer); CREATE FUNCTION "
        "public.open_desks(minimum integer DEFAULT 1) "
        "RETURNS numeric LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' "
        "AS 'SELECT count(*) FROM public.desks HAVING count(*) >= $1'; "
        "REVOKE ALL ON FUNCTION public.open_desks(integer) FROM PUBLIC; "
        "GRANT EXECUTE ON FUNCTION public.open_desks(integer) TO desk_service",
        "function-changed",
    ),
    Fault("volatile", "ALTER FUNCTION public.current_tenant() VOLATILE", "function-changed"),
    Fault("strict", "ALTER FUNCTION public.open_desks(integer) STRICT", "function-changed"),
    Fault(
        "parallel unsafe",
        "ALTER FUNCTION public.current_tenant() PARALLEL UNSAFE",
        "function-changed",
        "warning",
    ),
    Fault("leakproof", "ALTER FUNCTION public.current_tenant() LEAKPROOF", "function-changed", "warning"),
    Fault("another cost", "ALTER FUNCTION public.touch() COST 7", "function-changed", "warning"),
    Fault(
        "its owner's rights", "ALTER FUNCTION public.touch() SECURITY DEFINER", "function-security-changed"
    ),
    Fault(
        "its caller's rights",
        "ALTER FUNCTION public.open_desks(integer) SECURITY INVOKER",
        "function-security-changed",
    ),
    Fault(
        "another search path",
        "ALTER FUNCTION public.open_desks(integer) SET search_path = public",
        "function-config-changed",
    ),
    Fault("a function's owner", "ALTER FUNCTION public.touch() OWNER TO desk_service", "owner-changed"),
    Fault("a function comment", "COMMENT ON FUNCTION public.touch() IS 'f'", "comment-changed", "warning"),
    Fault("a procedure is gone", "DROP PROCEDURE public.tidy()", "function-missing"),
    Fault(
        "another language",
        "SET check_function_bodies = off; CREATE OR REPLACE PROCEDURE public.tidy() LANGUAGE plpgsql "
        "AS 'DELETE FROM public.notes WHERE false'",
        "function-changed",
    ),
    Fault(
        "another guess of rows",
        "ALTER FUNCTION public.numbers(integer, integer) ROWS 99",
        "function-changed",
        "warning",
    ),
    Fault(
        "help for the planner",
        "ALTER FUNCTION public.numbers(integer, integer) SUPPORT generate_series_int4_support",
        "function-changed",
        "warning",
    ),
    Fault(
        "no transform",
        "CREATE OR REPLACE FUNCTION public.twice(value integer) RETURNS integer LANGUAGE sql AS "
        "'SELECT $1 * 2'",
        "function-changed",
        before="CREATE FUNCTION public.twice(value integer) RETURNS integer LANGUAGE sql "
        "TRANSFORM FOR TYPE public.mood AS 'SELECT $1 * 2'",
    ),
    Fault(
        "no window function",
        "DROP FUNCTION public.row_of(); "
        "CREATE FUNCTION public.row_of() RETURNS bigint LANGUAGE internal AS 'window_row_number'",
        "function-changed",
    ),
    Fault(
        "another library",
        "UPDATE pg_proc SET probin = '$libdir/other' WHERE proname = 'in_c'",
        "function-changed",
        before="CREATE FUNCTION public.in_c() RETURNS trigger LANGUAGE c AS '$libdir/dict_snowball', "
        "'dsnowball_init'",
    ),
    Fault(
        "a procedure that is a function",
        "DROP PROCEDURE public.shift(integer); "
        "CREATE FUNCTION public.shift(INOUT value integer) LANGUAGE sql AS 'SELECT value'",
        "function-changed",
    ),
    Fault(
        "an argument is called otherwise",
        "DROP PROCEDURE public.shift(integer); "
        "CREATE PROCEDURE public.shift(INOUT number integer) LANGUAGE sql AS 'SELECT value'",
        "function-changed",
        before="SET check_function_bodies = off",
    ),
    Fault(
        "no default of an argument",
        "DROP FUNCTION public.short(text, text[]); CREATE FUNCTION public.short(value text, "
        "VARIADIC more text[]) "
        "RETURNS text LANGUAGE sql IMMUTABLE SET search_path = '' SET work_mem = '8MB' RETURN "
        "left(value, 10); "
        "COMMENT ON FUNCTION public.short(text, text[]) IS 'The beginning'; "
        "REVOKE ALL ON FUNCTION public.short(text, text[]) FROM PUBLIC; "
        "GRANT EXECUTE ON FUNCTION public.short(text, text[]) TO desk_app, desk_owner",
        "function-changed",
    ),
    Fault(
        "a setting less",
        "ALTER FUNCTION public.short(text, text[]) RESET work_mem",
        "function-config-changed",
    ),
    Fault(
        "another result of what much is built on",
        "DROP FUNCTION public.size_of(integer) CASCADE; "
        "CREATE FUNCTION public.size_of(value integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1'; "
        "ALTER TABLE public.parcels ALTER size SET DEFAULT public.size_of(1), "
        "ADD CONSTRAINT parcels_size CHECK (public.size_of(size) > 0); "
        "CREATE INDEX parcels_size_of ON public.parcels (public.size_of(size)); "
        "CREATE POLICY parcels_small ON public.parcels AS RESTRICTIVE TO desk_app "
        "USING (public.size_of(size) < 100); COMMENT ON POLICY parcels_small ON public.parcels "
        "IS 'No large ones'; "
        "CREATE VIEW public.parcel_sizes WITH (security_invoker = true) AS "
        "SELECT id FROM public.parcels WHERE public.size_of(size) > 0; "
        "COMMENT ON VIEW public.parcel_sizes IS 'How large'; GRANT SELECT ON "
        "public.parcel_sizes TO desk_app; "
        "CREATE TRIGGER parcels_touch BEFORE UPDATE ON public.parcels FOR EACH ROW "
        "WHEN (public.size_of(OLD.size) > 0) EXECUTE FUNCTION public.touch(); "
        "CREATE RULE parcels_kept AS ON DELETE TO public.parcels WHERE public.size_of(old.size) > 5 "
        "DO INSTEAD NOTHING; CREATE FUNCTION public.larger(integer, integer) RETURNS boolean LANGUAGE sql "
        "IMMUTABLE RETURN public.size_of($1) > public.size_of($2); "
        "CREATE OPERATOR public.>># (FUNCTION = public.larger, LEFTARG = integer, RIGHTARG = integer); "
        "CREATE STATISTICS public.parcel_statistics ON (public.size_of(size)) FROM public.parcels",
        "function-changed",
    ),
]
