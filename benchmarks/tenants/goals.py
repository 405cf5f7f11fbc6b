"""What the project holds row security to, and whether what was measured is within it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from benchmarks.tenants import growth, report
from benchmarks.tenants.measuring import Row

GOALS = {"mean": 1.10, "worst": 1.5, "buffers": 1.25, "growth": 1.1}

_BOTH = ("ours", "floor")

# Queries that may read so many pages more than the floor. To refuse a row by its id PostgreSQL reads the row:
# it takes the primary key, since reading the tenant's name out of the setting counts before the first row of
# a longer index. The floor takes the key over id, session and tenant, whose entry says no by itself.
PAGES_MORE = {"another tenant's contribution": 1}


def reads_no_more(query: str, buffers: int | None, floor: int) -> bool:
    """Whether a query is within the goal for buffers, or is named as one that may read a page more.

    One that was given up on after a minute has no buffers, and is not.
    """
    return buffers is not None and buffers <= max(GOALS["buffers"] * floor, floor + PAGES_MORE.get(query, 0))


def reading_more(rows: list[Row]) -> list[str]:
    """The queries that read, of which ours touch more buffers than they may."""
    found = []
    for row in rows:
        ours, floor = (row["arms"][arm]["buffers"] for arm in _BOTH)
        if not row["writes"] and not reads_no_more(row["query"], ours, floor):
            found.append(f"{row['query']}, {row['tenant']} tenant: {ours} buffers, the floor {floor}")
    return found


def verdicts(results: dict[str, Any]) -> Iterator[str]:
    """Each goal: what it is, what was measured, and whether that is within it.

    A query of ours that was given up on has no figure: no goal is met that it would have to be within.
    """
    ours = results["summary"]["ours"]
    gave_up, gave_up_growing = ours["gave_up"], growth.gave_up(results["curves"], "ours")
    grown, floor = results["growth"]["ours"], results["growth"]["floor"]
    yield _verdict("time over the floor's, geometric mean", ours["mean"], GOALS["mean"], gave_up)
    yield _verdict("time over the floor's, worst query", ours["worst"], GOALS["worst"], gave_up)
    others = [row for row in results["queries"] if row["query"] not in PAGES_MORE]
    worst = report.summary(others)["ours"]["buffers_worst"]
    yield _verdict(
        "buffers over the floor's, worst query but for those below", worst, GOALS["buffers"], gave_up
    )
    for query, more in PAGES_MORE.items():
        pairs = [
            [row["arms"][arm]["buffers"] for arm in _BOTH]
            for row in results["queries"]
            if row["query"] == query
        ]
        without = sum(None in pair for pair in pairs)
        most = max((ours - floor for ours, floor in pairs if None not in (ours, floor)), default=0)
        yield _verdict(f"pages more than the floor, {query} by id", most, more, without)
    for figure, name in (("ms", "time"), ("buffers", "buffers")):
        yield _verdict(
            f"{name} in the mean when others' data grow {results['growth']['others']}-fold "
            f"(geometric; the floor's {floor[figure]['mean']:.2f}; the worst query "
            f"{grown[figure]['worst']:.2f}, the floor's {floor[figure]['worst']:.2f})",
            grown[figure]["mean"],
            GOALS["growth"],
            gave_up_growing,
        )


def growing(results: dict[str, Any]) -> Iterator[str]:
    """Markdown: how many curves rise above the goal that the mean is held to, and those that do in time."""
    curves = results["curves"]
    counts = []
    for figure, name in (("ms", "time"), ("buffers", "buffers")):
        ours, floor = (
            {place for place, curve in enumerate(curves) if _rises(curve, arm, figure)} for arm in _BOTH
        )
        counts.append(
            f"in {name} {len(ours)} of ours and {len(floor)} of the floor's, {len(ours & floor)} the same"
        )
    yield (
        f"The verdict is on the mean. Of the {len(curves)} curves, these rise above {GOALS['growth']:.2f}: "
        f"{'; '.join(counts)}. In time:"
    )
    yield ""
    yield "| query | tenant | ours | floor |"
    yield "|---|---|---:|---:|"
    for curve in sorted(curves, key=lambda curve: -(growth.of_curve(curve, "ours", "ms") or math.inf)):
        if any(_rises(curve, arm, "ms") for arm in _BOTH):
            cells = [_growth(growth.of_curve(curve, arm, "ms")) for arm in _BOTH]
            yield f"| {curve['query']} | {curve['tenant']} | {' | '.join(cells)} |"


def _rises(curve: dict[str, Any], arm: str, figure: str) -> bool:
    times = growth.of_curve(curve, arm, figure)
    return times is None or times > GOALS["growth"]


def _growth(times: float | None) -> str:
    return "over 60 s" if times is None else f"{times:.2f}"


def _verdict(what: str, measured: float, goal: float, gave_up: int) -> str:
    met = measured <= goal and not gave_up
    left_out = f", without the {gave_up} over 60 s" if gave_up else ""
    return f"{'met    ' if met else 'NOT met'} {what}: {measured:.2f}{left_out}, goal {goal:.2f}"
