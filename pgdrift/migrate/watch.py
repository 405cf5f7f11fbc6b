"""Looking over a migration's shoulder: what its statement waits for, and how far it has come.

A session that runs a statement can say nothing meanwhile, so another one looks, and only once a statement
has taken a moment. What it sees is logged for the person who started the migration, and shown to everybody
else as the application_name of the session that holds the migration's lock, which anybody may read.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import psycopg

from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import build_progress, durations, obstacle
from pgdrift.migrate.obstacle import Obstacle
from pgdrift.migrate.session_settings import stay_connected
from pgdrift.project import Project

LOG = logging.getLogger("pgdrift.migrate")

_LOOK = 0.04  # seconds between two looks
_PATIENT_LOOK = 0.5  # the same once it is known what is waited for
_SAY_WAIT, _SAY_PROGRESS, _SAY_AGAIN = 1.0, 2.0, 15.0  # seconds before something is worth saying


@dataclass
class _Running:
    """The statement that runs now; when it was last looked at, and at what age something was last said."""

    pid: int
    label: str
    since: float
    seen: float = 0.0
    said: float = 0.0
    told: str = ""


class Watch:
    """Looks at the statements of one migration, from a connection that it opens when it is first needed.

    ``guide`` is the connection that holds the migration's lock.
    """

    def __init__(self, url: DatabaseURL, project: Project, guide: psycopg.Connection[Any]) -> None:
        self.obstacle: Obstacle | None = None
        self._url, self._guide = url, guide
        self._name = f"{project.name} migrate"
        self._owner = project.owner_role or guide.info.user
        self._revision = ""
        self._running: _Running | None = None
        self._stack = ExitStack()
        self._eye: psycopg.Connection[Any] | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="pgdrift watch", daemon=True)

    def __enter__(self) -> "Watch":
        self.publish("")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._stack.close()
        self._revision = ""
        self.publish("")

    @contextmanager
    def running(self, pid: int, label: str) -> Iterator[None]:
        """The block runs a statement called ``label`` in the session ``pid``; forgets the last obstacle."""
        self.obstacle = None
        self._running = _Running(pid, label, time.monotonic())
        try:
            yield
        finally:
            self._running = None

    def revision(self, name: str) -> None:
        """From now on ``name`` ("004_tenant_keys, 2 of 5") is what is being done."""
        self._revision = name
        self.publish("")

    def publish(self, detail: str) -> None:
        """Show everybody what is being done."""
        parts = " ".join(part for part in (self._name, self._revision) if part)
        text = f"{parts}: {detail}" if detail else parts
        # PostgreSQL keeps 63 bytes, and makes question marks of what is not ASCII.
        name = text.encode("ascii", "replace")[:63].decode()
        # Whoever needs this connection next says if it is gone.
        with suppress(psycopg.Error):
            self._guide.execute("SELECT set_config('application_name', %s, false)", [name])

    def _look_on(self) -> None:
        while not self._ended.wait(_LOOK):
            running = self._running
            now = time.monotonic()
            pause = _LOOK if self.obstacle is None else _PATIENT_LOOK
            if running is None or now - max(running.since, running.seen) < pause:
                continue
            running.seen = now
            try:
                self._look(running, now - running.since)
            except psycopg.Error:
                self._eye = None
                self._ended.wait(1.0)

    def _look(self, running: _Running, age: float) -> None:
        if self._eye is None:
            # Nothing of this migration may be looked up in a transaction: CONCURRENTLY would wait for it.
            self._eye = self._stack.enter_context(
                self._url.connect(autocommit=True, application_name=f"{self._name} watch")
            )
            stay_connected(self._eye)
        if obstacle.waits(self._eye, running.pid):
            found = obstacle.of(self._eye, running.pid, self._owner)
            if found is not None and running is self._running:
                self.obstacle = found
                if age >= _SAY_WAIT:
                    self._say(running, age, f"{running.label} waits for {found}")
        elif age >= _SAY_PROGRESS:
            self.obstacle = None
            progress = build_progress.of(self._eye, running.pid)
            self._say(running, age, f"{running.label}{': ' if progress else ''}{progress}")

    def _say(self, running: _Running, age: float, text: str) -> None:
        """Log ``text`` when it is news, and again after a while; to others it is shown every time."""
        self.publish(text.removeprefix("CREATE "))
        news = text.split(", ")[0]
        if age - running.said >= (_SAY_AGAIN if news == running.told else _SAY_WAIT):
            running.told, running.said = news, age
            LOG.info("  %s (%s)", text, durations.shown(age))
