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
]
