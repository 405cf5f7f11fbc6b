"""A repair script: everything that would make two databases equal, and the part of it that loses nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference
from pgdrift.catalog.statement import Statement
from pgdrift.repair.holding_back import harmless
from pgdrift.repair.renames import Renamed, find
from pgdrift.repair.renaming import Renaming
from pgdrift.repair.repair import Repair


@dataclass(frozen=True)
class Script:
    """`whole` makes the target equal to the reference. `cautious` is the part of it that loses no data.

    Both run as they stand, each in its own order. `renamings` are the guesses in `whole` that a person has to
    confirm, because an object with data may have been renamed or replaced.
    """

    whole: Sequence[Statement] = ()
    cautious: Sequence[Statement] = ()
    renamings: Sequence[Renaming] = ()

    def __bool__(self) -> bool:
        return bool(self.whole)

    def marked(self) -> Iterator[tuple[Statement, bool]]:
        """The statements in one order, each with whether it is held back."""
        said = {statement.sql for statement in self.cautious}
        position = {statement.sql: number for number, statement in enumerate(self.whole)}
        shown = 0
        for statement in self.cautious:
            reached = position.get(statement.sql, -1)
            for other in self.whole[shown:reached] if reached >= shown else ():
                if other.sql not in said:
                    yield other, True
            shown = max(shown, reached + 1)
            yield statement, False
        for other in self.whole[shown:]:
            if other.sql not in said:
                yield other, True


def script(differences: Sequence[Difference], comparison: Comparison) -> Script:
    """The script that repairs `differences`, which are flat."""
    everything = find(differences, comparison, guessing=True)
    complete = Repair(everything.comparison, placing=True)
    whole = [*_first(everything), *complete.statements(everything.differences)]
    guesses = [renaming for renaming in everything.renamings if renaming.holds_data]
    sure = find(differences, comparison, guessing=False) if guesses else everything
    left_alone = [key for renaming in guesses for key in (renaming.old, renaming.new)]
    if not left_alone and not any(statement.destructive for statement in whole):
        return Script(tuple(whole), tuple(whole))
    repair = Repair(sure.comparison)
    cautious = [*_first(sure), *repair.statements(harmless(sure.differences, repair, left_alone))]
    return Script(tuple(whole), tuple(cautious), tuple(guesses))


def _first(renamed: Renamed) -> list[Statement]:
    return [renaming.statement for renaming in renamed.renamings]
