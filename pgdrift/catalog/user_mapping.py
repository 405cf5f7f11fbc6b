"""User mappings: as whom a role connects to a foreign server. The values of their options are secret."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog import foreign_options
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.statement import Phase, Statement

_KIND = "user_mapping"


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    options = fact["options"] or ()
    sql = f"CREATE USER MAPPING FOR {_on(fact)}{foreign_options.clause(options)}"
    yield Statement(sql, _KIND, _name(fact), comment=foreign_options.unknown(options))


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact, found = difference.fact, difference.target
    assert found is not None
    sql = f"ALTER USER MAPPING FOR {_on(fact)} {foreign_options.change(fact['options'], found['options'])}"
    said = foreign_options.unknown(fact["options"], found["options"])
    yield Statement(sql, _KIND, _name(fact), comment=said, phase=Phase.TABLE)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    sql, lost = f"DROP USER MAPPING FOR {_on(fact)}", "drops what nobody can read again: the options' values"
    yield Statement(sql, _KIND, _name(fact), fact["options"] != [], lost, Phase.DROP, 52)


def _on(fact: Fact) -> str:
    return f"{fact['role']} SERVER {fact['server']}"


def _name(fact: Fact) -> str:
    return f"{fact['role']} on {fact['server']}"


def _not_shown(field: str, reference: Fact, target: Fact, _: int) -> bool:
    """PostgreSQL shows options to those they concern only; what was not read cannot differ."""
    return reference[field] is None or target[field] is None


KIND = Kind(
    name=_KIND,
    plural="user mappings",
    identity=frozenset({"role", "server"}),
    fields={
        "options": Meaning(
            "foreign-options-changed",
            "error",
            "{role} connects to {server} with other options: {target}, not {reference}.",
        ),
    },
    missing=Meaning(
        "user-mapping-missing",
        "error",
        "{role} cannot use the foreign tables of {server}: nothing says as whom.",
    ),
    extra=Meaning(
        "user-mapping-extra",
        "error",
        "{role} can connect to {server} with a password of the database's, which nothing declares.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    parents=lambda fact: (Key("foreign_server", fact["server"]), Key("role", fact["role"])),
    tolerates=_not_shown,
    forgets=True,
)
