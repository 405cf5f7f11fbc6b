"""Faults in roles."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("bypasses RLS", "ALTER ROLE desk_app BYPASSRLS", "role-changed"),
    Fault("a superuser", "ALTER ROLE desk_app SUPERUSER", "role-changed"),
    Fault("may log in", "ALTER ROLE desk_app LOGIN", "role-changed"),
    Fault("may create roles", "ALTER ROLE desk_app CREATEROLE", "role-changed"),
    Fault("a limit", "ALTER ROLE desk_app CONNECTION LIMIT 3", "role-limit-changed", "warning"),
    Fault("an end", "ALTER ROLE desk_app VALID UNTIL '2030-01-01'", "role-limit-changed", "warning"),
    Fault("a role comment", "COMMENT ON ROLE desk_app IS 'r'", "comment-changed", "warning"),
    Fault("does not inherit", "ALTER ROLE desk_app NOINHERIT", "role-changed"),
    Fault("may create databases", "ALTER ROLE desk_app CREATEDB", "role-changed"),
    Fault("may replicate", "ALTER ROLE desk_app REPLICATION", "role-changed"),
    Fault("a role came", "CREATE ROLE desk_stranger LOGIN", "role-extra", "warning"),
    Fault("a superuser came", "CREATE ROLE desk_stranger SUPERUSER", "role-extra-powerful"),
    Fault("a role came that no policy binds", "CREATE ROLE desk_stranger BYPASSRLS", "role-extra-powerful"),
    Fault("a role is gone", "DROP ROLE desk_guest", "role-missing", before="CREATE ROLE desk_guest LOGIN"),
]
