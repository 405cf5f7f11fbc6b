"""Out of the database: files, programs, libraries, other servers."""

from tests.isolation.attacks.attack import Attack, Outcome, Refused

DENIED = Refused()


def _refused(name: str, statement: str, outcome: Outcome = DENIED) -> Attack:
    return Attack(name, (statement,), outcome)


ATTACKS = (
    *(
        _refused(function, f"SELECT * FROM {function}({arguments})")
        for function, arguments in (
            ("pg_read_file", "'PG_VERSION'"),
            ("pg_read_binary_file", "'PG_VERSION'"),
            ("pg_stat_file", "'PG_VERSION'"),
            ("pg_ls_dir", "'.'"),
            ("pg_ls_logdir", ""),
            ("pg_ls_waldir", ""),
            ("pg_ls_tmpdir", ""),
            ("pg_reload_conf", ""),
            ("pg_rotate_logfile", ""),
            ("pg_switch_wal", ""),
            ("pg_create_restore_point", "'x'"),
            ("pg_create_physical_replication_slot", "'x'"),
            ("pg_create_logical_replication_slot", "'x', 'pgoutput'"),
            ("pg_stat_reset", ""),
        )
    ),
    _refused("COPY from a file", "COPY audit_log (action) FROM '/etc/passwd'"),
    _refused("COPY into a file", "COPY personas TO '/tmp/personas'"),
    _refused("COPY from a program", "COPY audit_log (action) FROM PROGRAM 'id'"),
    _refused("COPY into a program", "COPY personas TO PROGRAM 'cat'"),
    _refused("library", "LOAD '/tmp/evil.so'"),
    _refused("function in C", "CREATE FUNCTION public.f() RETURNS int LANGUAGE c AS '/tmp/evil.so', 'f'"),
    _refused(
        "function of the server's own code", "CREATE FUNCTION public.f() RETURNS int LANGUAGE internal AS 'x'"
    ),
    _refused("language", "CREATE LANGUAGE mine HANDLER plpgsql_call_handler"),
    # Whether there is such an extension is looked up before whether one may: so both are tried.
    Attack(
        "extension",
        ("CREATE EXTENSION vector",),
        Refused("42710", "already exists"),
        weakened="DROP EXTENSION vector CASCADE",
        then=Refused("42501", "permission denied to create extension"),
    ),
    _refused("extension removed", "DROP EXTENSION vector CASCADE"),
    _refused("another server", "CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw", Refused("42704")),
    _refused("wrapper for other servers", "CREATE FOREIGN DATA WRAPPER w"),
    _refused(
        "subscription", "CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false)"
    ),
    _refused("publication of every table", "CREATE PUBLICATION p FOR ALL TABLES"),
    _refused("event trigger", "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION set_updated_at()"),
    _refused(
        "dblink, which is not there",
        "SELECT * FROM dblink('dbname=x', 'SELECT 1') AS t (x int)",
        Refused("42883"),
    ),
)
