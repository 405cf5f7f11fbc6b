"""The results as text: a row for each query of a tenant, its spread, and what is stored."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any

from benchmarks.tenants.measuring import Row


def summary(rows: list[Row]) -> dict[str, dict[str, float]]:
    """For each arm the geometric mean and the worst of its ratios to the floor, in time and in buffers."""
    found = {}
    for arm in rows[0]["arms"]:
        times = [row["arms"][arm]["ratio"] for row in rows if row["arms"][arm]["ratio"]]
        pairs = [(row["arms"][arm]["buffers"], row["arms"]["floor"]["buffers"]) for row in rows]
        buffers = [ours / floor for ours, floor in pairs if ours and floor]
        found[arm] = {
            "mean": round(statistics.geometric_mean(times), 3),
            "worst": round(max(times), 2),
            "buffers_mean": round(statistics.geometric_mean(buffers), 3),
            "buffers_worst": round(max(buffers), 2),
            "gave_up": sum(row["arms"][arm]["ratio"] is None for row in rows),
        }
    return found


def table(rows: list[Row]) -> Iterator[str]:
    """Markdown: the floor's milliseconds, and each arm's time and buffers as multiples of the floor's."""
    arms = [arm for arm in rows[0]["arms"] if arm != "floor"]
    yield f"| query | tenant | floor | {' | '.join(arms)} |"
    yield f"|---|---|---:|{'---:|' * len(arms)}"
    for row in rows:
        floor = row["arms"]["floor"]
        cells = [_cell(row["arms"][arm], floor) for arm in arms]
        first = f"{floor['ms']:.2f} ms, {floor['buffers']}"
        yield f"| {row['query']} | {row['tenant']} | {first} | {' | '.join(cells)} |"
    means = summary(rows)
    cells = [f"**{means[arm]['mean']:.2f}**, {means[arm]['buffers_mean']:.2f}" for arm in arms]
    yield f"| geometric mean | | | {' | '.join(cells)} |"


def arms(found: dict[str, dict[str, float]]) -> Iterator[str]:
    """Markdown: a summary as multiples of the floor's, arm by arm."""
    yield "| policies | time, mean | time, worst query | buffers, mean | buffers, worst query |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for arm, figures in found.items():
        if arm != "floor":
            times = (f"{figures['mean']:.2f}", _figures(figures["worst"]))
            buffers = (f"{figures['buffers_mean']:.2f}", _figures(figures["buffers_worst"]))
            left_out = f" ({figures['gave_up']:.0f} over 60 s left out)" if figures["gave_up"] else ""
            yield f"| {' | '.join((arm + left_out, *times, *buffers))} |"


def spreads(rows: list[Row]) -> Iterator[str]:
    """The middle half of the floor's and of our times, and the plan."""
    for row in rows:
        floor, ours = row["arms"]["floor"], row["arms"]["ours"]
        yield (
            f"{row['query']}, {row['tenant']}: floor {_range(floor)}, ours {_range(ours)} ms; "
            f"{ours['plan'] or 'a write'}"
        )


def storage(results: dict[str, Any]) -> Iterator[str]:
    """Bytes of WAL, sizes, and updates in place, beside those of the specification's schema."""
    ours, theirs = (results["wal"][arm] for arm in ("ours", "specification"))
    yield "| | ours | specification | ratio |"
    yield "|---|---:|---:|---:|"
    for operation, size in ours.items():
        yield f"| WAL: {operation} | {size:,} | {theirs[operation]:,} | {size / theirs[operation]:.2f} |"
    for name in results["sizes"]["ours"]:
        for part in ("table", "indexes"):
            size, other = (results["sizes"][arm][name][part] for arm in ("ours", "specification"))
            yield f"| {name}: {part} | {size / 2**20:.1f} MB | {other / 2**20:.1f} MB | {size / other:.2f} |"
    in_place = results["updates_in_place"]
    yield f"| sessions counted up in place | {in_place['ours']:.0%} | {in_place['specification']:.0%} | |"


def _range(arm: dict[str, Any]) -> str:
    return "-".join(f"{end:.3f}" for end in arm["spread_ms"] or ())


def _cell(arm: dict[str, Any], floor: dict[str, Any]) -> str:
    if arm["ratio"] is None:
        return "over 60 s"
    buffers = f"{arm['buffers'] / floor['buffers']:.1f}" if floor["buffers"] else "-"
    return f"{_figures(arm['ratio'])}, {buffers}"


def _figures(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"
