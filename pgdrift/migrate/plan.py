"""What a migration would do, revision by revision, for the person who decides when to run it."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pgdrift import syntax_tree
from pgdrift.migrate.rehearsal import Effects

# How a comment goes on that has become too long for a line.
CONTINUED = "\n#   "
_HAZARD = re.compile(r"^[ \t]*# hazard: (.+(?:\n[ \t]*#   \S.*)*)$", re.MULTILINE)
# Where a comment goes on, or is excused for a name that is longer than a line.
_SEAM = re.compile(r"\s*# noqa: E501$|\n[ \t]*#  ", re.MULTILINE)
_MOST_STEPS = 4


@dataclass(frozen=True)
class Planned:
    """One revision; ``message`` is what its file says it does, ``hazards`` what to whom beside it."""

    revision: str
    message: str
    effects: Effects
    hazards: Sequence[str] = ()


@dataclass(frozen=True)
class Plan:
    """``database`` is at ``revisions``; ``prepared`` is set up before the first of ``steps``.

    ``rules`` were counted on the live rows if ``counted``, those in ``uncounted`` were not; ``rows`` are
    PostgreSQL's own estimates, by table.
    ``copied`` says on what it was tried. ``half`` is the revision that an earlier run left half applied.
    """

    database: str
    revisions: tuple[str, ...] = ()
    prepared: Sequence[str] = ()
    rules: int = 0
    counted: bool = True
    uncounted: Sequence[str] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    half: str | None = None
    copied: str = ""
    steps: Sequence[Planned] = ()

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        number = len(self.steps)
        at = f"at {', '.join(self.revisions)}" if self.revisions else "at no revision"
        count = "1 revision is" if number == 1 else f"{number or 'no'} revisions are"
        yield f"{self.database} is {at}; {count} pending"
        if self.prepared:
            first, more = self.prepared[:_MOST_STEPS], len(self.prepared) - _MOST_STEPS
            yield f"  first    sets up {', '.join(first)}{f' and {more} more' if more > 0 else ''}"
        if self.half:
            yield f"  goes on  with {self.half}, which is half applied"
        rules = _counted(self.rules, "rule", "rules")
        if self.rules and self.counted:
            yield f"  counted  {rules} that pending revisions add: no row breaks one"
        elif self.rules:
            yield f"  counted  not, as this login may not see every row: {rules}"
        if self.uncounted:
            yield f"  counted  not, as a pending revision makes what it is about: {'; '.join(self.uncounted)}"
        if self.copied:
            yield f"  tried on {self.copied}"
        for step in self.steps:
            yield f"{step.revision} {step.message}"
            yield from (f"  {line}" for line in self._effects(step))

    def _effects(self, step: Planned) -> Iterator[str]:
        effects = step.effects
        for table, mode in sorted(effects.locks.items()):
            yield f"locks    {table} {mode}{self._size(table)}"
        for name in sorted({*effects.rewrites, *effects.rebuilds}):
            indexes = _counted(effects.rebuilds.get(name, 0), "index", "indexes")
            if name not in effects.rewrites:
                what = f"{indexes} of {name}"
            else:
                what = f"{name} and {indexes} of it" if name in effects.rebuilds else name
            yield f"rewrites {what}{self._size(name)}"
        for label, passes in effects.alone:
            yield f"alone    {label}{', beside reads and writes' if passes else ''}"
        for what, table in effects.losses:
            yield f"hazard   drops {what} with all that is in it{self._size(table)}"
        for hazard in step.hazards:
            yield f"hazard   {hazard}"
        if not (effects.locks or effects.rewrites or effects.alone or effects.losses or step.hazards):
            yield "no table in use is locked"

    def _size(self, table: str) -> str:
        rows = self.rows.get(table)
        if rows is None:
            return ""
        # Of a table that was never analyzed nothing is known.
        return ", rows unknown" if rows < 0 else f", about {rows:,} rows"


def hazards(path: Path) -> list[str]:
    """What the author or the generator of a revision wrote down of upgrading's hazards, each once."""
    source = path.read_text(encoding="utf-8")
    kept, tree = source.splitlines(), syntax_tree.of(path).body
    for node, following in zip(tree, [*tree[1:], None], strict=True):
        if isinstance(node, ast.FunctionDef) and node.name == "downgrade":
            end = following.lineno - 1 if following else len(kept)
            kept[node.lineno - 1 : end] = [""] * (end - node.lineno + 1)
    found = _HAZARD.findall("\n".join(kept))
    return list(dict.fromkeys(_SEAM.sub("", hazard).strip() for hazard in found))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
