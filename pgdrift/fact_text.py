"""What a fact says, as text: its object's name as others write it, and what PostgreSQL has parsed of it."""

from __future__ import annotations

from pgdrift.catalog.dotted_names import without_arguments
from pgdrift.catalog.fact import Fact, Key

_BROUGHT = ("multirange", "constructors")
_PARSED = ("BEGIN ATOMIC", "RETURN ")


def spelled(key: Key) -> str:
    """The object's name as another object's definition writes it: functions without their arguments."""
    if key.kind in ("operator_family", "operator_class"):
        return key.name.partition(" USING ")[0]
    return without_arguments(key.name) if key.kind in ("function", "aggregate", "operator") else key.name


def texts(fact: Fact) -> str:
    """Everything a fact says, as one text."""
    values: list[str] = []
    for value in fact.values():
        values += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    return "\n".join(values)


def built_on(key: Key, fact: Fact) -> str:
    """What PostgreSQL has parsed of a fact, and so holds on to: not a function's body kept as text."""
    if key.kind == "type":  # which comes with names that somebody's functions may have too
        return texts({field: value for field, value in fact.items() if field not in _BROUGHT})
    if key.kind == "view":  # whose query says where its columns get their types from
        return texts({field: value for field, value in fact.items() if field != "types"})
    if key.kind != "function":
        return texts(fact)
    signature = f"{fact['arguments']}\n{fact['result']}"
    return f"{signature}\n{fact['body']}" if is_parsed(key, fact) else signature


def is_parsed(key: Key, fact: Fact) -> bool:
    """Whether PostgreSQL has parsed all of the fact: not the body of a function that it keeps as text."""
    return key.kind != "function" or (fact["language"] == "sql" and (fact["body"] or "").startswith(_PARSED))
