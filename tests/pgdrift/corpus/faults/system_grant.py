"""Faults in grants on what is no schema's."""

from tests.pgdrift.corpus.fault import Fault

FAULTS = [
    Fault("reads passwords", "GRANT SELECT ON pg_catalog.pg_authid TO desk_app", "grant-extra"),
    Fault("reads one column of them", "GRANT SELECT (rolpassword) ON pg_authid TO PUBLIC", "grant-extra"),
    Fault("no longer for everyone", "REVOKE SELECT ON pg_catalog.pg_class FROM PUBLIC", "grant-missing"),
    Fault(
        "reads files", "GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_file(text) TO desk_app", "grant-extra"
    ),
    Fault(
        "no function for everyone",
        "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC",
        "grant-missing",
    ),
    Fault("creates in the catalog", "GRANT CREATE ON SCHEMA pg_catalog TO desk_app", "grant-extra"),
    Fault("views of the standard", "REVOKE SELECT ON information_schema.tables FROM PUBLIC", "grant-missing"),
    Fault("a type", "REVOKE USAGE ON TYPE pg_catalog.int4 FROM PUBLIC", "grant-missing"),
    Fault(
        "switches triggers off",
        "GRANT SET ON PARAMETER session_replication_role TO desk_app",
        "grant-extra",
    ),
    Fault("sets it for the server", "GRANT ALTER SYSTEM ON PARAMETER work_mem TO desk_app", "grant-extra"),
    Fault("a tablespace", "GRANT CREATE ON TABLESPACE pg_default TO desk_app", "grant-extra"),
    Fault("no language", "REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC", "grant-missing"),
    Fault("a language", "GRANT USAGE ON LANGUAGE plpgsql TO desk_app WITH GRANT OPTION", "grant-extra"),
    Fault("a large object", "GRANT SELECT ON LARGE OBJECT 4711 TO desk_app", "grant-extra"),
    Fault(
        "what an extension brought",
        "GRANT USAGE ON TYPE public.vector TO desk_app WITH GRANT OPTION",
        "grant-extra",
    ),
    Fault(
        "writes what it may read",
        "GRANT UPDATE ON pg_catalog.pg_statistic TO desk_app",
        "grant-extra",
        before="GRANT SELECT ON pg_catalog.pg_statistic TO desk_app",
    ),
]
