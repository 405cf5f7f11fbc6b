"""Faults in default privileges."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault(
        "new functions for everyone",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
        "default-privilege-extra",
    ),
    Fault(
        "new tables open",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner GRANT SELECT ON TABLES TO desk_app",
        "default-privilege-extra",
    ),
    Fault(
        "new tables closed",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner IN SCHEMA public REVOKE SELECT ON "
        "TABLES FROM desk_service",
        "default-privilege-missing",
    ),
    Fault(
        "new tables writable",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner IN SCHEMA public GRANT INSERT ON "
        "TABLES TO desk_service",
        "default-privilege-extra",
    ),
    Fault(
        "new types for nobody",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner REVOKE USAGE ON TYPES FROM PUBLIC",
        "default-privilege-missing",
    ),
    Fault(
        "new sequences to pass on",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_owner GRANT USAGE ON SEQUENCES TO desk_app WITH GRANT OPTION",
        "default-privilege-extra",
    ),
    Fault(
        "new schemas open",
        "ALTER DEFAULT PRIVILEGES FOR ROLE desk_service GRANT CREATE ON SCHEMAS TO desk_app",
        "default-privilege-extra",
    ),
]
