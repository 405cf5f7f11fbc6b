"""The facts of a target as they will be once something in it has another name.

Where it is not certain how PostgreSQL will spell a text after that, the text stays: it is then repaired,
which is not needed but does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pgdrift.catalog.dotted_names import bare, without_arguments, word
from pgdrift.catalog.fact import Fact, Key, frozen
from pgdrift.declare.identifiers import quoted, unquoted
from pgdrift.fact_text import is_parsed

# PostgreSQL keeps the old name as an alias in these, unless it is a schema's, or keeps the text as it was.
_UNCERTAIN = {
    "view": ("definition",),
    "rule": ("definition",),
    "function": ("definition", "body"),
    "policy": ("using", "check"),
}
_DOTTED = ("schema", "type", "function", "table", "sequence", "view")
# Texts of a table's own that name its columns bare.
_EXPRESSIONS = ("definition", "generated", "using", "check", "partition_key")
# What has a dotted name that something of another kind may have as well.
_OTHERS = (
    "aggregate",
    "index",
    "statistics",
    "collation",
    "operator_class",
    "operator_family",
    "encoding_conversion",
)
Change = Callable[[str], str]


def renamed(facts: Mapping[Key, Fact], old: Key, new: Key) -> dict[Key, Fact]:
    """`facts` once `old` is called `new`."""
    if old.kind in _DOTTED:
        return _everywhere(facts, _dotted(old, new, facts.get(old)), old)
    if old.kind == "column":
        return _column(facts, old, new)
    found = dict(facts)
    fact = found.pop(old)
    before, after = bare(old.name), bare(new.name)
    own = {k: (new.name if v == old.name else after) for k, v in fact.items() if v in (before, old.name)}
    if fact.get("definition") and old.kind != "constraint":
        own["definition"] = fact["definition"].replace(f" {before} ", f" {after} ", 1)
        own["definition"] = own["definition"].replace(f" {old.name} ", f" {new.name} ", 1)
    found[new] = frozen({**fact, **own})
    # What comes from it says so by its name.
    for key, other in found.items():
        if key.kind == old.kind == "trigger" and other["passed_on_by"] == old.name:
            found[key] = frozen({**other, "passed_on_by": new.name})
        elif key.kind == old.kind == "constraint" and old.name in other["inherited_from"]:
            above = [new.name if name == old.name else name for name in other["inherited_from"]]
            found[key] = frozen({**other, "inherited_from": above})
    return found


def _dotted(old: Key, new: Key, fact: Fact | None) -> Change:
    if old.kind == "schema":
        pattern, wanted = rf"(?<![\w$\".]){re.escape(old.name)}(?=\.)", new.name
    else:
        before, wanted = (without_arguments(key.name) for key in (old, new))
        # What follows tells a function from a table of the same name.
        after = r"(?=\()" if old.kind == "function" else r"(?![\w$\"])"
        # A type's functions keep their names.
        if _is_told_from_calls(old, fact):
            after = r"(?![\w$\"(])"
        pattern = rf"(?<![\w$\".]){re.escape(before)}{after}"
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(lambda _: wanted, text)


def _is_told_from_calls(key: Key, fact: Fact | None) -> bool:
    """Whether brackets after the name are another's: only a base type has something of its own in them."""
    return key.kind == "type" and (fact is None or fact["variant"] != "base")


def _everywhere(facts: Mapping[Key, Fact], change: Change, old: Key) -> dict[Key, Fact]:
    found: dict[Key, Fact] = {}
    told = _is_told_from_calls(old, facts.get(old))
    for key, fact in facts.items():
        granted = Key(fact["kind"], fact["object"]) if key.kind == "grant" else key
        # The name of what has arguments is left alone by itself, and these may be of the type.
        called = told and granted.kind in ("function", "aggregate")
        if _is_namesake(granted, old) and not called:
            found[key] = fact
            continue
        kept = () if old.kind == "schema" and is_parsed(key, fact) else _UNCERTAIN.get(key.kind, ())
        if key.kind == "type" and old.kind != "schema":
            kept = ("constructors",)
        values = {field: value if field in kept else _changed(value, change) for field, value in fact.items()}
        name = change(key.name)
        if old.kind == "schema":
            whole = re.compile(rf"^(schema )?{re.escape(old.name)}(?= to |$)")
            wanted = change(f"{old.name}.").removesuffix(".")
            if key.kind == "schema" or (key.kind == "grant" and fact["kind"] == "schema"):
                match = whole.match(name)
                name = name if match is None else (match[1] or "") + wanted + name[match.end() :]
                values = {f: wanted if v == old.name else v for f, v in values.items()}
        if key == old and key.kind == "type" and values.get("not_null"):
            values["not_null_name"] = _not_null_name(values["not_null_name"], old, name)
        found[Key(key.kind, name)] = frozen(values)
    return found


def _not_null_name(said: str | None, old: Key, new: str) -> str | None:
    """A domain's NOT NULL keeps its name, which goes without saying where it is made of the domain's."""
    before, after = (quoted(f"{unquoted(bare(name))}_not_null") for name in (old.name, new))
    name = said or before
    return None if name == after else name


def _is_namesake(key: Key, old: Key) -> bool:
    """Whether it only has the same name: overloads share one, and functions and tables have their own."""
    if key == old or key.kind not in (*_DOTTED, *_OTHERS):
        return False
    return without_arguments(key.name) == without_arguments(old.name)


def _column(facts: Mapping[Key, Fact], old: Key, new: Key) -> dict[Key, Fact]:
    table = old.name.removesuffix(f".{bare(old.name)}")
    before, after = bare(old.name), bare(new.name)
    dotted = re.compile(rf"(?<![\w$\".]){re.escape(old.name)}(?![\w$\"])")

    def change(text: str) -> str:
        return dotted.sub(lambda _: new.name, text)

    found: dict[Key, Fact] = {}
    for key, fact in facts.items():
        values = {field: _changed(value, change) for field, value in fact.items()}
        if fact.get("table") == table or (key.kind == "grant" and fact["object"] == table):
            for field, value in values.items():
                if value == before and field == "column":
                    values[field] = after
                elif field == "columns" and isinstance(value, list):
                    values[field] = [after if item == before else item for item in value]
                elif field in _EXPRESSIONS and key.kind not in ("rule",):
                    values[field] = _in_expression(value, before, after)
        elif fact.get("references") == table:
            head, references, tail = fact["definition"].partition(" REFERENCES ")
            values["definition"] = f"{head}{references}{_in_expression(tail, before, after)}"
        # A constraint or policy of the table may have the same name as the column.
        name = change(key.name) if key.kind in ("column", "grant") else key.name
        found[Key(key.kind, name)] = frozen(values)
    return found


def _in_expression(text: Any, before: str, after: str) -> Any:
    if not isinstance(text, str) or "SELECT" in text:
        return text
    head, references, tail = text.partition(" REFERENCES ")
    return word(head, before, after) + references + tail if references else word(text, before, after)


def _changed(value: Any, change: Change) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_changed(item, change) for item in value]
    return value
