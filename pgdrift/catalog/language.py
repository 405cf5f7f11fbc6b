"""Languages that functions can be written in."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Judge, Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement

_DEFINITION = frozenset({"trusted", "handler", "inline", "validator"})


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["language"]
    yield _written(fact, "CREATE")
    if comparison.reference.get("grant", f"language {name} to PUBLIC") is None:
        # PostgreSQL lets everybody use a new trusted language.
        sql = f"REVOKE ALL ON LANGUAGE {name} FROM PUBLIC"
        yield Statement(sql, "grant", f"language {name} to PUBLIC", phase=Phase.TABLE)
    yield from owner_of("LANGUAGE", name, fact, comparison, "language")
    yield from comment_on("LANGUAGE", name, fact, "language")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.fact["language"]
    if _DEFINITION & set(difference.fields):
        yield _written(fact, "CREATE OR REPLACE")
    if "owner" in difference.fields:
        yield from owner_of("LANGUAGE", name, fact, comparison, "language", changed=True)
    if "comment" in difference.fields:
        yield from comment_on("LANGUAGE", name, fact, "language", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    # As the functions do: those in the language go before it, those it is made of after it.
    name = fact["language"]
    yield Statement(f"DROP LANGUAGE {name}", "language", name, phase=Phase.DROP, rank=60)


def _written(fact: Fact, verb: str) -> Statement:
    trusted = "TRUSTED " if fact["trusted"] else ""
    parts = [f"{verb} {trusted}LANGUAGE {fact['language']} HANDLER {fact['handler']}"]
    parts += [f"{word.upper()} {fact[word]}" for word in ("inline", "validator") if fact[word]]
    return Statement(" ".join(parts), "language", fact["language"])


TRUSTED = Meaning(
    "language-trust-changed",
    "error",
    "Whoever may use {language} can write functions in it that do whatever the server's account can: "
    "it is trusted.",
)
UNTRUSTED = Meaning(
    "language-trust-changed",
    "error",
    "Only superusers can write functions in {language} any more: it is not trusted.",
)


def _trust(difference: Difference, _: Comparison) -> Meaning:
    return UNTRUSTED if difference.fact["trusted"] else TRUSTED


_CHANGED = Meaning(
    "language-changed", "error", "Functions in {language} are run by {target}, not {reference}."
)
_FIELDS: dict[str, Meaning | Judge] = {
    "trusted": _trust,
    "handler": _CHANGED,
    "inline": Meaning("language-changed", "error", "DO in {language} is run by {target}, not {reference}."),
    "validator": Meaning(
        "language-changed", "error", "New functions in {language} are checked by {target}, not {reference}."
    ),
    "owner": Meaning("owner-changed", "error", "{language} is owned by {target}, not {reference}."),
    "comment": Meaning("comment-changed", "warning", "The description of {language} is another."),
}

KIND = Kind(
    name="language",
    plural="languages",
    of_every_database=True,
    identity=frozenset({"language"}),
    fields=_FIELDS,
    missing=Meaning("language-missing", "error", "Functions in {language} cannot be made: it is not there."),
    extra=Meaning(
        "language-extra", "error", "Functions can be written in {language}, which nothing declares."
    ),
    judged=(TRUSTED, UNTRUSTED),
    create=create,
    alter=alter,
    drop=drop,
)
