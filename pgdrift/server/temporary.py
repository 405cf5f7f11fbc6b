"""A server that lives as long as a `with` block, or as its process if that is shorter."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pgdrift.errors import PgdriftError
from pgdrift.server import binaries, lock
from pgdrift.server.cluster import Cluster

LOG = logging.getLogger("pgdrift.server")
PREFIX = "pgdrift-temporary-"


@contextmanager
def temporary_cluster(major: int | None = None) -> Iterator[Cluster]:
    """A new server in the temporary folder, without durability; ended and removed with its data afterwards.

    `major` is the version, the newest embedded one by default. What killed processes have left is removed too.
    """
    programs = binaries.find(major)
    sweep()
    # Under another name until it is locked: a sweep must never see it without its owner.
    made = Path(tempfile.mkdtemp(prefix=f".{PREFIX}"))
    owner = lock.try_lock(made / "owner")
    assert owner is not None
    home = made.with_name(made.name.removeprefix("."))
    os.rename(made, home)
    if os.geteuid() == 0:
        home.chmod(0o711)
    cluster = Cluster(home / "server", binaries=programs, durable=False)
    try:
        cluster.start()
        yield cluster
    finally:
        remove(home)
        os.close(owner)


def sweep() -> None:
    """Remove the servers whose owners were killed. Another account's are left to that account."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            if home.lstat().st_uid != os.geteuid():
                continue
            owner = lock.try_lock(home / "owner")
        except OSError:
            continue
        if owner is None:
            continue
        LOG.info("removing %s, which a killed process left behind", home)
        try:
            remove(home)
        except (OSError, PgdriftError) as error:
            LOG.warning("could not remove %s: %s", home, error)
        finally:
            os.close(owner)


def remove(home: Path) -> None:
    """End the server in `home` and remove the folder."""
    Cluster(home / "server", durable=False).destroy()
    shutil.rmtree(home)
