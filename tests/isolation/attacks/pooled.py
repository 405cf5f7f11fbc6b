"""What one tenant leaves behind on a pooled connection, for the next one to find."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LeftBehind:
    """Ann runs ``leaves`` in a tenant session and commits; Bob, next on the same connection, runs ``looks``.

    What Bob finds must be ``found``: rows, or the SQLSTATE of an error.
    """

    name: str
    leaves: str
    looks: str
    found: tuple[tuple[object, ...], ...] | str

    def __str__(self) -> str:
        return self.name


def _hidden(statement: str) -> str:
    """``statement`` where the session cannot see it coming."""
    return f"DO $$ BEGIN EXECUTE '{statement.replace(chr(39), chr(39) * 2)}'; END $$"


LEFT_BEHIND = (
    LeftBehind(
        "held cursor",
        _hidden("DECLARE c CURSOR WITH HOLD FOR SELECT problem_statement FROM sessions"),
        "FETCH ALL FROM c",
        "34000",
    ),
    LeftBehind(
        "temporary table",  # TEMP is granted in this database, so that there is something to find
        "CREATE TEMP TABLE kept AS SELECT problem_statement FROM sessions",
        "SELECT * FROM kept",
        "42P01",
    ),
    LeftBehind(
        "temporary table before sessions",
        "CREATE TEMP TABLE sessions AS SELECT 'forged' AS id",
        "SELECT count(*) FROM sessions WHERE id = 'forged'",
        ((0,),),
    ),
    LeftBehind(
        "prepared statement",
        "PREPARE kept AS SELECT problem_statement FROM sessions",
        "EXECUTE kept",
        "26000",
    ),
    LeftBehind(
        "search_path",
        _hidden("SET search_path = pg_temp"),
        "SELECT current_setting('search_path')",
        (('"$user", public',),),
    ),
    LeftBehind(
        "advisory lock",
        "SELECT pg_advisory_lock(4711)",
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
        ((0,),),
    ),
    LeftBehind("channel", "LISTEN everybody", "SELECT pg_listening_channels()", ()),
    LeftBehind(
        "setting of one's own",
        "SELECT set_config('my.note', 'ANNS_WORDS', false)",
        "SELECT nullif(current_setting('my.note', true), '')",
        ((None,),),
    ),
    LeftBehind(
        "value of a sequence",
        "INSERT INTO audit_log (action, resource_type, user_id) VALUES ('a', 'b', 'ann')",
        "SELECT lastval()",
        "55000",
    ),
)
