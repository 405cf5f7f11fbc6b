"""The throughput of tenant sessions as text: a row for each way to the server, load and number of clients."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any

GOAL = 0.90


def table(entries: list[dict[str, Any]]) -> Iterator[str]:
    """Markdown: the floor's transactions per second, and those of the others as multiples of it."""
    yield "| way | load | clients | floor, per second | naive / floor | ours / floor |"
    yield "|---|---|---:|---:|---:|---:|"
    for entry in entries:
        floor = f"{statistics.median(entry['per_second']['floor']):,.0f}"
        ratios = (f"{entry['ratios'][arm]:.2f}" for arm in ("naive", "ours"))
        yield f"| {' | '.join((entry['way'], entry['load'], str(entry['clients']), floor, *ratios))} |"
    yield ""
    worst = min(entry["ratios"]["ours"] for entry in entries if entry["load"] == "mixed")
    met = "met" if worst >= GOAL else "NOT met"
    yield f"{met}: throughput over the floor's under the mixed load, at least {worst:.2f}, goal {GOAL:.2f}"
