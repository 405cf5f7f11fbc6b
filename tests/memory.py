"""Servers of tests whose data lie in memory, where the machine has plenty of it.

A database is some four hundred files. To find room for them on a disk, and to write back what will be gone in
a minute, costs more than what most tests ask of them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from pgdrift.server.cluster import Cluster
from pgdrift.server.temporary import temporary_cluster

MEMORY = Path("/dev/shm")
# What one test process needs is a quarter of this; a full file system would fail tests that are right.
ROOM = 4 << 30


@contextmanager
def cluster_in_memory(major: int | None = None) -> Iterator[Cluster]:
    """A `temporary_cluster` in memory if there is room, else in the temporary folder."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            settings = {}
            if place():
                patch.setattr(tempfile, "tempdir", str(MEMORY))
                settings["max_wal_size"] = "256MB"
            server = stack.enter_context(temporary_cluster(major, settings=settings))
        yield server


def place() -> Path | None:
    """The folder for servers, or None where it is the temporary one."""
    return MEMORY if has_room() else None


def lies_in_memory(server: Cluster) -> bool:
    """Whether it was given a place there."""
    return MEMORY in server.home.path.parents


def has_room() -> bool:
    """Whether every test process of this run could have so much memory."""
    try:
        system = os.statvfs(MEMORY)
        about = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        unused = int(about["MemAvailable"].removesuffix("kB")) * 1024
    except (OSError, KeyError, ValueError):
        return False  # not on this system
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return min(system.f_bavail * system.f_frsize, unused) >= ROOM * processes and os.access(MEMORY, os.W_OK)
