"""What the stories about servers are told with: children, statements, processes."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from typing import Any

from pgdrift.server import processes
from pgdrift.server.cluster import Cluster

Story = Callable[[], None]
MakeCluster = Callable[..., Cluster]


def in_child(story: Story) -> int:
    """Fork, tell the story, and give back 0, or 1 if it raised: what it printed is in the test's output."""
    child = os.fork()
    if child == 0:
        try:
            story()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def execute(cluster: Cluster, statement: str, **url: str) -> list[tuple[Any, ...]]:
    """Run one statement as the superuser; its rows."""
    with cluster.url(**url).connect(autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def said(cluster: Cluster) -> list[tuple[Any, ...]]:
    """The rows by which a test tells one server's data from another's."""
    return execute(cluster, "SELECT said FROM note")


def pid(cluster: Cluster) -> int:
    """The process in charge."""
    return int((cluster.home.data / "postmaster.pid").read_text().split()[0])


def is_gone(*pids: int) -> bool:
    """Whether the processes have ended, or do within five seconds."""
    return processes.wait_until_gone(pids, 5)
