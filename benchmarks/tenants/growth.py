"""How a tenant's queries fare while only others' data grow."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

from benchmarks.tenants import rows
from benchmarks.tenants.measuring import Row

# Who owns the same rows at every stage; the huge tenant grows with the whole.
FIXED = ("small", "medium")


def stages(chunks: int) -> list[int]:
    """How many chunks of rows there are when it is measured: a hundredth, a tenth, all."""
    return sorted({max(1, chunks // 100), max(1, chunks // 10), chunks})


class Kept:
    """The stages that were measured, in a file: a stage that has passed cannot be measured again."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "stages.json"

    def stages(self) -> dict[int, list[Row]]:
        """The rows of each measured stage, by its chunks."""
        if not self._file.exists():
            return {}
        return {int(chunks): found for chunks, found in json.loads(self._file.read_text("utf-8")).items()}

    def add(self, chunks: int, found: list[Row]) -> None:
        """Keep a stage."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps({**self.stages(), chunks: found}), encoding="utf-8")


def curves(found: dict[int, list[Row]]) -> list[dict[str, Any]]:
    """For each query of a tenant whose rows stay: milliseconds and buffers of each arm, stage by stage."""
    lines = []
    for first in found[min(found)]:
        if first["tenant"] not in FIXED or first["writes"]:
            continue
        points = [
            {
                "contributions": chunks * rows.CONTRIBUTIONS_PER_CHUNK,
                "arms": _point(first, found[chunks]),
            }
            for chunks in sorted(found)
        ]
        lines.append({"query": first["query"], "tenant": first["tenant"], "points": points})
    return lines


def growth(lines: list[dict[str, Any]], arm: str, figure: str) -> dict[str, float]:
    """How many times the last point is of the first one: the geometric mean and the worst of all curves."""
    grown = [times for line in lines if (times := of_curve(line, arm, figure)) is not None]
    return {"mean": round(statistics.geometric_mean(grown), 3), "worst": round(max(grown), 3)}


def of_curve(line: dict[str, Any], arm: str, figure: str) -> float | None:
    """How many times the last point of a curve is of its first one; None where the arm gave up at either."""
    first, last = (line["points"][end]["arms"][arm][figure] for end in (0, -1))
    return float(last / first) if first and last else None


def gave_up(lines: list[dict[str, Any]], arm: str) -> int:
    """How many curves have no growth, because the arm gave up after a minute at an end."""
    return sum(of_curve(line, arm, "ms") is None for line in lines)


def _point(row: Row, others: list[Row]) -> dict[str, dict[str, float]]:
    same = next(o for o in others if (o["query"], o["tenant"]) == (row["query"], row["tenant"]))
    return {name: {figure: arm[figure] for figure in ("ms", "buffers")} for name, arm in same["arms"].items()}
