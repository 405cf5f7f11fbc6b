"""Functions and procedures."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import closed_to_public, comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    yield _define(fact)
    yield from closed_to_public(fact["variant"], fact["function"], comparison)
    yield from owner_of(fact["variant"], fact["function"], fact, comparison, "function")
    yield from comment_on(fact["variant"], fact["function"], fact, "function")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, changed = difference.fact, set(difference.fields)
    if changed - {"owner", "comment"}:
        # Keeps owner, privileges, comment and whatever uses the function.
        yield _define(fact)
    if "owner" in changed:
        yield from owner_of(fact["variant"], fact["function"], fact, comparison, "function", changed=True)
    if "comment" in changed:
        yield from comment_on(fact["variant"], fact["function"], fact, "function", changed=True)


def replaces(difference: Difference) -> bool:
    """CREATE OR REPLACE keeps the result type, which a procedure has none of, and the arguments' names."""
    return bool({"window", "result", "arguments"} & set(difference.fields))


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    # What a base type is made of has gone with it.
    made_of = fact["language"] in ("c", "internal")
    sql = f"DROP {fact['variant']} {'IF EXISTS ' if made_of else ''}{fact['function']}"
    yield Statement(sql, "function", fact["function"], phase=Phase.DROP, rank=62 if made_of else 60)


def _define(fact: Fact) -> Statement:
    return Statement(fact["definition"].rstrip(), "function", fact["function"])


EXTRA = Meaning("function-extra", "warning", "{function} can be called, and nothing declares it.")
EXTRA_DEFINER = Meaning(
    "function-extra",
    "error",
    "Whoever may call {function} acts with the rights of {owner} in it, and nothing declares it.",
)
CHANGED = Meaning("function-changed", "error", "{function} computes something else than it should.")
ATTRIBUTES = Meaning(
    "function-changed",
    "warning",
    "The planner treats {function} another way: its attributes are others.",
)
DEFINER = Meaning(
    "function-security-changed",
    "error",
    "{function} runs with the rights of {owner}, whoever calls it.",
)
INVOKER = Meaning(
    "function-security-changed",
    "error",
    "{function} runs with its caller's rights, which may not suffice.",
)
CONFIG = Meaning(
    "function-config-changed",
    "error",
    "{function} runs under other settings: {target}, not {reference}.",
)


def _extra(difference: Difference, _: Comparison) -> Meaning:
    return EXTRA_DEFINER if difference.fact["security_definer"] else EXTRA


def _security(difference: Difference, _: Comparison) -> Meaning:
    return INVOKER if difference.fact["security_definer"] else DEFINER


KIND = Kind(
    name="function",
    plural="functions",
    identity=frozenset({"function", "schema", "definition", "variant"}),
    fields={
        **dict.fromkeys(
            (
                "window",
                "arguments",
                "result",
                "language",
                "body",
                "library",
                "transforms",
                "strict",
                "volatility",
            ),
            CHANGED,
        ),
        **dict.fromkeys(("parallel", "leakproof", "cost", "rows", "support"), ATTRIBUTES),
        "security_definer": _security,
        "config": CONFIG,
        "owner": Meaning(
            "owner-changed", "error", "{target} owns {function} and may replace it; {reference} should."
        ),
        "comment": Meaning("comment-changed", "warning", "The description of {function} is another."),
    },
    missing=Meaning(
        "function-missing", "error", "Every call of {function} fails: there is no such function."
    ),
    extra=_extra,
    judged=(EXTRA, EXTRA_DEFINER, DEFINER, INVOKER),
    create=create,
    alter=alter,
    drop=drop,
    replaces=replaces,
    parents=lambda fact: (Key("schema", fact["schema"]), Key("language", fact["language"])),
    texts=frozenset({"body", "arguments"}),
)
