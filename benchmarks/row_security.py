"""What row level security costs a tenant, beside the same queries without it and beside other policies.

Five arms answer the same queries on the same rows, in turns: the floor (no row security, the filter written
by hand), ours, ours with the tenant in a sub-select, the specification word for word, and the form that
Supabase recommends (a SECURITY DEFINER function in a sub-select); the last two in the specification's own
schema. Figures are milliseconds of a statement at its client, medians of all rounds, inside a transaction
that has named its tenant already; ratios are medians of each round's own, whose arms ran side by side. What
takes less than three milliseconds runs in eight times as many rounds, and ten times in each, of which the
fastest counts. Rows are made by the server (`benchmarks/tenants/rows.py`); with --folder they stay, and a run
that was killed goes on where it was.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks import command
from benchmarks.published import figures
from benchmarks.tenants import goals, growth, measuring, picture, report, rows, storage
from benchmarks.tenants.arms import Databases
from benchmarks.tenants.queries import READS, WRITES, Query
from pgdrift.errors import PgdriftError
from pgdrift.server import watchdog
from pgdrift.server.cluster import Cluster
from pgdrift.server.temporary import temporary_cluster

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
    parser.add_argument("--rounds", type=command.at_least(1), default=15)
    parser.add_argument("--folder", type=Path, help="where the server is made, kept, and found again")
    parser.add_argument("--figures", type=Path, help="also write the results there, as JSON")
    parser.add_argument("--pictures", type=Path, help="also draw growth.svg and growth.png in this folder")
    options = parser.parse_args()
    if options.pictures and find_spec("matplotlib") is None:
        raise PgdriftError(
            "--pictures draws with matplotlib, which this Python does not have; nothing was measured. Run "
            "./noxw -s bench -- row_security --pictures FOLDER, which takes an environment that has it."
        )
    with server(options.folder) as cluster:
        bench = Bench(Databases(cluster), cluster.home.path.parent, options.rounds)
        results = bench.run(SCALES[options.scale])
    results["scale"] = options.scale
    print("\n".join(lines(results)))
    if options.figures:
        figures.keep(options.figures, results)
    if options.pictures:
        picture.draw(results["curves"], options.pictures)
    return 0


@contextmanager
def server(kept: Path | None) -> Iterator[Cluster]:
    """A server of this run's own, or the one that a folder keeps; no process of it outlives this one."""
    if kept is None:
        with temporary_cluster(settings=SETTINGS) as cluster:
            yield cluster
        return
    folder = kept.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with watchdog.watched(folder, remove=False):
        cluster = Cluster(folder / "server", durable=False, settings=SETTINGS)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


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
                self.databases.fill(stage, command.show)
                self.kept.add(stage, self.measured(READS, growth.FIXED))
        self.databases.fill(chunks, command.show)
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
            self.databases.arms(), queries, tenants, self.rounds, progress=command.show, between=self.vacuum
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
        *goals.verdicts(results),
        *(f"reads more than it may: {found}" for found in goals.reading_more(results["queries"])),
    ]


if __name__ == "__main__":
    command.run(main)
