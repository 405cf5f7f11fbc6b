"""What follows from another difference is told with it, unless it is worse or somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pgdrift.catalog import reach
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Meaning
from pgdrift.catalog.kinds import KINDS

# A schema or a role holds these, and nothing of anybody else's is different for it.
_INSIDE = {"schema": ("grant", "default_privilege"), "type": ("cast",), "table": ("cast",), "view": ("cast",)}
_OF_ROLES = ("membership", "default_privilege", "setting")


def folded(differences: Iterable[Difference], comparison: Comparison | None = None) -> list[Difference]:
    """The same differences, those that follow from another one put below it as its `children`.

    With a `comparison` what only came along stays by itself where it does more harm than what it came with.
    """
    by_key = {difference.key: difference for difference in differences}
    heads: dict[Key, Key] = {}
    for difference in by_key.values():
        for parent in _heads(difference):
            above = by_key.get(parent)
            if above is not None and _follows(difference, above, comparison):
                heads[difference.key] = parent
                break
    children: dict[Key, list[Difference]] = {}
    for key in heads:
        children.setdefault(_top(key, heads), []).append(by_key[key])
    return [
        replace(difference, children=tuple(children.get(key, ())))
        for key, difference in by_key.items()
        if key not in heads
    ]


def flat(differences: Sequence[Difference]) -> list[Difference]:
    """The differences and those below them, as `compare` gave them."""
    return [one for above in differences for one in (replace(above, children=()), *above.children)]


def _heads(difference: Difference) -> list[Key]:
    """What the object belongs to; partitions go and come with the table that they are part of."""
    heads = list(KINDS[difference.kind].parents(difference.fact))
    if difference.kind == "table":
        heads += [Key("table", parent) for parent in difference.fact["inherits"] or ()]
    if difference.kind == "column":
        heads += [Key("column", parent) for parent in difference.fact["inherited_from"]]
    return heads


def _follows(below: Difference, above: Difference, comparison: Comparison | None) -> bool:
    """Whether `below` could not be otherwise, things being as they are `above`."""
    if below.kind == above.kind == "grant":
        return _needs_no_more(below, above)
    if below.kind == above.kind == "column":
        return _is_inherited(below, above, comparison)
    if above.reference is not None and above.target is not None:
        if below.kind == "grant" and "owner" in above.fields:
            # A new owner's privileges are the owner's; the old one's are not.
            return below.fact["grantee"] in (above.reference["owner"], above.target["owner"])
        if above.kind == "table" and {"inherits", "partition_bound"} & set(above.fields):
            return _is_passed_on(below, anew="inherits" in above.fields)
        if below.kind == "sequence" and "persistence" in above.fields:
            return below.fields == ("persistence",)  # SET UNLOGGED takes along what the columns own
        if below.kind == above.kind == "index":
            return _is_made_alike(below, above)
        # An identity is its sequence.
        return below.kind == "sequence" and "identity" in above.fields and bool(below.fact["identity"])
    if not below.whole or (above.reference is None) != (below.reference is None):
        return False
    if _is_part(below, above):
        return below.kind != "rule" or below.target is None or _reads_only_new(below, comparison)
    if below.kind == "policy":
        return False  # its table is still there, with other rows to be reached
    return below.reference is not None or _only_came_along(below, above, comparison)


def _is_part(below: Difference, above: Difference) -> bool:
    """Whether one is a piece of the other: a column of its table, a privilege on its object."""
    if above.kind in ("schema", "role"):
        return below.kind in _INSIDE.get(above.kind, ())
    first = next(iter(KINDS[below.kind].parents(below.fact)))
    return above.key == first or below.kind in _INSIDE.get(above.kind, ())


def _only_came_along(below: Difference, above: Difference, comparison: Comparison | None) -> bool:
    """Whether what nobody declared does no harm beyond that of what it came with."""
    if comparison is None:
        return True
    if below.kind == "view" and _is_error(below, comparison):
        # It shows what its owner may see.
        return not reach.outsiders("view", below.name, comparison) and _reads_only_new(below, comparison)
    if below.kind == "constraint" and above.kind in ("table", "column") and below.fact["references"]:
        return False
    if above.kind == "role" and below.kind in _OF_ROLES:
        roles = [key.name for key in KINDS[below.kind].parents(below.fact) if key.kind == "role"]
        if all(_is_new("role", role, comparison) for role in roles):
            return True
    if not _is_error(below, comparison):
        return True
    # Of the roles only a superuser can do all that a privilege or a membership could add.
    return bool(above.fact["superuser"]) if above.kind == "role" else _is_error(above, comparison)


def _is_error(difference: Difference, comparison: Comparison) -> bool:
    judged = KINDS[difference.kind].extra
    meaning = judged if isinstance(judged, Meaning) else judged(difference, comparison)
    return meaning is not None and meaning.severity == "error"


def _reads_only_new(difference: Difference, comparison: Comparison | None) -> bool:
    """Whether a view or a rule, which has its owner's rights, uses only tables that nobody declared."""
    if comparison is None:
        return True
    used = [
        (kind, name, fact)
        for name in names(difference.fact["definition"])
        for kind in ("table", "view")
        if (fact := comparison.target.get(kind, name)) is not None
    ]
    return bool(used) and all(
        kind == "table" and not fact["server"] and _is_new(kind, name, comparison)
        for kind, name, fact in used
    )


