"""SERIAL keys declared as identity: the new sequence takes the old one's name and goes on where it was."""

from collections.abc import Iterable, Iterator

from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.declare.identifiers import literal, quoted
from pgdrift.generate.sql_code import execute
from pgdrift.generate.step import Change, Step
from pgdrift.project import Project

_NOTE = "# by hand: no comparison knows where a sequence stands; check that nobody uses it in another way"


def changes(differences: Iterable[Difference], target: Snapshot, project: Project) -> Iterator[Change]:
    """The conversions of columns that count with a sequence of their own and should be identities."""
    for difference in differences:
        wanted, found = difference.reference, difference.target
        if difference.kind != "column" or wanted is None or found is None:
            continue
        sequence = _owned(target, difference.key.name)
        if (
            wanted["identity"]
            and not found["identity"]
            and sequence
            and "nextval(" in (found["default"] or "")
        ):
            yield _conversion(wanted, found, sequence, project)


def _owned(target: Snapshot, column: str) -> str | None:
    for name, fact in target.of_kind("sequence").items():
        if fact["owned_by"] == column and not fact["identity"]:
            return name
    return None


def _conversion(wanted: Fact, found: Fact, sequence: str, project: Project) -> Change:
    table, column = wanted["table"], wanted["column"]
    schema, _, bare = sequence.rpartition(".")
    old = f"{bare.strip(chr(34)).removesuffix('_seq')}_serial"
    former = f"{schema}.{quoted(old)}"
    up = [
        f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT",
        f"ALTER SEQUENCE {sequence} OWNED BY NONE",
        f"ALTER SEQUENCE {sequence} RENAME TO {quoted(old)}",
        f"ALTER TABLE {table} ALTER COLUMN {column} ADD GENERATED {wanted['identity']} AS IDENTITY",
        *_as_migrator(
            project,
            f"SELECT setval({literal(sequence)}, greatest(old.last_value, rows.highest),\n"
            f"              old.is_called OR rows.highest >= old.last_value)\n"
            f"FROM {former} old,\n"
            f"     (SELECT coalesce(max({column}), 0) AS highest FROM {table}) rows",
        ),
        f"DROP SEQUENCE {former}",
    ]
    down = [
        f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        f"CREATE SEQUENCE {former} AS {wanted['type']}",
        f"SELECT setval({literal(former)}, last_value, is_called) FROM {sequence}",
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP IDENTITY",
        f"ALTER SEQUENCE {former} RENAME TO {bare}",
        f"ALTER SEQUENCE {sequence} OWNED BY {table}.{column}",
        f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {found['default']}",
    ]
    subject = str(Key("sequence", sequence))
    return Change(Step(subject, "\n".join([_NOTE, *map(execute, up)])), Step(subject, _code(down)))


def _as_migrator(project: Project, sql: str) -> list[str]:
    """``sql`` as the role that sees every row."""
    if not (project.migrator_role and project.owner_role):
        return [sql]
    become, back = (f"SET LOCAL ROLE {quoted(role)}" for role in (project.migrator_role, project.owner_role))
    return [become, sql, back]


def _code(statements: list[str]) -> str:
    return "\n".join(map(execute, statements))
