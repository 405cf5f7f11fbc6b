"""The arms in turns, so that all of them meet the machine's moods."""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
from psycopg import errors

from benchmarks.tenants import plans
from benchmarks.tenants.arms import Arm
from benchmarks.tenants.queries import Query
from benchmarks.tenants.rows import Tenant

Row = dict[str, Any]
"""One query of one tenant: {"query": ..., "tenant": ..., "arms": {name: {"ms": ..., "buffers": ...}}}."""

QUICK = 0.003  # seconds: what the floor answers faster is run in more rounds, and several times for each
MORE = 8  # times as many rounds: anything else that runs pushes aside what takes half a millisecond
REPEAT, REPEAT_WRITE = 10, 3  # what writes leaves dead rows behind, and the next that reads them is slower
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
        stack.enter_context(_on_one_core(connections))
        for query in queries:
            for tenant in tenants:
                runs = [_Run(a, c, query, tenant) for a, c in zip(arms, connections, strict=True)]
                _in_turns(runs, rounds)
                found.append(_row(query, tenant, runs))
                if query.writes:
                    between(query)
            progress(query.name)
    return found


@contextmanager
def _on_one_core(connections: Sequence[psycopg.Connection[Any]]) -> Iterator[None]:
    """Keep this process and the servers' processes of the connections together, where a system can.

    They run in turns. Left to itself, a busy system keeps some pairs on one core and others on two for
    minutes, and a statement of 0.2 ms takes 0.5 on two: that is a difference between connections, not arms.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    for process in (0, *(connection.info.backend_pid for connection in connections)):
        os.sched_setaffinity(process, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class _Run:
    """One arm's answers to one query of one tenant."""

    def __init__(self, arm: Arm, connection: psycopg.Connection[Any], query: Query, tenant: Tenant) -> None:
        self.arm, self.connection, self.query, self.tenant = arm, connection, query, tenant
        self.statement = query.literal(tenant.values(), floor=arm.floor).encode()
        self.seconds: list[float] = []
        self.plan: plans.Plan | None = None
        self.buffers: int | None = None
        self.once, self.repeat, self.most, self.quick = math.inf, 1, 10**6, False

    def warm_up(self) -> None:
        """Run it to fill caches, see its plan, and learn how long it takes."""
        try:
            with self.arm.transaction(self.connection, self.tenant.id):
                if self.query.writes:
                    self.buffers = plans.of_write(self.connection, self.statement.decode()).buffers
                else:
                    self.plan = plans.of_statement(self.connection, self.statement.decode())
                    self.buffers = self.plan.buffers
        except errors.QueryCanceled:
            self.most = 0
            return
        self.once = self._sample()
        if self.once < SLOW:  # the first may have had to wait, and on a busy machine others too
            self.once = min(self.once, *(self._sample() for _ in range(4 if self.once > SLOW / 10 else 30)))
        self.most = 3 if self.once > SLOW else 10**6

    def hurry(self) -> None:
        """Take several in a row for one figure, in more rounds."""
        self.quick, self.repeat = True, REPEAT_WRITE if self.query.writes else REPEAT

    def sample(self) -> None:
        """One figure more, unless there are enough for one so slow."""
        if len(self.seconds) < self.most:
            self.seconds.append(self._sample())

    def _sample(self) -> float:
        """Seconds of the fastest of several in a row: what else runs on the machine can only add to it.

        Each write has a transaction of its own.
        """
        if self.query.writes:
            return min(self._seconds(1)[0] for _ in range(self.repeat))
        return min(self._seconds(self.repeat))

    def _seconds(self, times: int) -> list[float]:
        found = []
        with self.arm.transaction(self.connection, self.tenant.id):
            for _ in range(times):
                started = time.perf_counter()
                cursor = self.connection.execute(self.statement)
                if cursor.description:
                    cursor.fetchall()
                found.append(time.perf_counter() - started)
        return found


def _in_turns(runs: list[_Run], rounds: int) -> None:
    """All of them in every round, the quick ones in more; each is before each other as often as after it."""
    for run in runs:
        run.warm_up()
    floor = runs[0].once
    for run in runs:
        # As many for all that are as quick as the floor: the fastest of ten is faster than that of two.
        if floor < QUICK and run.once < 5 * floor:
            run.hurry()
    for number in range(rounds * MORE):
        turned = number // 2 % len(runs)
        order = [*runs[turned:], *runs[:turned]]
        for run in order if number % 2 else reversed(order):
            if number < rounds or run.quick:
                run.sample()


def _row(query: Query, tenant: Tenant, runs: list[_Run]) -> Row:
    floor = runs[0]
    arms = {}
    for run in runs:
        timed = sorted(run.seconds)
        arms[run.arm.name] = {
            "ms": round(1000 * statistics.median(timed), 4) if timed else None,
            "spread_ms": [round(1000 * timed[len(timed) * q // 4], 4) for q in (1, 3)] if timed else None,
            "ratio": round(_ratio(run.seconds, floor.seconds), 3) if timed and floor.seconds else None,
            "samples": len(timed),
            "buffers": run.buffers,
            "plan": " > ".join(run.plan.shape) if run.plan else None,
        }
    return {"query": query.name, "writes": query.writes, "tenant": tenant.size, "arms": arms}


def _ratio(seconds: list[float], floor: list[float]) -> float:
    """The median of each round's own: a machine that slows down slows down all that run side by side."""
    return statistics.median(one / other for one, other in zip(seconds, floor, strict=False))
