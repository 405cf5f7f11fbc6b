"""Judge many mutants at once: each process has a server of its own."""

import multiprocessing
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from multiprocessing.util import Finalize

from tests.isolation.mutants.laboratory import Laboratory, Verdict, laboratory


def choose(names: Sequence[str], sample: int | None, seed: str) -> list[str]:
    """All of ``names``, or ``sample`` of them chosen by ``seed``; in an order that mixes the families."""
    order = random.Random(seed).sample(sorted(names), len(names))
    return order if sample is None else order[:sample]


def verdicts(major: int, names: Sequence[str], processes: int) -> Iterator[Verdict]:
    """The verdict on each of ``names``, as they come. A mutant that cannot be made stops the run."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, _begin, (major,)) as pool:
        yield from pool.imap_unordered(_judge, names)
        # Let each process end its server.
        pool.close()
        pool.join()


_own: list[Laboratory] = []


def _begin(major: int) -> None:
    stack = ExitStack()
    _own.append(stack.enter_context(laboratory(major)))
    # The last that a process of a pool does; by the time that Python clears up it is too late for that.
    Finalize(None, stack.close, exitpriority=0)


def _judge(name: str) -> Verdict:
    mine = _own[0]
    return mine.judge(mine.mutants[name])


def processors() -> int:
    """How many of the machine's cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
