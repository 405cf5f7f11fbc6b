"""Faults in databases."""

from tests.pgdrift.corpus.fault import Fault

_FIXED = "a database keeps its encoding and locale: it has to be dumped and restored into a new one"
_LOCALE = "database-locale-changed"


def _as_created(column: str, value: str) -> str:
    return f"UPDATE pg_database SET {column} = {value} WHERE datname = current_database()"


FAULTS = [
    Fault("a database's owner", "ALTER DATABASE {database} OWNER TO desk_app", "owner-changed"),
    Fault(
        "a database's limit",
        "ALTER DATABASE {database} CONNECTION LIMIT 7",
        "connection-limit-changed",
        "warning",
    ),
    Fault("a template", "ALTER DATABASE {database} IS_TEMPLATE true", "database-template-changed"),
    Fault(
        "a database elsewhere",
        _as_created("dattablespace", "(SELECT oid FROM pg_tablespace WHERE spcname = 'pg_global')"),
        "tablespace-changed",
        "warning",
        beyond_repair="nobody may be connected while a database moves",
    ),
    Fault(
        "another encoding",
        # Collations of another encoding than the database's are not there for it.
        "UPDATE pg_collation SET collencoding = pg_char_to_encoding('LATIN1') "
        "WHERE oid >= 16384 AND collencoding = pg_char_to_encoding('UTF8'); "
        + _as_created("encoding", "pg_char_to_encoding('LATIN1')"),
        _LOCALE,
        beyond_repair=_FIXED,
    ),
    Fault("another order of text", _as_created("datcollate", "'tlh_AQ'"), _LOCALE, beyond_repair=_FIXED),
    Fault("another sort of letters", _as_created("datctype", "'tlh_AQ'"), _LOCALE, beyond_repair=_FIXED),
    Fault("another provider of locales", _as_created("datlocprovider", "'i'"), _LOCALE, beyond_repair=_FIXED),
    Fault(
        "another locale of the database",
        _as_created("datlocale", "'tlh'"),
        _LOCALE,
        since=17,
        beyond_repair=_FIXED,
    ),
    Fault(
        "rules of its own order",
        _as_created("daticurules", "'&a < g'"),
        _LOCALE,
        since=16,
        beyond_repair=_FIXED,
    ),
    Fault("a database comment", "COMMENT ON DATABASE {database} IS 'd'", "comment-changed", "warning"),
]
