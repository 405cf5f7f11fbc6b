"""Roles that can do more than they should or less than they must, and what they own."""

from collections.abc import Iterator

from pgdrift.declare.identifiers import quoted
from tests.isolation.matrix.judging import THE_DATABASE
from tests.isolation.mutants.law import Law
from tests.isolation.mutants.mutant import DATABASE, Mutant

_POWERS = ("SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "REPLICATION", "LOGIN")
_PREDEFINED = (
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_monitor",
    "pg_read_all_settings",
    "pg_read_all_stats",
    "pg_signal_backend",
    "pg_read_server_files",
    "pg_write_server_files",
    "pg_execute_server_program",
    "pg_checkpoint",
)


def mutants(law: Law) -> Iterator[Mutant]:
    """Powers, memberships and ownership."""
    for role in law.tenant_roles:
        for power in _POWERS:
            yield _altered(role, f"given {power}", power, f"NO{power}")
        others = [other.name for other in law.roles if other.name != role]
        for other in (*others, *_PREDEFINED):
            yield _membership(role, other)
        yield from _owned(law, role)
    for known in law.roles:
        for power in known.powers:
            yield _altered(known.name, f"without {power}", f"NO{power}", power)
        for group in known.member_of:
            yield Mutant(
                "role",
                known.name,
                f"no longer a member of {group}",
                (f"REVOKE {group} FROM {quoted(known.name)}",),
                (f"GRANT {group} TO {quoted(known.name)}",),
            )


def _altered(role: str, how: str, power: str, back: str) -> Mutant:
    name = quoted(role)
    return Mutant(
        "role",
        role,
        how,
        (f"ALTER ROLE {name} {power}",),
        (f"ALTER ROLE {name} {back}",),
        # Whom policies bind, every table tells.
        None if "BYPASSRLS" in power else frozenset({THE_DATABASE}),
    )


def _membership(role: str, other: str) -> Mutant:
    grant, revoke = f"GRANT {quoted(other)} TO {quoted(role)}", f"REVOKE {quoted(other)} FROM {quoted(role)}"
    return Mutant("role", role, f"a member of {other}", (grant,), (revoke,), frozenset({THE_DATABASE}))


def _owned(law: Law, role: str) -> Iterator[Mutant]:
    objects = [
        *(f"{'VIEW' if r.kind == 'v' else 'TABLE'} {r.name}" for r in law.relations if r.kind != "S"),
        *(f"FUNCTION {function.signature}" for function in law.functions),
        *(f"SCHEMA {name}" for name in sorted({r.name.partition(".")[0] for r in law.relations})),
        f"DATABASE {DATABASE}",
    ]
    for owned in objects:
        yield Mutant("owner", owned, f"now {role}", (f"ALTER {owned} OWNER TO {quoted(role)}",))
