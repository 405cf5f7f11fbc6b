"""Faults in what extensions brought."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault(
        "a member of an extension does something else",
        "CREATE OR REPLACE FUNCTION plpgsql_call_handler() RETURNS language_handler LANGUAGE c "
        "AS '$libdir/plpgsql', 'plpgsql_inline_handler'".replace("plpgsql_call", "pg_catalog.plpgsql_call"),
        "extension-member-changed",
    ),
    Fault(
        "a member of an extension runs under a setting",
        "ALTER FUNCTION pg_catalog.plpgsql_validator(oid) SET work_mem = '1MB'",
        "extension-member-changed",
    ),
    Fault(
        "a member of an extension has another owner",
        "ALTER FUNCTION pg_catalog.plpgsql_validator(oid) OWNER TO desk_app",
        "owner-changed",
    ),
    Fault(
        "a member of an extension is on its own",
        "ALTER EXTENSION vector DROP FUNCTION public.vector_dims(public.vector)",
        "extension-member-missing",
    ),
    Fault(
        "a member of an extension is gone",
        "ALTER EXTENSION vector DROP FUNCTION public.vector_dims(public.vector); "
        "DROP FUNCTION public.vector_dims(public.vector)",
        "extension-member-missing",
    ),
    Fault(
        "a function is said to be an extension's",
        "ALTER EXTENSION plpgsql ADD FUNCTION public.touch()",
        "extension-member-extra",
    ),
    Fault(
        "an extension was given a function",
        "CREATE FUNCTION public.extra() RETURNS integer LANGUAGE sql RETURN 1; "
        "ALTER EXTENSION plpgsql ADD FUNCTION public.extra()",
        "extension-member-extra",
    ),
    Fault(
        "a table is said to be an extension's",
        "ALTER EXTENSION plpgsql ADD TABLE public.parcels",
        "extension-member-extra",
    ),
]
