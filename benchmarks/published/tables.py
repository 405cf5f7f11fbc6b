"""The committed figures of each benchmark as text: on what it was measured, and its table."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.published import figures
from benchmarks.tenants import connections, goals, report

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "growth.svg"


def row_security() -> str:
    """Every query of every tenant, the picture, the goals, and what is stored."""
    document = figures.kept("row_security")
    results = document["results"]
    drawn = ["![Time of a tenant's queries while the others' data grow](pictures/growth.svg)", ""]
    return _text(
        f"{machine(document)}; {results['contributions']:,} contributions.",
        "",
        *report.table(results["queries"]),
        "",
        *(drawn if PICTURE.exists() else ()),
        "```",
        *goals.verdicts(results),
        "```",
        "",
        *goals.growing(results),
        "",
        *report.storage(results),
    )


def arms(document: dict[str, Any]) -> str:
    """Markdown, and short: each arm's time and buffers as multiples of the floor's, mean and worst."""
    return "\n".join(report.arms(document["results"]["summary"]))


def tenant_session() -> str:
    """Transactions of tenant sessions beside bare ones."""
    document = figures.kept("tenant_session")
    return _text(f"{machine(document)}.", "", *connections.table(document["results"]))


def drift_check() -> str:
    """Finding one difference, beside two dumps and beside Alembic."""
    document = figures.kept("drift_check")
    return _text(f"{machine(document)}; seconds.", "", *drift_check_rows(document["results"]))


def drift_check_rows(results: list[dict[str, Any]]) -> Iterator[str]:
    """Markdown: seconds of each program at each size, and ours as multiples of the others'."""
    yield (
        "| tables | pgdrift diff | doubtful | two pg_dump -s and diff | alembic check "
        "| ours / dumps | ours / alembic |"
    )
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for row in results:
        seconds = [statistics.median(row[arm]) for arm in ("ours", "doubtful", "dumps", "alembic")]
        shown = [f"{value:.2f}" for value in (*seconds, row["ratios"]["dumps"], row["ratios"]["alembic"])]
        yield f"| {' | '.join((str(row['size']), *shown))} |"


def generate_revision() -> str:
    """Writing a revision of so many new tables, beside stock Alembic."""
    document = figures.kept("generate_revision")
    return _text(f"{machine(document)}.", "", *generate_revision_rows(document["results"]))


def generate_revision_rows(results: list[dict[str, Any]]) -> Iterator[str]:
    """Markdown: time and statements of each program, for all of the tables and for each."""
    yield "| program | new tables | time | DDL statements | time per table | statements per table |"
    yield "|---|---:|---:|---:|---:|---:|"
    for cost in results:
        tables, statements = cost["tables"], cost["statements"]
        each = f"{1000 * cost['seconds'] / tables:.0f} ms | {statements / tables:.1f}"
        yield f"| {cost['program']} | {tables} | {cost['seconds']:.1f} s | {statements} | {each} |"


def vector_search() -> str:
    """Recall and latency for tenants of very different sizes."""
    document = figures.kept("vector_search")
    lines = []
    for tenant in document["results"]["tenants"]:
        ours, exact, hnsw = (tenant[arm] for arm in ("ours", "exact", "hnsw"))
        shown = (
            f"{tenant['rows']:,}",
            str(tenant["dimensions"]),
            f"{ours['recall']:.3f}",
            f"{hnsw['recall']:.3f}",
            *(f"{arm['milliseconds']:.2f}" for arm in (ours, exact, hnsw)),
            f"{tenant['ratio']:.2f}",
            f"{ours['milliseconds'] / tenant['alone']:.2f}" if tenant["alone"] else "",
        )
        lines.append(f"| {' | '.join(shown)} |")
    tenants = document["results"]["tenants"]
    missed = sum(not tenant["within"] for tenant in tenants)
    slowest = max(tenant["ours"]["milliseconds"] / tenant["alone"] for tenant in tenants if tenant["alone"])
    return _text(
        f"{machine(document)}.",
        "",
        "| rows of the tenant | dimensions | recall@10 | of plain HNSW | ms | exact search | plain HNSW "
        "| ratio | with / without others |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *lines,
        "",
        f"The goal for recall and latency is met by {len(lines) - missed} of {len(lines)} tenants.",
        f"With others a search took up to {slowest:.2f} times as long as without (goal: 1.00).",
    )


def machine(document: dict[str, Any]) -> str:
    """On what it was measured, with what, and when; or what is known of figures that say none of that."""
    if document["measured"] is None:
        return str(document["note"]).removesuffix(".")
    machine, versions = document["machine"], document["versions"]
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB; PostgreSQL "
        f"{versions['postgresql']}, Python {versions['python']}; {document['measured']}, load "
        f"{machine['load_when_done']}; {_command(document)}"
    )


def run(document: dict[str, Any]) -> str:
    """The command of a run, its day, and how busy the machine was; or that nobody wrote them down."""
    command = _command(document)
    if document["measured"] is None:
        return f"{command}, its date, rounds and load not kept"
    load = document["machine"]["load_when_done"]
    return f"{command}, {document['measured']}, load {load:.0f} when it ended"


def _command(document: dict[str, Any]) -> str:
    return f"`./noxw -s bench -- {document['command']}`"


def _text(*lines: str) -> str:
    return "\n".join([*lines, ""])