def _is_new(kind: str, name: str, comparison: Comparison) -> bool:
    """Whether only the target has it; PUBLIC and the roles that come with PostgreSQL are everywhere."""
    return comparison.reference.get(kind, name) is None and comparison.target.get(kind, name) is not None


def _is_inherited(below: Difference, above: Difference, comparison: Comparison | None) -> bool:
    """Whether a column only comes, goes or changes with the one above that it is inherited from.

    One that its table has declared besides stays when the inherited one goes.
    """
    if below.whole or above.whole:
        if not (below.fact["inherited"] and below.whole and above.whole):
            return False
        if (above.reference is None) != (below.reference is None):
            return False
        return below.reference is not None or _only_came_along(below, above, comparison)
    sides = ((below.reference, above.reference), (below.target, above.target))
    return set(below.fields) <= set(above.fields) and all(
        mine is not None
        and its is not None
        and all(mine[field] == its[field] for field in below.fields)
        and above.name in mine["inherited_from"]
        for mine, its in sides
    )


def _is_made_alike(below: Difference, above: Difference) -> bool:
    """Whether a partition's index only comes, goes or is another with the one of its table."""
    sides = [(below.reference, above.reference), (below.target, above.target)]
    present = [(mine, its) for mine, its in sides if mine is not None and its is not None]
    return (
        "definition" in above.fields
        and set(below.fields) <= {"definition"}
        and all(mine["attached_to"] == above.name and _way(mine) == _way(its) for mine, its in present)
    )


def _way(index: Fact) -> str:
    """What an index does, apart from its name and its table."""
    return str(index["definition"]).partition(" USING ")[2]


def _is_passed_on(below: Difference, *, anew: bool) -> bool:
    """Whether it is only what a table has from the tables that it inherits from, or is part of.

    What comes or goes is that only where these are others (`anew`).
    """
    if below.whole and below.kind == "trigger":
        return bool(below.fact["passed_on_by"])
    if below.whole and below.kind == "constraint":
        gone = bool(below.fact["references"]) and below.reference is None
        return gone or (anew and below.fact["origin"] == "parent")
    if below.whole:
        return anew and below.kind == "index" and bool(below.fact["attached_to"])
    return set(below.fields) <= {"origin", "inherited", "attached_to"}


def _needs_no_more(below: Difference, above: Difference) -> bool:
    """Whether a role only lost privileges that everyone got (`above`), so that it can do what it could."""
    if below.fact["is_owner"] or below.reference is None or above.target is None:
        return False
    held = set(below.target["privileges"]) if below.target else set[str]()
    lost = set(below.reference["privileges"]) - held
    had = set(above.reference["privileges"]) if above.reference else set[str]()
    got = set(above.target["privileges"]) - had
    more = held - set(below.reference["privileges"])
    return bool(lost) and lost <= got and not more and "grantable" not in below.fields


def _top(key: Key, heads: dict[Key, Key]) -> Key:
    while key in heads:
        key = heads[key]
    return key
