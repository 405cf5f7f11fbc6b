"""The objects that an extension brought, as far as somebody changed them afterwards.

Only comparable while both sides have the same version of the extension.
"""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.statement import Phase, Statement

# What ALTER EXTENSION calls a thing -> the kind that reads it when it is nobody's member.
OURS = {
    "FUNCTION": "function",
    "PROCEDURE": "function",
    "AGGREGATE": "aggregate",
    "TYPE": "type",
    "TABLE": "table",
    "VIEW": "view",
    "MATERIALIZED VIEW": "view",
    "SEQUENCE": "sequence",
    "OPERATOR": "operator",
    "OPERATOR CLASS": "operator_class",
    "OPERATOR FAMILY": "operator_family",
    "CAST": "cast",
    "COLLATION": "collation",
}


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    if not _same_version(fact, comparison):
        return
    sql = f"ALTER EXTENSION {fact['extension']} ADD {_object(fact)}"
    if on_its_own(fact) in comparison.target.snapshot.facts:
        yield _statement(sql, fact)
    elif fact["definition"]:
        yield _statement(fact["definition"].rstrip(), fact)
        yield _statement(sql, fact, rank=1)
    else:
        lines = (
            f"The extension {fact['extension']} lacks {_object(fact)}.\n"
            "Install it anew in another database, and move there what uses it."
        )
        yield Statement(lines, "extension_member", _name(fact), phase=Phase.EXTENSION, by_hand=True)


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact, found = difference.fact, difference.target
    assert found is not None
    if "definition" in difference.fields:
        yield _statement(fact["definition"].rstrip(), fact)
    if "owner" in difference.fields:
        owner = fact["owner"] or found["installer"]
        yield _statement(f"ALTER {_object(fact)} OWNER TO {owner}", fact)


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    if not _same_version(fact, comparison):
        return
    yield _statement(f"ALTER EXTENSION {fact['extension']} DROP {_object(fact)}", fact)
    if on_its_own(fact) not in comparison.reference.snapshot.facts:
        comment = "drops what the extension was given"
        sql = f"DROP {_object(fact)}"
        yield Statement(sql, "extension_member", _name(fact), True, comment, Phase.DROP, 60)


def on_its_own(fact: Fact) -> Key:
    """What the object is when it is no member of an extension."""
    object_kind = str(fact["object_kind"])
    return Key(OURS.get(object_kind, object_kind.lower()), fact["object"])


def _same_version(fact: Fact, comparison: Comparison) -> bool:
    def installed(side: Side) -> tuple[str, str] | None:
        extension = side.get("extension", fact["extension"])
        # In another schema everything has another name.
        return (extension["installed"], extension["schema"]) if extension else None

    return installed(comparison.reference) == installed(comparison.target)


def _object(fact: Fact) -> str:
    return f"{fact['object_kind']} {fact['object']}"


def _name(fact: Fact) -> str:
    return f"{fact['object_kind'].lower()} {fact['object']}"


def _statement(sql: str, fact: Fact, rank: int = 0) -> Statement:
    return Statement(sql, "extension_member", _name(fact), phase=Phase.EXTENSION, rank=rank)


MISSING = Meaning(
    "extension-member-missing",
    "error",
    "{object} no longer belongs to {extension}: it will not be in a dump as part of it, nor be "
    "updated with it.",
)
EXTRA = Meaning(
    "extension-member-extra",
    "error",
    "No dump has {object} any more, since {extension} is said to have brought it.",
)


def _missing(difference: Difference, comparison: Comparison) -> Meaning | None:
    return MISSING if _same_version(difference.fact, comparison) else None


def _extra(difference: Difference, comparison: Comparison) -> Meaning | None:
    return EXTRA if _same_version(difference.fact, comparison) else None


def _another_version(field: str, reference: Fact, target: Fact, _: int) -> bool:
    return bool(reference["installed"] != target["installed"])


KIND = Kind(
    name="extension_member",
    plural="members of extensions",
    of_every_database=True,
    identity=frozenset({"extension", "object_kind", "object", "installer", "installed"}),
    fields={
        "definition": Meaning(
            "extension-member-changed",
            "error",
            "{object} does something else than {extension} brought: somebody has replaced or altered it.",
        ),
        "owner": Meaning(
            "owner-changed", "error", "{target} owns {object} of {extension} and may replace it."
        ),
    },
    missing=_missing,
    extra=_extra,
    judged=(MISSING, EXTRA),
    create=create,
    alter=alter,
    drop=drop,
    tolerates=_another_version,
    parents=lambda fact: (Key("extension", fact["extension"]),),
)
