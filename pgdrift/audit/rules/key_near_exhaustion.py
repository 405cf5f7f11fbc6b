"""When a sequence or the type of its column has no number left, no row can be inserted any more."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Fact, Key

_BITS = {"smallint": 15, "integer": 31, "bigint": 63}


def _find(subject: Subject) -> Iterator[Breach]:
    for counter in subject.counters:
        if counter["position"] is None or (counter["cycle"] and counter["table"] is None):
            continue
        if _from_above(subject, counter):
            continue
        if _used(counter) > Fraction(1, 2):
            yield Breach(_key(counter), _consequence(counter), _remedy(subject, counter))


def _from_above(subject: Subject, counter: Fact) -> bool:
    """Whether the table has the column from another one, which is told instead."""
    column = f"{counter['table']}.{counter['column']}"
    return bool(subject.of_kind("column").get(column, {}).get("inherited"))


def _ends(counter: Fact) -> tuple[int, int]:
    """The lowest and the highest number that the sequence gives and the column takes."""
    reach = 1 << _BITS.get(counter["type"], 63)
    return max(counter["minimum"], -reach), min(counter["maximum"], reach - 1)


def _left(counter: Fact) -> int:
    low, high = _ends(counter)
    ahead = high - counter["position"] if counter["increment"] > 0 else counter["position"] - low
    return max(0, int(ahead) // abs(int(counter["increment"])))


def _used(counter: Fact) -> Fraction:
    low, high = _ends(counter)
    return 1 - Fraction(_left(counter) * abs(counter["increment"]), max(1, high - low))


def _narrow(counter: Fact) -> bool:
    """Whether the column takes fewer numbers than the sequence gives."""
    return _ends(counter) != (counter["minimum"], counter["maximum"])


def _key(counter: Fact) -> Key:
    if counter["table"] is None:
        return Key("sequence", counter["sequence"])
    return Key("column", f"{counter['table']}.{counter['column']}")


def _consequence(counter: Fact) -> str:
    left = _left(counter)
    after = f"After {left:,} more numbers" if left else "From now on"
    used = f"{counter['sequence']} has used {float(_used(counter)):.0%} of what there is"
    if counter["table"] is None:
        return f"{after} {counter['sequence']} gives none, and {used.replace(counter['sequence'], 'it')}."
    fails = f"every INSERT into {counter['table']} fails"
    if counter["cycle"] and not _narrow(counter):
        fails = (
            f"{counter['sequence']} begins again, and {counter['table']} gets {counter['column']} it has had"
        )
    return f"{after} {fails}: {used} for {counter['column']}."


def _remedy(subject: Subject, counter: Fact) -> str:
    rising, reach = counter["increment"] > 0, 1 << 63
    bounded = counter["maximum"] < reach - 1 if rising else counter["minimum"] > -reach
    if not bounded and counter["type"] in ("bigint", None):
        return "-- No type is wider: begin again where numbers are free, or change what the key is made of."
    statements = []
    column = subject.of_kind("column").get(f"{counter['table']}.{counter['column']}")
    if column is not None and counter["type"] in ("smallint", "integer"):
        # The table is rewritten, and nobody reads it meanwhile; columns that refer to it need the same type.
        statements.append(f"ALTER TABLE {counter['table']} ALTER COLUMN {counter['column']} TYPE bigint;")
    if bounded:
        limit = "NO MAXVALUE" if rising else "NO MINVALUE"
        statements.append(f"ALTER SEQUENCE {counter['sequence']} AS bigint {limit};")
    return "\n".join(statements)


RULE = Rule(
    "key-near-exhaustion",
    "warning",
    "At least half of the numbers of a sequence, and of the column that it feeds, are left.",
    _find,
)
