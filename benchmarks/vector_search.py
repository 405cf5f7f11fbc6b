"""Recall and latency of boardofone.search, beside exact search and plain HNSW on the same rows in one run.

A table of its own, with tenants of very different sizes among many others, is searched through the code that
applications call, for one model and without the row that is compared. `exact` compares all rows of the
tenant; `HNSW` is the index as pgvector has it by default. Both are asked in a tenant session and return the
same rows of a second table. Queries alternate between the arms. The goal: recall@10 of at least 0.95, in at
most 1.2 times the latency of whichever arm reaches it.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pgvector.sqlalchemy import VECTOR
from sqlalchemy import bindparam, create_engine, literal_column, select, text
from sqlmodel import Session

from benchmarks import command
from benchmarks.published import figures
from benchmarks.vector_rows import MODEL, SCALES, K, Rows, Scale, load, space_of
from boardofone import tenant_session
from boardofone.search import neighbours
from pgdrift.project import find
from pgdrift.references import migrated
from pgdrift.server.temporary import temporary_cluster

ROOT = Path(__file__).resolve().parents[1]
RECALL, LATENCY = 0.95, 1.2
LOGIN = "bench_tenant"


@dataclass(frozen=True)
class Arm:
    """Recall@10 and median milliseconds of one way to search."""

    recall: float
    milliseconds: float


@dataclass(frozen=True)
class Result:
    """One tenant: every arm, and whether ours is within the goal."""

    tenant: str
    rows: int
    dimensions: int
    ours: Arm
    exact: Arm
    hnsw: Arm
    alone: float | None  # milliseconds of ours when there are no other tenants

    @property
    def ratio(self) -> float:
        """Our latency over that of the fastest arm that reaches the recall; exact always does."""
        reaching = [arm.milliseconds for arm in (self.exact, self.hnsw) if arm.recall >= RECALL]
        return self.ours.milliseconds / min(reaching)

    @property
    def within(self) -> bool:
        return self.ours.recall >= RECALL and self.ratio <= LATENCY

    def line(self) -> str:
        arms = " ".join(
            f"{arm.recall:7.3f} {arm.milliseconds:8.2f}" for arm in (self.ours, self.exact, self.hnsw)
        )
        alone = f"{self.ours.milliseconds / self.alone:6.2f}" if self.alone else "     -"
        missed = "" if self.within else "  MISSED"
        return f"{self.tenant:>8} {self.rows:>7} {arms}  {self.ratio:5.2f} {alone}{missed}"


HEAD = (
    "                    ours             exact              HNSW\n"
    "  tenant    rows  recall       ms  recall       ms  recall       ms  ratio  alone"
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scale", choices=SCALES, default="small")
    parser.add_argument("--queries", type=command.at_least(2), default=40, help="for each tenant")
    parser.add_argument("--major", type=command.at_least(1), default=18, help="of the embedded PostgreSQL")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of lines")
    parser.add_argument("--figures", type=Path, help="also write the results there, as JSON")
    options = parser.parse_args()
    results, version = [], ""
    with temporary_cluster(options.major) as cluster:
        cluster.ensure_login(LOGIN)
        with cluster.url().connect(autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
            version = " ".join(connection.execute("SELECT version()").fetchone()[0].split()[:2])
        url = cluster.url(database="bench")
        migrated.build(find(ROOT), url)
        with url.connect(autocommit=True) as connection:
            connection.execute(f"GRANT bo1_app TO {LOGIN}")
        engine = create_engine(cluster.url(user=LOGIN, database="bench").sqlalchemy())
        for scale in SCALES[options.scale]:
            with url.connect(autocommit=True) as connection:
                rows = load(connection, scale, show)
            for number, _ in enumerate(scale.tenants):
                results.append(measured(engine, rows, scale, number, options.queries))
                show(results[-1].line())
        engine.dispose()
    shown = [{**asdict(result), "ratio": result.ratio, "within": result.within} for result in results]
    if options.figures:
        figures.keep(options.figures, {"scale": options.scale, "tenants": shown})
    if options.json:
        print(json.dumps({"postgresql": version, "scale": options.scale, "results": shown}, indent=1))
    else:
        print(f"{version}, scale {options.scale}\n{HEAD}\n" + "\n".join(result.line() for result in results))
    return 0


def measured(engine: Any, rows: Rows, scale: Scale, number: int, queries: int) -> Result:
    """Every arm on the same queries, in turn."""
    tenant = rows.tenant(number)
    asked = rows.queries(number, queries)
    left_out = [rows.left_out(number, turn) for turn in range(queries)]
    truth = [rows.nearest(number, query, one) for query, one in zip(asked, left_out, strict=True)]
    crowd, alone = space_of(scale.table, scale.dimensions), space_of(f"{scale.table}_alone", scale.dimensions)
    times: dict[str, list[float]] = {}
    hits: dict[str, list[int]] = {}
    with tenant_session(engine, tenant) as session:
        arms: dict[str, Callable[[list[float], int], list[int]]] = {
            "ours": lambda query, one: ours(session, crowd, query, one),
            "exact": lambda query, one: exact(session, crowd, query, one),
            "hnsw": lambda query, one: by_hnsw(session, crowd, query, one),
            "alone": lambda query, one: ours(session, alone, query, one),
        }
        for turn, (query, right, one) in enumerate(zip(asked, truth, left_out, strict=True)):
            order = list(arms)[turn % len(arms) :] + list(arms)[: turn % len(arms)]
            for name in order:
                with plain_hnsw(session) if name == "hnsw" else nothing():
                    started = time.perf_counter()
                    found = arms[name](query, one)
                    times.setdefault(name, []).append(1000 * (time.perf_counter() - started))
                hits.setdefault(name, []).append(len(set(found) & set(right)))
                assert name == "hnsw" or len(found) == len(right), f"{name}: {len(found)} of {len(right)}"
    possible = sum(map(len, truth))
    arm = {
        name: Arm(sum(hits[name]) / possible if possible else 1.0, statistics.median(times[name][1:]))
        for name in arms
    }
    return Result(
        tenant,
        scale.tenants[number],
        scale.dimensions,
        arm["ours"],
        arm["exact"],
        arm["hnsw"],
        arm["alone"].milliseconds,
    )


def ours(session: Session, space: Any, query: list[float], left_out: int) -> list[int]:
    wanted = {"model": MODEL, "exclude": [left_out]}
    return [match.item.id for match in neighbours.nearest(session, space, query, K, wanted)]


def exact(session: Session, space: Any, query: list[float], left_out: int) -> list[int]:
    """What one writes to compare all rows: ordered by an expression that no index has."""
    return run(session, statement(space, by_index=False), query, left_out)


def by_hnsw(session: Session, space: Any, query: list[float], left_out: int) -> list[int]:
    """What one writes first."""
    return run(session, statement(space, by_index=True), query, left_out)


@cache
def statement(space: Any, *, by_index: bool) -> Any:
    """Kept, as search keeps its own: building one costs as much as a small search."""
    embeddings = space.embeddings
    distance = embeddings.embedding.cosine_distance(bindparam("vector", type_=VECTOR()))
    if not by_index:
        distance = distance + literal_column("0.0")
    rows = select(space.found, distance.label("distance"))
    rows = rows.join(embeddings, space.found.id == embeddings.contribution_id)
    rows = rows.where(embeddings.model == bindparam("model"), embeddings.contribution_id != bindparam("one"))
    return rows.order_by(distance).limit(K)


def run(session: Session, asked: Any, query: list[float], left_out: int) -> list[int]:
    given = {"vector": query, "model": MODEL, "one": left_out}
    return [row[0].id for row in session.execute(asked, given)]


@contextmanager
def plain_hnsw(session: Session) -> Iterator[None]:
    """Makes the planner use the index, outside the time that is taken."""
    session.execute(text("SET LOCAL enable_sort = off"))
    yield
    session.execute(text("SET LOCAL enable_sort = on"))


@contextmanager
def nothing() -> Iterator[None]:
    yield


def show(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    command.run(main)
