"""Faults in settings."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("a tenant is preset", "ALTER DATABASE {database} SET desk.tenant = 'bob'", "setting-extra"),
    Fault("preset for a role", "ALTER ROLE desk_app SET desk.tenant = 'bob'", "setting-extra"),
    Fault(
        "preset for a role here",
        "ALTER ROLE desk_app IN DATABASE {database} SET search_path = archive, public",
        "setting-extra",
    ),
    Fault("another setting", "ALTER ROLE desk_service SET statement_timeout = '9s'", "setting-changed"),
    Fault("a setting is gone", "ALTER ROLE desk_service RESET statement_timeout", "setting-missing"),
    Fault(
        "another order for everybody",
        "ALTER DATABASE {database} SET DateStyle = 'German, DMY'",
        "setting-extra",
    ),
    Fault(
        "another setting of the database",
        "ALTER DATABASE {database} SET lock_timeout = '2s'",
        "setting-changed",
        before="ALTER DATABASE {database} SET lock_timeout = '1s'",
    ),
]
