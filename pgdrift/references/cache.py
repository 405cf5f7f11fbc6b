"""References kept from one check to the next, as long as nothing they were made from has changed.

A stale reference would hide drift. So an entry is used only when everything it was made from is looked at
again and found the same; whatever is in doubt is built anew, which costs seconds and nothing else.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from pgdrift.database_url import DatabaseURL
from pgdrift.project import Project
from pgdrift.references import inputs, offered
from pgdrift.scratch import DAY, UNUSED_DAYS, cache_folder

log = logging.getLogger(__name__)

Value = TypeVar("Value")

# So many versions of one reference are kept, for those who go back and forth between branches.
_VERSIONS = 8
# A file written this many seconds before the run, or later, may not be what the run has read.
_SETTLED = 2.0


class ReferenceCache:
    """What was made for one project on one kind of server, below the user's folder for caches."""

    def __init__(self, project: Project, scratch_url: DatabaseURL | None = None) -> None:
        self._project = project
        self._scratch_url = scratch_url
        self._folder = cache_folder() / "references"
        self._started = time.time()
        self._watched: set[str] = set()
        self._known: dict[tuple[str, str], str] = {}
        self._surroundings: str | None = None

    def get(self, what: str, read: Callable[[Any], Value]) -> Value | None:
        """What was kept as `what`, turned back by `read`; None when there is nothing that still holds."""
        for path in self._entries(what):
            try:
                with gzip.open(path, "rt", encoding="utf-8") as file:
                    entries = [tuple(entry) for entry in json.loads(file.readline())]
                    if not inputs.holds(entries, self._known):
                        continue
                    found = read(json.loads(file.readline()))
            except Exception as error:  # whatever a spoilt file makes of itself, it is only built anew
                log.debug("could not use %s, which is to hold %s: %r", path, what, error)
                continue
            _touch(path)
            log.debug("took %s from %s", what, path)
            return found
        return None

    def put(self, what: str, value: Any) -> None:
        """Keep `value`, which was made in this process inside `watching`; JSON can hold it."""
        try:
            entries = inputs.manifest(self._project, self._watched, without=self._folder.parent)
            if inputs.newest(entries) > self._started - _SETTLED:
                log.debug("%s is not kept: what it was made from has only just been written", what)
                return
            digest = hashlib.sha256(json.dumps(entries).encode()).hexdigest()[:16]
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(self._folder / f"{self._name(what)}-{digest}.json.gz", entries, value)
            self._prune()
        except OSError as error:
            log.debug("%s is not kept: %s", what, error)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Everything that is to be kept is made in here, so that what it reads is known."""
        with inputs.watching() as found:
            try:
                yield
            finally:
                self._watched |= found

    def _entries(self, what: str) -> list[Path]:
        """The files that may hold it, the newest first; none from a folder that others may write to."""
        try:
            if not self._folder.is_dir() or not _private(self._folder):
                return []
            found = [path for path in self._folder.glob(f"{self._name(what)}-*.json.gz") if _private(path)]
            return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)[:_VERSIONS]
        except OSError as error:  # another process has just removed one
            log.debug("could not look for %s: %s", what, error)
            return []

    def _name(self, what: str) -> str:
        if self._surroundings is None:
            settings = sorted(item for item in self._project.settings.items() if item[0] != "ignore")
            locale = [(name, value) for name, value in os.environ.items() if name.startswith(("LC_", "LANG"))]
            self._surroundings = repr(
                (
                    inputs.code(),
                    str(self._project.root),
                    settings,
                    sorted(locale),
                    offered.by_server(self._scratch_url),
                )
            )
        return hashlib.sha256(f"{what}\n{self._surroundings}".encode()).hexdigest()[:24]

    def _prune(self) -> None:
        """Remove what nobody has used for two weeks, and what writing left behind when it was killed."""
        for path in self._folder.iterdir():
            try:
                unused = time.time() - path.stat().st_mtime
                if unused > UNUSED_DAYS * DAY or (path.suffix != ".gz" and unused > DAY):
                    path.unlink()
            except OSError:
                continue  # another process was quicker, or it is not ours


def _private(path: Path) -> bool:
    if os.name != "posix":
        return True
    about = path.lstat()
    return about.st_uid == os.geteuid() and not about.st_mode & 0o022


def _write(path: Path, entries: inputs.Manifest, value: Any) -> None:
    # Not `private_file`: as root it hands files to the owner of their folder, and holds only text.
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            text = f"{json.dumps(entries)}\n{json.dumps(value)}\n"
            file.write(gzip.compress(text.encode(), compresslevel=1, mtime=0))
        os.replace(fresh, path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _touch(path: Path) -> None:
    """Note that it was used; a cache that cannot be written to serves all the same."""
    try:
        if time.time() - path.stat().st_mtime > DAY:
            os.utime(path)
    except OSError as error:
        log.debug("could not note that %s was used: %s", path, error)
