"""What a revision would lose, and what looks as if it was only meant to be renamed."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.errors import PgdriftError
from pgdrift.generate.step import Step
from pgdrift.locations import Locations

# So much of a table's columns has to be the same for it to look renamed.
_ALIKE = 0.5


class LosesData(PgdriftError):
    """A revision would lose data, and nobody has said that it may."""


def refuse(steps: Sequence[Step], hints: Sequence[str]) -> None:
    """Raise LosesData, which says what would be lost, when a step of the upgrade loses something."""
    lost = [f"{step.subject} ({step.loses})" for step in steps if step.loses]
    if not lost:
        return
    said = " ".join(f"{hint}." for hint in hints)
    raise LosesData(
        f"No revision was written, because it would lose data: {'; '.join(lost)}. {said} If it is to be "
        "lost, run the command again with --allow-destructive."
    )


def renamed_instead(steps: Sequence[Step], hints: Sequence[str], left: PgdriftError) -> LosesData:
    """The refusal of a revision that would lose data and that ``left`` keeps from being written at all.

    Whoever forgot to declare a rename learns of that first: it may be all that is amiss.
    """
    lost = "; ".join(f"{step.subject} ({step.loses})" for step in steps if step.loses)
    why = f", because it would lose data: {lost}" if lost else ""
    said = " ".join(f"{hint}." for hint in hints)
    return LosesData(
        f"No revision was written{why}. {said} If it has not, this is in the way as well: {left}"
    )


def likely_renames(
    differences: Sequence[Difference], declared: Snapshot, found: Snapshot, locations: Locations
) -> Iterator[str]:
    """For each drop and add that may have been meant as a rename, the line that makes it one."""
    missing = [d for d in differences if d.target is None]
    extra = [d for d in differences if d.reference is None]
    for kind, similarity in (("table", _tables), ("column", _columns)):
        scored = sorted(
            (
                (similarity(new.fact, old.fact, declared, found), new.key, old.key)
                for new in missing
                for old in extra
                if new.kind == old.kind == kind
            ),
            reverse=True,
        )
        seen: set[Key] = set()
        for score, new, old in scored:
            if score > 0 and not seen & {new, old}:
                seen |= {new, old}
                yield _hint(new, old, locations)


def _hint(new: Key, old: Key, locations: Locations) -> str:
    place = locations.find(new)
    where = f" in {place}" if place else ""
    former = bare(old.name).strip('"')
    how = (
        f'give its class __renamed_from__ = "{former}"'
        if new.kind == "table"
        else f'give the new one sa_column_kwargs=renamed_from("{former}") (from pgdrift.declare)'
    )
    return (
        f"If the {new.kind} {old.name} has only become {bare(new.name)}, {how}{where}, and it keeps its rows"
    )


def _columns(new: Fact, old: Fact, _: Snapshot, __: Snapshot) -> float:
    """The likeness of the names, for columns of one table and type."""
    if (new["table"], new["type"]) != (old["table"], old["type"]) or new["generated"] or old["generated"]:
        return 0.0
    return 0.01 + SequenceMatcher(None, new["column"], old["column"]).ratio()


def _tables(new: Fact, old: Fact, declared: Snapshot, found: Snapshot) -> float:
    """The share of columns that are the same."""
    mine, theirs = _shape(new["table"], declared), _shape(old["table"], found)
    share = len(mine & theirs) / max(len(mine | theirs), 1)
    return share if share >= _ALIKE else 0.0


def _shape(table: str, snapshot: Snapshot) -> set[tuple[str, str]]:
    members = snapshot.of_kind("column").values()
    return {(member["column"], member["type"]) for member in members if member["table"] == table}
