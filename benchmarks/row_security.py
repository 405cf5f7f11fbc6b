"""What row level security costs a tenant, beside the same queries without it and beside other policies.

Five arms answer the same queries on the same rows, in turns: the floor (no row security, the filter written
by hand), ours, ours with the tenant in a sub-select, the specification word for word, and the form that
Supabase recommends (a SECURITY DEFINER function in a sub-select); the last two in the specification's own
schema. Figures are milliseconds of a statement at its client, medians of all rounds, inside a transaction
that has named its tenant already; ratios are medians of each round's own, whose arms ran side by side. What
takes less than three milliseconds runs in eight times as many rounds, and ten times in each, of which the
fastest counts. Ends with exit code 1 when a query that reads touches more buffers than the goal allows. Rows
are made by the server (`benchmarks/tenants/rows.py`); with --folder they stay, and a run that was killed goes
on where it was.
"""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.published import figures  # noqa: E402
from benchmarks.tenants import growth, measuring, report, rows, storage  # noqa: E402
from benchmarks.tenants.arms import Databases  # noqa: E402
from benchmarks.tenants.queries import READS, WRITES, Query  # noqa: E402
from pgdrift.server.cluster import Cluster  # noqa: E402

# Chunks of 20,000 contributions.
SCALES = {"sample": 1, "small": 5, "medium": 100, "large": 1000}
SETTINGS = {
    "shared_buffers": "1GB",
    "autovacuum": "off",  # rows are settled once, after they were made
    "full_page_writes": "off",  # bytes of WAL are counted
    "max_wal_size": "4GB",
}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where the server is made, kept, and found again")
    parser.add_argument("--figures", type=Path, help="also write the results there, as JSON")
    parser.add_argument("--pictures", type=Path, help="also draw growth.svg and growth.png in this folder")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.folder
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            os.chmod(folder, 0o755)  # a server that root starts runs as somebody else
        cluster = Cluster(folder / "server", durable=False, settings=SETTINGS)
        cluster.start()
        stack.callback(cluster.stop if options.folder else cluster.destroy)
        results = Bench(Databases(cluster), folder, options.rounds).run(SCALES[options.scale])
    results["scale"] = options.scale
    print("\n".join(lines(results)))
    if options.figures:
        figures.keep(options.figures, results)
    if options.pictures:
        from benchmarks.tenants import picture  # draws with a package that measuring does not need

        picture.draw(results["curves"], options.pictures)
    return 1 if report.reading_more(results["queries"]) else 0


class Bench:
    """Both databases, filled stage by stage, and what was measured at each."""

    def __init__(self, databases: Databases, folder: Path, rounds: int) -> None:
        self.databases, self.rounds = databases, rounds
        self.kept = growth.Kept(folder)

    def run(self, chunks: int) -> dict[str, Any]:
        """Everything, at the last stage; at those before it what shows how queries grow."""
        self.databases.prepare()
        stages = growth.stages(chunks)
        for stage in stages[:-1]:
            if stage not in self.kept.stages():
                self.databases.fill(stage, show)
                self.kept.add(stage, self.measured(READS, growth.FIXED))
        self.databases.fill(chunks, show)
        found = self.measured(READS, tuple(rows.TENANTS))
        stored = self.stored()
        found += self.measured(WRITES, tuple(rows.TENANTS))
        before = {stage: kept for stage, kept in self.kept.stages().items() if stage in stages[:-1]}
        curves = growth.curves({**before, chunks: found})
        arms = list(found[0]["arms"])
        return {
            "contributions": chunks * rows.CONTRIBUTIONS_PER_CHUNK,
            "summary": report.summary(found),
            "growth": {
                "others": round(chunks / stages[0]),
                **{arm: {f: growth.growth(curves, arm, f) for f in ("ms", "buffers")} for arm in arms},
            },
            "queries": found,
            "curves": curves,
            **stored,
        }

    def measured(self, queries: tuple[Query, ...], sizes: tuple[str, ...]) -> list[measuring.Row]:
        """The arms in turns."""
        with self.databases.url("ours").connect() as connection:
            tenants = [rows.tenant(connection, size) for size in sizes]
        return measuring.measure(
            self.databases.arms(), queries, tenants, self.rounds, progress=show, between=self.vacuum
        )

    def vacuum(self, query: Query) -> None:
        """Remove what a query that was rolled back has left, so that the next one does not read it."""
        for name in ("ours", "specified"):
            with self.databases.url(name).connect(autocommit=True) as connection:
                connection.execute("VACUUM sessions, contributions, votes")

    def stored(self) -> dict[str, Any]:
        """Sizes, WAL and updates in place: ours, and the specification's."""
        arms = {arm.name: arm for arm in self.databases.arms()}
        found: dict[str, Any] = {"sizes": {}, "wal": {}, "updates_in_place": {}}
        for name in ("ours", "specification"):
            database = str(arms[name].url.database)
            with self.databases.url(database).connect(autocommit=True) as connection:
                tenant = rows.tenant(connection, "medium")
                found["sizes"][name] = storage.sizes(connection)
                found["wal"][name] = storage.wal(arms[name], tenant)
                found["updates_in_place"][name] = storage.hot(connection, tenant)
        return found


def lines(results: dict[str, Any]) -> list[str]:
    """Everything that was measured, as text."""
    return [
        f"{results['contributions']:,} contributions; times, then buffers, as multiples of the floor's",
        *report.table(results["queries"]),
        "",
        "the middle half of the times, and our plan:",
        *report.spreads(results["queries"]),
        "",
        *report.storage(results),
        "",
        *report.verdicts(results),
        *(f"reads more than it may: {found}" for found in report.reading_more(results["queries"])),
    ]


def show(line: str) -> None:
    """Progress, which is no result."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except rows.TooManyRows as refused:
        raise SystemExit(str(refused)) from None
