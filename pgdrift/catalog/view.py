"""Views and materialized views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, options_changed, owner_of
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["view"]
    options = f" WITH ({', '.join(fact['options'])})" if fact["options"] else ""
    # Without rows at first: filling it may need what comes later.
    suffix = "\nWITH NO DATA" if fact["materialized"] else ""
    yield Statement(f"CREATE {_kind(fact)} {name}{options} AS\n{fact['definition']}{suffix}", "view", name)
    if fact["materialized"] and fact["populated"]:
        yield _refresh(fact, Phase.FILL)
    yield from owner_of(_kind(fact), name, fact, comparison, "view")
    yield from comment_on(_kind(fact), name, fact, "view")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.fact["view"]
    assert found is not None
    if "options" in difference.fields:
        yield from options_changed(_kind(fact), name, fact["options"], found["options"], "view")
    if "populated" in difference.fields:
        if fact["populated"]:
            yield _refresh(fact, Phase.SETTING)
        else:
            sql = f"REFRESH MATERIALIZED VIEW {name} WITH NO DATA"
            yield Statement(sql, "view", name, True, "empties the view", Phase.OWNER, 1)
    if "owner" in difference.fields:
        yield from owner_of(_kind(fact), name, fact, comparison, "view", changed=True)
    if "comment" in difference.fields:
        yield from comment_on(_kind(fact), name, fact, "view", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(f"DROP {_kind(fact)} {fact['view']}", "view", fact["view"], phase=Phase.DROP, rank=15)


def _parents(fact: Fact) -> Sequence[Key]:
    schema = Key("schema", above(fact["view"]))
    return [schema, *(Key("column", column) for column in fact["columns"] or ())]


def _kind(fact: Fact) -> str:
    return "MATERIALIZED VIEW" if fact["materialized"] else "VIEW"


def _refresh(fact: Fact, phase: Phase) -> Statement:
    """Fills it with the rights of its owner: those of an old one may come with the repair."""
    sql = f"REFRESH MATERIALIZED VIEW {fact['view']}"
    return Statement(sql, "view", fact["view"], phase=phase)


EXTRA = Meaning(
    "view-extra",
    "error",
    "Whoever may read {view} sees what its owner {owner} may, and nothing declares it.",
)
EXTRA_INVOKER = Meaning("view-extra", "warning", "{view} can be read, and nothing declares it.")
OPTIONS = Meaning(
    "view-options-changed",
    "error",
    "{view} reads its tables by other rules than it should: {target}, not {reference}.",
)
STORED = Meaning(
    "view-options-changed",
    "warning",
    "{view} is stored or vacuumed by other rules than it should be: {target}, not {reference}.",
)
INVOKER_LOST = Meaning(
    "view-options-changed",
    "error",
    "Whoever may read {view} reads its tables with the rights of {owner}, past their policies: "
    "security_invoker is gone.",
)
EMPTY = Meaning("view-not-populated", "error", "Reading {view} fails: it was never filled.")
FILLED = Meaning("view-populated", "warning", "{view} is filled, although it should be empty.")


def _extra(difference: Difference, _: Comparison) -> Meaning:
    return EXTRA_INVOKER if _invoker(difference.fact) else EXTRA


def _judge_options(difference: Difference, _: Comparison) -> Meaning:
    assert difference.target is not None
    if difference.fact["materialized"]:
        return STORED
    lost = _invoker(difference.fact) and not _invoker(difference.target)
    return INVOKER_LOST if lost else OPTIONS


def _invoker(fact: Fact) -> bool:
    return bool({"security_invoker=true", "security_invoker=on", "security_invoker=1"} & set(fact["options"]))


def _judge_populated(difference: Difference, _: Comparison) -> Meaning:
    return EMPTY if difference.fact["populated"] else FILLED


KIND = Kind(
    name="view",
    plural="views",
    identity=frozenset({"view", "columns", "types"}),
    fields={
        "materialized": Meaning(
            "view-changed",
            "error",
            "{view} is a stored copy where it should be a query, or the other way round.",
        ),
        "owner": Meaning(
            "owner-changed",
            "error",
            "{view} is owned by {target}, whose rights decide what it shows; not {reference}.",
        ),
        "definition": Meaning("view-changed", "error", "{view} shows other rows or columns than it should."),
        "options": _judge_options,
        "populated": _judge_populated,
        "comment": Meaning("comment-changed", "warning", "The description of the view {view} is another."),
    },
    missing=Meaning("view-missing", "error", "Every statement on {view} fails: there is no such view."),
    extra=_extra,
    judged=(EXTRA, EXTRA_INVOKER, INVOKER_LOST, OPTIONS, STORED, EMPTY, FILLED),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: bool({"definition", "materialized"} & set(difference.fields)),
    parents=_parents,
    texts=frozenset({"definition"}),
)
