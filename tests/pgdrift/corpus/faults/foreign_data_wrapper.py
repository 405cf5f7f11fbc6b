"""Faults in foreign data wrappers."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault(
        "a foreign data wrapper is gone",
        "DROP FOREIGN DATA WRAPPER feed CASCADE",
        "foreign-data-wrapper-missing",
    ),
    Fault(
        "a foreign data wrapper came",
        "CREATE FOREIGN DATA WRAPPER extra",
        "foreign-data-wrapper-extra",
        "warning",
    ),
    Fault(
        "a foreign data wrapper with its server came",
        "CREATE FOREIGN DATA WRAPPER extra; CREATE SERVER there FOREIGN DATA WRAPPER extra; "
        "CREATE USER MAPPING FOR desk_app SERVER there OPTIONS (password 'abc'); "
        "CREATE FOREIGN TABLE public.extra (id integer) SERVER there; "
        "GRANT USAGE ON FOREIGN SERVER there TO desk_app; GRANT SELECT ON public.extra TO desk_app",
        "foreign-data-wrapper-extra",
        "warning",
    ),
    Fault("no handler", "ALTER FOREIGN DATA WRAPPER feed NO HANDLER", "foreign-data-wrapper-changed"),
    Fault(
        "another validator",
        "ALTER FOREIGN DATA WRAPPER feed VALIDATOR pg_catalog.postgresql_fdw_validator",
        "foreign-data-wrapper-validator-changed",
        "warning",
    ),
    Fault(
        "a wrapper's options",
        "ALTER FOREIGN DATA WRAPPER feed OPTIONS (SET debug 'true', ADD more '1')",
        "foreign-options-changed",
    ),
    Fault(
        "a wrapper's option is gone",
        "ALTER FOREIGN DATA WRAPPER feed OPTIONS (DROP debug)",
        "foreign-options-changed",
    ),
    Fault(
        "a wrapper's owner",
        "ALTER FOREIGN DATA WRAPPER feed OWNER TO desk_super",
        "owner-changed",
        before="CREATE ROLE desk_super SUPERUSER",
    ),
    Fault(
        "a wrapper's comment",
        "COMMENT ON FOREIGN DATA WRAPPER feed IS NULL",
        "comment-changed",
        "warning",
    ),
]
