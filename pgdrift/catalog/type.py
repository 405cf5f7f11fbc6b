"""Types that people define: enums, domains, composite types, ranges and base types."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constructors import moved, multirange_moved
from pgdrift.catalog.domain_changes import domain
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import closed_to_public, comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.type_changes import attributes, labels, needs_a_new_type
from pgdrift.catalog.type_comments import comments, of_checks
from pgdrift.catalog.type_definition import define, kind_of, not_valid

# Of a base type only these can be changed, and storage only away from plain.
_ALTERABLE = {"RECEIVE", "SEND", "TYPMOD_IN", "TYPMOD_OUT", "ANALYZE", "SUBSCRIPT", "STORAGE"}


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["type"]
    yield from define(fact)
    if fact["variant"] == "domain":
        yield from not_valid(fact)
    yield from closed_to_public("TYPE", name, comparison)
    yield from owner_of(kind_of(fact), name, fact, comparison, "type")
    yield from comment_on(kind_of(fact), name, fact, "type")
    yield from comments(fact)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.name
    assert found is not None
    if "labels" in difference.fields:
        yield from labels(fact, found)
    if fact["variant"] == "domain":
        yield from domain(difference, comparison)
    if "attributes" in difference.fields:
        yield from attributes(difference, comparison)
    if "multirange" in difference.fields and fact["multirange"]:
        yield from multirange_moved(fact, found)
    if "constructors" in difference.fields:
        yield from moved(fact, found["constructors"], Phase.SCHEMA)
    if {"options", "default"} & set(difference.fields) and fact["variant"] == "base":
        yield from _base(difference)
    if "owner" in difference.fields:
        yield from owner_of(kind_of(fact), name, fact, comparison, "type", changed=True)
    if "comment" in difference.fields:
        yield from comment_on(kind_of(fact), name, fact, "type", changed=True)
    yield from comments(fact, found)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["type"]
    if fact["variant"] == "base" or fact["canonical"]:
        # The functions that it is made of need it as it needs them: neither can go first.
        comment = "drops the type with the columns that have it"
        yield Statement(f"DROP TYPE {name} CASCADE", "type", name, True, comment, Phase.DROP, 61)
    else:
        yield Statement(f"DROP {kind_of(fact)} {name}", "type", name, phase=Phase.DROP, rank=70)


def _base(difference: Difference) -> Iterator[Statement]:
    assert difference.target is not None
    fact, found, name = difference.fact, difference.target, difference.name
    wanted, has = (dict(option.partition(" = ")[::2] for option in side["options"]) for side in (fact, found))
    changed = [word for word in {**wanted, **has} if wanted.get(word) != has.get(word)]
    if "default" in difference.fields or not set(changed) <= _ALTERABLE:
        sql = (
            f"The type {name} reads, writes or stores its values another way, which no statement changes.\n"
            f"Dump the database, create the type as ({', '.join(fact['options'])}), and restore."
        )
        yield Statement(sql, "type", name, phase=Phase.TABLE, by_hand=True)
    elif changed:
        options = ", ".join(f"{word} = {wanted.get(word, 'NONE')}" for word in changed)
        yield Statement(f"ALTER TYPE {name} SET ({options})", "type", name, phase=Phase.TABLE)


_CHANGED = Meaning(
    "type-changed",
    "error",
    "Values of {type} are checked or stored by other rules than they should be.",
)
_LABELS = Meaning("type-changed", "error", "{type} takes or sorts other values: {target}, not {reference}.")
_CONSTRUCTORS = Meaning(
    "type-changed",
    "error",
    "Calls of the functions that came with {type} fail: these are {target}, and should be {reference}.",
)
_COMMENT = Meaning("comment-changed", "warning", "The description of the type {type} is another.")


def _tolerates(field: str, reference: Fact, target: Fact, lowest_major: int) -> bool:
    """Before 17 a domain's NOT NULL had no name and no comment; what is no range has no constructors."""
    if field == "constructors":
        return not (reference[field] and target[field])
    if lowest_major < 17 and field == "check_comments":
        return of_checks(reference) == of_checks(target)
    return field == "not_null_name" and lowest_major < 17


KIND = Kind(
    name="type",
    plural="types",
    identity=frozenset({"type"}),
    fields={
        "labels": _LABELS,
        **dict.fromkeys(
            (
                "variant",
                "base",
                "collation",
                "not_null",
                "default",
                "checks",
                "attributes",
                "operator_class",
                "canonical",
                "difference",
                "multirange",
                "options",
            ),
            _CHANGED,
        ),
        "not_null_name": Meaning(
            "type-changed", "warning", "The NOT NULL of {type} is called {target}, not {reference}."
        ),
        "constructors": _CONSTRUCTORS,
        "owner": Meaning(
            "owner-changed",
            "error",
            "{target} owns the type {type} and may change it; {reference} should.",
        ),
        **dict.fromkeys(("comment", "check_comments", "attribute_comments"), _COMMENT),
    },
    missing=Meaning("type-missing", "error", "Statements that name the type {type} fail: there is none."),
    extra=Meaning("type-extra", "warning", "The type {type} exists, and nothing declares it."),
    create=create,
    alter=alter,
    drop=drop,
    replaces=needs_a_new_type,
    parents=lambda fact: (Key("schema", above(fact["type"])),),
    texts=frozenset({"default", "checks"}),
    tolerates=_tolerates,
)
