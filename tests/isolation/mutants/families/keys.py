"""Keys that no longer tie a row to its owner, and owners that are no longer filled in."""

from collections.abc import Iterator

from pgdrift.declare.identifiers import quoted
from tests.isolation.matrix.actors import ANN
from tests.isolation.mutants.law import Key, Law
from tests.isolation.mutants.mutant import Mutant, about
from tests.isolation.rows import OWNED

_ACTIONS = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL"}


def mutants(law: Law) -> Iterator[Mutant]:
    for key in law.keys:
        if key.table == "public.alembic_version":  # whose it is, is Alembic's to say
            continue
        if key.kind == "f":
            yield from _of_foreign_key(key)
        elif key.kind in ("u", "p") or _guards_ids(key, law):
            drop = f"ALTER TABLE {key.table} DROP CONSTRAINT {quoted(key.name)} CASCADE"
            yield Mutant(
                "key",
                f"{key.table}.{key.name}",
                "dropped, with what refers to it",
                (drop,),
                about=about(key.table),
            )
    for table in law.tables:
        choice = OWNED.get(table.name.removeprefix("public."))
        if choice is None:
            continue
        column = next(column for column in table.columns if column.name == choice.column)
        alter = f"ALTER TABLE {table.name} ALTER COLUMN {quoted(column.name)}"
        ways = {
            "default: a constant": f"SET DEFAULT '{ANN}'",
            "default: the role": "SET DEFAULT current_user",
        }
        ways |= {"default: the raw setting": "SET DEFAULT current_setting('app.current_user_id', true)"}
        if column.default:
            ways["default: dropped"] = "DROP DEFAULT"
        if column.required:
            ways["NOT NULL dropped"] = "DROP NOT NULL"
        for how, change in ways.items():
            yield Mutant(
                "owner column",
                f"{table.name}.{column.name}",
                how,
                (f"{alter} {change}",),
                about=about(table.name),
            )


def _guards_ids(key: Key, law: Law) -> bool:
    """Whether it is a check of the very ids that owners are known by."""
    known = {
        (other.target, column)
        for other in law.keys
        if other.target
        and len(other.columns) == 1
        and other.columns
        == ((choice.column,) if (choice := OWNED.get(other.table.removeprefix("public."))) else ())
        for column in other.target_columns
    }
    return key.kind == "c" and any((key.table, column) in known for column in key.columns)


def _of_foreign_key(key: Key) -> Iterator[Mutant]:
    what, name = f"{key.table}.{key.name}", quoted(key.name)
    drop = f"ALTER TABLE {key.table} DROP CONSTRAINT {name}"
    yield Mutant("key", what, "dropped", (drop,), about=about(key.table))
    if len(key.columns) > 1:
        yield Mutant("key", what, "the single one instead", (drop, _single(key)), about=about(key.table))
    base = key.definition.partition(" ON ")[0]
    for event, present in (("DELETE", key.on_delete), ("UPDATE", key.on_update)):
        other_event = "UPDATE" if event == "DELETE" else "DELETE"
        kept = _ACTIONS[key.on_update if event == "DELETE" else key.on_delete]
        for code, action in _ACTIONS.items():
            if code != present:
                changed = f"{base} ON {event} {action} ON {other_event} {kept}"
                add = f"ALTER TABLE {key.table} ADD CONSTRAINT {name} {changed}"
                yield Mutant(
                    "key", what, f"ON {event} {action}", (drop, f"{add} NOT VALID"), about=about(key.table)
                )


def _single(key: Key) -> str:
    columns, targets = quoted(key.columns[0]), quoted(key.target_columns[0])
    return (
        f"ALTER TABLE {key.table} ADD CONSTRAINT {quoted(key.name)} FOREIGN KEY ({columns}) "
        f"REFERENCES {key.target} ({targets}) ON DELETE CASCADE NOT VALID"
    )
