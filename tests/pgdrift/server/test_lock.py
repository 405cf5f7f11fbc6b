"""A lock ends with its holder, and is not fooled by a deleted file."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from pathlib import Path

import pytest

from pgdrift.errors import PgdriftError
from pgdrift.server import lock


def test_one_holds_it_and_the_next_gets_it(tmp_path: Path) -> None:
    first = lock.try_lock(tmp_path / "lock")
    assert first is not None
    assert lock.try_lock(tmp_path / "lock") is None
    assert lock.try_lock(tmp_path / "lock", shared=True) is None
    os.close(first)
    second = lock.try_lock(tmp_path / "lock")
    assert second is not None
    os.close(second)


def test_sharers_do_not_hinder_each_other(tmp_path: Path) -> None:
    held = [lock.try_lock(tmp_path / "lock", shared=True) for _ in range(3)]
    assert None not in held
    assert lock.try_lock(tmp_path / "lock") is None
    for descriptor in held:
        os.close(descriptor or -1)


def test_a_child_that_inherits_it_holds_it(tmp_path: Path) -> None:
    held = lock.try_lock(tmp_path / "lock")
    assert held is not None
    with subprocess.Popen(["sleep", "60"], pass_fds=[held]) as child:
        os.close(held)
        assert lock.try_lock(tmp_path / "lock") is None
        child.kill()
        child.wait()
    freed = lock.try_lock(tmp_path / "lock")
    assert freed is not None
    os.close(freed)


def test_who_waited_for_a_file_that_is_deleted_locks_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "home" / "lock"
    entered: list[bool] = []

    def wait() -> None:
        with lock.exclusive(path, doing="wait") as descriptor:
            entered.append(lock.is_at(descriptor, path))

    with lock.exclusive(path, doing="hold"):
        waiter = threading.Thread(target=wait)
        waiter.start()
        time.sleep(0.1)
        path.unlink()
        path.parent.rmdir()
    waiter.join(10)
    assert entered == [True]


def test_waiting_for_ever_ends_with_a_paragraph(tmp_path: Path) -> None:
    with (
        lock.exclusive(tmp_path / "lock", doing="hold"),
        pytest.raises(PgdriftError, match="Could not start it: another process has held"),
        lock.exclusive(tmp_path / "lock", doing="start it", timeout=0.1),
    ):
        pass


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        lock.try_lock(tmp_path / "lock")
    assert not (tmp_path / "elsewhere").exists()
