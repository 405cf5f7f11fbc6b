"""The functions that come with a range type: where they lie, and what they are called by now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.dotted_names import above, bare
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.statement import Phase, Statement

# Once the schemas are there that they should lie in.
_AFTER_SCHEMAS = 10


def as_made(fact: Fact) -> Sequence[str]:
    """What CREATE TYPE calls them: as the range, for two and three arguments, and as its multirange.

    All of them lie where the range does, also those of a multirange that lies elsewhere.
    """
    return [fact["type"]] * 2 + [f"{above(fact['type'])}.{bare(fact['multirange'])}"] * 3


def brought(fact: Fact) -> list[str]:
    """Every name that comes with a range type besides its own: its multirange's, and those of functions."""
    found = [fact.get("multirange"), *(fact.get("constructors") or ())]
    return list(dict.fromkeys(name for name in found if name))


def moved(fact: Fact, now: Sequence[str], phase: Phase) -> Iterator[Statement]:
    """Give those that are called `now`, in the order of the fact, the names that `fact` has for them."""
    base, name = fact["base"], fact["type"]
    taking = (f"{base}, {base}", f"{base}, {base}, text", "", name, f"{name}[]")
    rank = _AFTER_SCHEMAS if phase is Phase.SCHEMA else 0
    for old, new, arguments in zip(now, fact["constructors"] or (), taking, strict=False):
        yield from _renamed("FUNCTION", old, new, f"({arguments})", name, phase, rank)


def multirange_moved(fact: Fact, found: Fact) -> Iterator[Statement]:
    """Give the multirange of a range type the name that `fact` has for it: its functions keep theirs."""
    old, new = found["multirange"], fact["multirange"]
    yield from _renamed("TYPE", old, new, "", fact["type"], Phase.SCHEMA, _AFTER_SCHEMAS)


def _renamed(
    what: str, old: str, new: str, arguments: str, of: str, phase: Phase, rank: int
) -> Iterator[Statement]:
    if bare(old) != bare(new):
        sql = f"ALTER {what} {old}{arguments} RENAME TO {bare(new)}"
        yield Statement(sql, "type", of, phase=phase, rank=rank)
    if above(old) != above(new):
        sql = f"ALTER {what} {above(old)}.{bare(new)}{arguments} SET SCHEMA {above(new)}"
        yield Statement(sql, "type", of, phase=phase, rank=rank)
