"""The arms in turns, so that all of them meet the machine's moods."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import psycopg
from psycopg import errors

from benchmarks.tenants import plans
from benchmarks.tenants.arms import Arm
from benchmarks.tenants.queries import Query
from benchmarks.tenants.rows import Tenant

Row = dict[str, Any]
"""One query of one tenant: {"query": ..., "tenant": ..., "arms": {name: {"ms": ..., "buffers": ...}}}."""

SAMPLE = 0.006  # seconds: what is faster is run several times for one figure
SLOW = 0.5  # seconds: what is slower is run in three rounds only


def measure(
    arms: Sequence[Arm],
    queries: Sequence[Query],
    tenants: Sequence[Tenant],
    rounds: int,
    *,
    progress: Callable[[str], None],
    between: Callable[[Query], None] = lambda query: None,
) -> list[Row]:
    """Every query of every tenant, through every arm; `between` runs after each query that writes."""
    found = []
    with ExitStack() as stack:
        connections = [stack.enter_context(arm.connect()) for arm in arms]
        for query in queries:
            for tenant in tenants:
                runs = [_Run(a, c, query, tenant) for a, c in zip(arms, connections, strict=True)]
                _in_turns(runs, rounds)
                found.append(_row(query, tenant, runs))
                if query.writes:
                    between(query)
            progress(query.name)
    return found


class _Run:
    """One arm's answers to one query of one tenant."""

    def __init__(self, arm: Arm, connection: psycopg.Connection[Any], query: Query, tenant: Tenant) -> None:
        self.arm, self.connection, self.query, self.tenant = arm, connection, query, tenant
        self.statement = query.literal(tenant.values(), floor=arm.floor).encode()
        self.seconds: list[float] = []
        self.plan: plans.Plan | None = None
        self.buffers: int | None = None
        self.repeat, self.most = 1, 10**6

    def warm_up(self) -> None:
        """Run it once to fill caches, see its plan, and learn how often it can be run."""
        try:
            with self.arm.transaction(self.connection, self.tenant.id):
                if self.query.writes:
                    self.buffers = plans.fetched(self.connection, self.statement.decode())
                else:
                    self.plan = plans.of_statement(self.connection, self.statement.decode())
                    self.buffers = self.plan.buffers
        except errors.QueryCanceled:
            self.most = 0
            return
        once = self._sample()
        # What writes leaves dead rows behind, and the next that reads them is slower.
        self.repeat = max(1, min(5 if self.query.writes else 40, int(SAMPLE / once)))
        self.most = 3 if once > SLOW else 10**6

    def sample(self) -> None:
        """One figure more, unless there are enough for one so slow."""
        if len(self.seconds) < self.most:
            self.seconds.append(self._sample())

    def _sample(self) -> float:
        """Seconds of one statement, the mean of several; each write has a transaction of its own."""
        if self.query.writes:
            return statistics.fmean(self._seconds(1) for _ in range(self.repeat))
        return self._seconds(self.repeat) / self.repeat

    def _seconds(self, times: int) -> float:
        with self.arm.transaction(self.connection, self.tenant.id):
            started = time.perf_counter()
            for _ in range(times):
                cursor = self.connection.execute(self.statement)
                if cursor.description:
                    cursor.fetchall()
            return time.perf_counter() - started


def _in_turns(runs: list[_Run], rounds: int) -> None:
    for run in runs:
        run.warm_up()
    for number in range(rounds):
        turned = number % len(runs)
        for run in (*runs[turned:], *runs[:turned]):
            run.sample()


def _row(query: Query, tenant: Tenant, runs: list[_Run]) -> Row:
    floor = runs[0]
    arms = {}
    for run in runs:
        timed = sorted(run.seconds)
        arms[run.arm.name] = {
            "ms": round(1000 * statistics.median(timed), 4) if timed else None,
            "spread_ms": [round(1000 * timed[len(timed) * q // 4], 4) for q in (1, 3)] if timed else None,
            "ratio": round(_ratio(run.seconds, floor.seconds), 3) if timed else None,
            "samples": len(timed),
            "buffers": run.buffers,
            "plan": " > ".join(run.plan.shape) if run.plan else None,
        }
    return {"query": query.name, "writes": query.writes, "tenant": tenant.size, "arms": arms}


def _ratio(seconds: list[float], floor: list[float]) -> float:
    """The median of each round's own: a machine that slows down slows down all that run side by side."""
    return statistics.median(one / other for one, other in zip(seconds, floor, strict=False))
