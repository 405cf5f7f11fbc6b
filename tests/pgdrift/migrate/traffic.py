"""Requests that go on while something else happens, and how long the slowest of them took."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from pgdrift.database_url import DatabaseURL


@contextmanager
def beside(work: Callable[[], object]) -> Iterator[threading.Thread]:
    """Run ``work`` in a thread beside the block; what it raises is raised at the end."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        thread.join()
    if raised:
        raise raised[0]


class Traffic:
    """Requests that follow each other as fast as they can, and how long the slowest one took."""

    def __init__(
        self, url: DatabaseURL, request: Callable[[psycopg.Connection, int], object], pause: float
    ) -> None:
        self.slowest, self.number = 0.0, 0
        self._url, self._request, self._pause, self._over = url, request, pause, threading.Event()

    def run(self) -> None:
        with self._url.connect(application_name="traffic") as connection:
            while not self._over.is_set():
                started = time.monotonic()
                with connection.transaction():
                    self._request(connection, self.number)
                self.slowest = max(self.slowest, time.monotonic() - started)
                self.number += 1
                time.sleep(self._pause)

    def stop(self) -> None:
        self._over.set()


@contextmanager
def traffic(
    url: DatabaseURL, *requests: Callable[[psycopg.Connection, int], object], pause: float = 0
) -> Iterator[list[Traffic]]:
    flows = [Traffic(url, request, pause) for request in requests]
    threads = [beside(flow.run) for flow in flows]
    for thread in threads:
        thread.__enter__()
    try:
        yield flows
    finally:
        for flow in flows:
            flow.stop()
        for thread in threads:
            thread.__exit__(None, None, None)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
