"""Random schemas for as long as there is time: `nox -s fuzz -- --minutes 10`.

The time is shared by random schemas that are compared and repaired, tables that join and leave others, objects that
change under what is built on them, random schemas that are made on two versions of PostgreSQL, and declared schemas
that change step by step. Each run has a seed of its own; what fails is kept in a file, from which it can be run again.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from pgdrift.server.cluster import Cluster
from pgdrift.server.temporary import temporary_cluster
from tests.pgdrift.fuzz import failures
from tests.pgdrift.fuzz.failures import Failure
from tests.pgdrift.fuzz.subjects import SUBJECTS, Subject

# The share of runs that PostgreSQL may refuse without anybody being told that little was judged.
_FAIR = 0.2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for; 1 when something failed."""
    chosen = _parser().parse_args(arguments)
    if chosen.replay:
        kept = failures.read(chosen.replay)
        return _replayed(kept, chosen.major or kept.major)
    kinds = chosen.only or sorted(SUBJECTS)
    seed = chosen.seed if chosen.seed is not None else int(time.time())
    seconds = None if chosen.minutes is None else chosen.minutes * 60 / len(kinds)
    if seconds is None and chosen.sequences is None:
        _parser().error("say for how long (--minutes) or how many (--sequences)")
    found: list[Failure] = []
    with temporary_cluster(chosen.major or 18) as cluster:
        try:
            for kind in kinds:
                found += _run(kind, cluster, seed, seconds, chosen.sequences, chosen.steps)
        except KeyboardInterrupt:
            print("stopped; what failed so far is kept", flush=True)
            return 130
    return 1 if found else 0


def _run(
    kind: str, cluster: Cluster, seed: int, seconds: float | None, most: int | None, steps: int
) -> Iterator[Failure]:
    """Run one after the other until the time is over; the last one is allowed to end."""
    end = None if seconds is None else time.monotonic() + seconds
    number = failed = refused = 0
    major = cluster.binaries.major
    print(f"{kind}: from seed {seed} on PostgreSQL {major}", flush=True)
    with ExitStack() as stack:
        subject = stack.enter_context(SUBJECTS[kind](cluster, steps))
        for drawn in itertools.count(seed):
            if number == most or (number and end is not None and time.monotonic() >= end):
                break
            number += 1
            failure, judged = _attempt(subject, kind, drawn, major)
            refused += not judged and failure is None
            if failure:
                failed += 1
                command = f"./noxw -s fuzz -- --replay {failures.keep(failure)}"
                print(f"{failure.headline}\n  {command}", flush=True)
                yield failure
            if number % 10 == 0:
                print(f"{kind}: {number} runs, {_told(failed, refused)}", flush=True)
    print(f"{kind}: {number} runs, seeds {seed} to {seed + number - 1}, {_told(failed, refused)}", flush=True)
    if refused > _FAIR * number:
        print(
            f"{kind}: {number - refused} of {number} runs were judged to the end, which is little: PostgreSQL "
            "refused the rest because of rows or rights. Look for what the changes do to these (Refused in "
            "tests/pgdrift/fuzz/properties.py).",
            flush=True,
        )


def _told(failed: int, refused: int) -> str:
    return f"{failed} failed, {refused} refused"


def _attempt(subject: Subject, kind: str, seed: int, major: int) -> tuple[Failure | None, bool]:
    """What failed, if anything, and whether all was judged that was drawn."""
    story: list[str] = []
    try:
        return None, subject.run(seed, story)
    except Exception as error:
        return Failure(kind, seed, major, story, _message(error)), True


def _replayed(kept: Failure, major: int) -> int:
    with temporary_cluster(major) as cluster, SUBJECTS[kept.kind](cluster, 0) as subject:
        try:
            subject.replay(kept.story)
        except Exception as error:
            print(_message(error))
            return 1
    print(f"{kept.headline.partition(':')[0]}: does not fail any more")
    return 0


def _message(error: Exception) -> str:
    return "".join(traceback.format_exception(error, limit=-4))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="nox -s fuzz --", description=__doc__)
    parser.add_argument("--minutes", type=float, help="for how long, shared by the kinds")
    parser.add_argument("--sequences", type=int, help="how many of each kind at most")
    parser.add_argument("--steps", type=int, default=3, help="revisions of a declared schema (default 3)")
    parser.add_argument("--only", action="append", choices=sorted(SUBJECTS), help="leave the other kinds out")
    parser.add_argument("--seed", type=int, help="that of the first run (default: the time)")
    parser.add_argument("--major", type=int, help="the PostgreSQL to run on (default 18)")
    parser.add_argument("--replay", metavar="FILE", help="run a kept failure again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
