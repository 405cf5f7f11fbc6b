"""The password file is one that libpq reads, and that nobody else does."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pgdrift.server.passfile import Passfile


def test_every_login_gets_its_own_password_and_keeps_it(tmp_path: Path) -> None:
    file = Passfile(tmp_path / "passfile")
    assert file.password("ann") is None
    ann, odd = file.record("ann"), file.record("o:d\\d")
    assert ann != odd
    assert len(ann) >= 32
    assert (file.record("ann"), file.password("o:d\\d")) == (ann, odd)
    assert (tmp_path / "passfile").read_text() == f"*:*:*:ann:{ann}\n*:*:*:o\\:d\\\\d:{odd}\n"
    file.forget("ann")
    assert (file.password("ann"), file.password("o:d\\d")) == (None, odd)
    file.forget()
    assert file.password("o:d\\d") is None


def test_it_is_never_readable_by_others(tmp_path: Path) -> None:
    file = Passfile(tmp_path / "passfile")
    old = os.umask(0)
    try:
        file.record("ann")
    finally:
        os.umask(old)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    file.path.chmod(0o644)
    file.protect()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["passfile"]


def test_a_link_in_its_place_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("theirs")
    (tmp_path / "passfile").symlink_to(victim)
    Passfile(tmp_path / "passfile").record("ann")
    assert victim.read_text() == "theirs"
    assert not (tmp_path / "passfile").is_symlink()


def test_lines_that_are_none_of_ours_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "passfile").write_text("# a remark\n\nlocalhost:5432:db:ann:other\n*:*:*:bob:his\n")
    file = Passfile(tmp_path / "passfile")
    assert (file.password("ann"), file.password("bob")) == (None, "his")
