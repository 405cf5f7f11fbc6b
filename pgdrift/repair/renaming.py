"""How one object gets another name."""

from __future__ import annotations

from dataclasses import dataclass

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import bare, without_arguments
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.statement import Phase, Statement

# In this order: what lies in a table can be recognised once the table has its new name.
KINDS_RENAMED = (
    "schema",
    "type",
    "function",
    "table",
    "column",
    "sequence",
    "view",
    "constraint",
    "index",
    "policy",
    "trigger",
    "rule",
    "statistics",
    "publication",
    "event_trigger",
)
_ON_TABLE = ("policy", "trigger", "rule")


@dataclass(frozen=True)
class Renaming:
    """`old` of the target becomes `new` of the reference by `statement`.

    `holds_data` when an object with rows (or a position) of its own may have been replaced instead: a person
    has to say. `instead` is then what dropping `old` would be.
    """

    old: Key
    new: Key
    statement: Statement
    holds_data: bool
    instead: tuple[Statement, ...] = ()


def renaming(extra: Difference, missing: Difference, comparison: Comparison) -> Renaming:
    """That `extra`, of the target, gets the name of `missing`, of the reference."""
    old, new = extra.fact, missing.fact
    kind, name, to = extra.kind, extra.name, bare(missing.name)
    match kind:
        case "column" | "constraint":
            part = "COLUMN" if kind == "column" else "CONSTRAINT"
            sql = f"ALTER TABLE {old['table']} RENAME {part} {old[kind]} TO {new[kind]}"
        case _ if kind in _ON_TABLE:
            sql = f"ALTER {kind.upper()} {old[kind]} ON {old['table']} RENAME TO {new[kind]}"
        case "function":
            sql = f"ALTER {old['variant']} {name} RENAME TO {bare(without_arguments(missing.name))}"
        case "view":
            sql = f"ALTER {'MATERIALIZED ' if old['materialized'] else ''}VIEW {name} RENAME TO {to}"
        case "type":
            sql = f"ALTER {'DOMAIN' if old['variant'] == 'domain' else 'TYPE'} {name} RENAME TO {to}"
        case _:
            sql = f"ALTER {kind.replace('_', ' ').upper()} {name} RENAME TO {to}"
    holds_data = kind in ("schema", "table", "column") or (kind == "sequence" and not old["owned_by"])
    instead = tuple(KINDS[kind].drop(old, comparison)) if holds_data else ()
    if kind == "schema":
        below = comparison.target.snapshot.of_kind("table").values()
        within = [fact for fact in below if fact["table"].startswith(f"{name}.")]
        instead = (*(one for fact in within for one in KINDS["table"].drop(fact, comparison)), *instead)
    statement = Statement(sql, kind, name, holds_data, phase=Phase.RENAME, rank=KINDS_RENAMED.index(kind))
    return Renaming(extra.key, missing.key, statement, holds_data, instead)
