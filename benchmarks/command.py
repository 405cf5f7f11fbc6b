"""How every benchmark is run: numbers that make sense, an orderly end, and 0 whenever it has measured."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from pgdrift.errors import PgdriftError

ENDING = (signal.SIGINT, signal.SIGTERM)


def at_least(least: int) -> Callable[[str], int]:
    """The type of an option that takes a whole number, and refuses it before anything is measured."""

    def number(given: str) -> int:
        found = int(given)
        if found < least:
            raise argparse.ArgumentTypeError(f"{found} is too few, give at least {least}")
        return found

    number.__name__ = "whole number"  # argparse: invalid ... value
    return number


def run(main: Callable[[], int | None]) -> NoReturn:
    """Exit with what `main` returns; what it refuses is one paragraph.

    Ctrl-C and SIGTERM unwind it, so that its servers and their data go. What a goal is missed by is a figure
    like the others: it is printed, and is no failure.
    """
    for number in ENDING:
        signal.signal(number, _end)
    os.register_at_fork(after_in_child=_end_at_once)
    try:
        code = main()
    except PgdriftError as refused:
        print(refused, file=sys.stderr)
        code = refused.exit_code
    except _Ended as ended:
        print(
            "The benchmark was ended before it had measured everything. Its server is stopped, nothing was "
            "published; run it again.",
            file=sys.stderr,
        )
        code = 128 + ended.number
    raise SystemExit(code)


def show(line: str) -> None:
    """Progress, which is no result."""
    print(line, file=sys.stderr, flush=True)


@contextmanager
def children_ended() -> Iterator[None]:
    """Leave no process that was forked in it, however it ends: a server's watchdog waits for every one."""
    try:
        yield
    finally:
        for child in multiprocessing.active_children():
            child.terminate()
            child.join()


class _Ended(BaseException):
    """Somebody wants the benchmark to end; like KeyboardInterrupt it is no error."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def _end(number: int, _: FrameType | None) -> NoReturn:
    """Once: a terminal and nox may both say it, and what removes the server is not to be interrupted."""
    for other in ENDING:
        signal.signal(other, signal.SIG_IGN)
    raise _Ended(number)


def _end_at_once() -> None:
    """What a process that was forked has to remove is its parent's."""
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
