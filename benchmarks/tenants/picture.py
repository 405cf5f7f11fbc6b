"""Curves of how a tenant's queries grow with everybody else's data, as SVG and PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ARMS = {"floor": ("#888888", "--"), "ours": ("#1f77b4", "-"), "specification": ("#d62728", "-")}
SHOWN = (
    "newest sessions",
    "contributions of a session",
    "newest contributions",
    "count of contributions",
    "votes of a session with consensus",
    "audit tail",
)


def draw(curves: list[dict[str, Any]], folder: Path) -> None:
    """Write `growth.svg` and `growth.png`: a panel for each query of the medium tenant, axes logarithmic."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "growth"  # the same figures give the same file
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(2, 3, figsize=(11, 6), sharex=True, layout="constrained")
    lines = {line["query"]: line for line in curves if line["tenant"] == "medium"}
    for query, panel in zip(SHOWN, panels.flat, strict=True):
        points = lines[query]["points"]
        for arm, (color, style) in ARMS.items():
            panel.loglog(
                [point["contributions"] for point in points],
                [point["arms"][arm]["ms"] for point in points],
                style,
                color=color,
                marker="o",
                markersize=4,
                label=arm,
            )
        panel.xaxis.set_minor_formatter("")
        panel.set_title(query, fontsize=10)
        panel.grid(which="major", alpha=0.3)
    panels[0, 0].legend(fontsize=9)
    figure.supxlabel("contributions of all tenants (those of this tenant stay 5,000)", fontsize=10)
    figure.supylabel("milliseconds", fontsize=10)
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "growth.svg", metadata={"Date": None})
    figure.savefig(folder / "growth.png", dpi=110, metadata={"Software": None})
    pyplot.close(figure)
