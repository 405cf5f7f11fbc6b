"""Programs that the server's account cannot reach are copied, and no permission is widened for it."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from pgdrift.server import binaries, staging
from pgdrift.server.account import server_account
from pgdrift.server.binaries import Binaries
from pgdrift.server.cluster import Cluster
from pgdrift.server.failure import ServerError
from tests.pgdrift.server.stories import execute


@pytest.fixture
def closed(place: Path) -> Binaries:
    """Embedded programs inside a folder that only we may enter, as a virtual environment in /root is."""
    embedded = binaries.find()
    package = embedded.bin.parents[1]
    folder = place / "closed"
    folder.mkdir(mode=0o700)
    for found in staging.needed(embedded):
        shutil.copytree(found, folder / found.relative_to(package.parent), symlinks=True)
    return Binaries(embedded.major, folder / embedded.bin.relative_to(package.parent))


def test_a_server_runs_from_programs_in_a_closed_folder(
    place: Path, closed: Binaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "BASES", (place / "copies",))
    server = Cluster(place / "server", binaries=closed, durable=False)
    server.start()
    execute(server, "CREATE EXTENSION vector")
    assert execute(server, "SELECT '[1,2]'::vector::text") == [("[1,2]",)]
    server.destroy()
    assert stat.S_IMODE((place / "closed").stat().st_mode) == 0o700
    # Only root needs the copy: everybody else's servers run as themselves.
    assert (place / "copies").exists() == (os.geteuid() == 0)


def test_the_copy_is_made_once_and_is_roots_alone_to_write(
    place: Path, closed: Binaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "BASES", (place / "copies",))
    account = server_account(place / "server")
    old = os.umask(0o077)
    try:
        first = staging.reachable(closed, account)
    finally:
        os.umask(old)
    assert staging.reachable(closed, account) == first
    if account.switch:
        assert [path.name for path in (place / "copies").iterdir()] == [first.bin.parents[2].name]
        for path in (place / "copies").rglob("*"):
            assert path.is_symlink() or not path.stat().st_mode & 0o022
    else:
        assert first == closed


@pytest.mark.parametrize("trap", ["a link", "writable by others", "a file"])
def test_a_place_that_somebody_else_prepared_is_passed_over(place: Path, trap: str) -> None:
    base = place / "base"
    if trap == "a link":
        (place / "elsewhere").mkdir()
        base.symlink_to(place / "elsewhere")
    elif trap == "writable by others":
        base.mkdir()
        base.chmod(0o777)
    else:
        base.write_text("")
    assert not staging.is_roots_own(base)
    assert staging.is_roots_own(place / "good") == (os.geteuid() == 0)


def test_without_any_good_place_the_error_names_what_was_tried(
    place: Path, closed: Binaries, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / "base").write_text("")
    monkeypatch.setattr(staging, "BASES", (place / "base",))
    account = server_account(place / "server")
    if not account.switch:
        assert staging.reachable(closed, account) == closed
        return
    with pytest.raises(
        ServerError, match=f"cannot run the programs in .*closed.* nor a copy in {place}/base"
    ):
        staging.reachable(closed, account)
