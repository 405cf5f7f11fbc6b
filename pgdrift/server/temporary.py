"""A server that lives as long as a `with` block, or as its process if that is shorter."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pgdrift.errors import PgdriftError
from pgdrift.server import binaries, lock, watchdog
from pgdrift.server.cluster import Cluster

LOG = logging.getLogger("pgdrift.server")
PREFIX = "pgdrift-temporary-"


@contextmanager
def temporary_cluster(
    major: int | None = None, *, settings: Mapping[str, str] | None = None
) -> Iterator[Cluster]:
    """A new server in the temporary folder, without durability; ended and removed with its data afterwards.

    `major` is the version, the newest embedded one by default; `settings` are the server's. The folder around
    it is there for the caller's own files, and goes with it. Both are removed even when this process is
    killed; what is left when the machine was switched off is removed by the next call.
    """
    programs = binaries.find(major)
    sweep()
    folder, owner = make_folder()
    try:
        with watchdog.watched(folder, remove=True):
            try:
                cluster = Cluster(folder / "server", binaries=programs, durable=False, settings=settings)
                cluster.start()
                yield cluster
            finally:
                watchdog.end(folder, remove=True)
    finally:
        os.close(owner)


def make_folder() -> tuple[Path, int]:
    """A new folder, and the descriptor that holds its lock."""
    # Under another name until it is locked: a sweep must never see it without its owner.
    made = Path(tempfile.mkdtemp(prefix=f".{PREFIX}"))
    owner = lock.try_lock(made / "users")
    if owner is None:
        raise AssertionError(f"somebody locked {made}, which was made just now")
    folder = made.with_name(made.name.removeprefix("."))
    os.rename(made, folder)
    if os.geteuid() == 0:
        folder.chmod(0o711)  # the server's account walks through it
    return folder, owner


def sweep() -> None:
    """Remove the servers whose owners are gone. Another account's are left to that account."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if folder.lstat().st_uid == os.geteuid() and watchdog.leave(folder, remove=True):
                LOG.info("removed %s, which a killed process had left behind", folder)
        except (OSError, PgdriftError) as error:
            LOG.warning("could not remove %s: %s", folder, error)
