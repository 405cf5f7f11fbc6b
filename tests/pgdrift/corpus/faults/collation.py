"""Faults in collations. What only ICU can do is written past it, for it is not in every PostgreSQL."""

from tests.pgdrift.corpus.fault import Fault


def _instead(definition: str) -> str:
    return (
        f"DROP COLLATION public.bytewise; CREATE COLLATION public.bytewise ({definition}); "
        "ALTER COLLATION public.bytewise OWNER TO desk_owner; "
        "COMMENT ON COLLATION public.bytewise IS 'As a computer sorts'"
    )


def _set(column: str, value: str) -> str:
    return f"UPDATE pg_collation SET {column} = {value} WHERE collname = 'bytewise'"


FAULTS = [
    Fault("a collation is gone", "DROP COLLATION public.bytewise", "collation-missing"),
    Fault(
        "a collation came",
        "CREATE COLLATION public.extra (PROVIDER = libc, LOCALE = 'C')",
        "collation-extra",
        "warning",
    ),
    Fault("another locale", _instead("PROVIDER = libc, LOCALE = 'POSIX'"), "collation-changed"),
    Fault(
        "another locale under a column",
        "ALTER TABLE public.tenants ALTER city TYPE text; "
        + _instead("PROVIDER = libc, LOCALE = 'POSIX'")
        + "; ALTER TABLE public.tenants ALTER city TYPE text COLLATE public.bytewise",
        "collation-changed",
        before="ALTER TABLE public.tenants ADD COLUMN city text COLLATE public.bytewise; "
        "CREATE INDEX tenants_city ON public.tenants (city)",
    ),
    Fault(
        "another ctype",
        _instead("PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'POSIX'"),
        "collation-changed",
    ),
    Fault("another provider", _instead("PROVIDER = builtin, LOCALE = 'C'"), "collation-changed", since=17),
    Fault("equal where it was not", _set("collisdeterministic", "false"), "collation-changed"),
    Fault("rules of its own", _set("collicurules", "'&a < g'"), "collation-changed", since=16),
    Fault("a collation's owner", "ALTER COLLATION public.bytewise OWNER TO desk_service", "owner-changed"),
    Fault(
        "a collation's comment", "COMMENT ON COLLATION public.bytewise IS 'c'", "comment-changed", "warning"
    ),
]
