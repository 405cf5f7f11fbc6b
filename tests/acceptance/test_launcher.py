"""noxw finds a Python, a uv and a place for downloads, or says in one paragraph what is missing."""

import os
import sys
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from tests.acceptance.conftest import ROOT, environment, run
from tests.acceptance.stand_ins import make_checkout


@pytest.fixture
def noxw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The launcher as a module, of a checkout of its own; what it changes in the environment is undone."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    loader = SourceFileLoader("noxw", str(make_checkout(tmp_path / "checkout") / "noxw"))
    spec = spec_from_loader("noxw", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def stand_in(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_an_old_python3_looks_for_a_newer_one(
    noxw: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path / "bin" / "python3.14", "exit 127")  # a version manager's, for a version switched off
    newer = stand_in(tmp_path / "bin" / "python3.12", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert noxw.modern_python() == str(newer)


def test_without_a_newer_python_one_paragraph_says_so(
    noxw: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(noxw.Failed, match=r"^Python 3\.11 or newer is needed.*run this again\.$"):
        noxw.modern_python()


def test_a_python_without_venv_and_pip_names_the_package(
    noxw: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian's python3 without python3-venv: `venv` fails, and so does `pip`."""
    bare = stand_in(tmp_path / "bin" / "python3", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", str(bare))
    with pytest.raises(noxw.Failed, match="apt-get install python3-venv"):
        noxw.environment("nox", ("--only-group", "nox"))


def test_the_uv_that_pip_installs_is_the_one_of_the_lock_file(noxw: ModuleType) -> None:
    (uv,) = [p for p in tomllib.loads((ROOT / "uv.lock").read_text())["package"] if p["name"] == "uv"]
    version, *hashes = noxw.locked_uv().split()
    assert version == f"uv=={uv['version']}"
    assert hashes == [f"--hash={wheel['hash']}" for wheel in uv["wheels"]]


@pytest.mark.parametrize("home", [None, "", "file", "file/below"])
def test_without_a_usable_home_downloads_go_into_the_checkout(
    noxw: ModuleType, tmp_path: Path, home: str | None
) -> None:
    (tmp_path / "file").touch()
    for name in ("UV_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        os.environ.pop(name, None)
    if home is not None:
        os.environ["HOME"] = str(tmp_path / home) if home else ""
    noxw.keep_cache_writable()
    assert os.environ["UV_CACHE_DIR"] == os.path.join(noxw.STATE, "cache")


def test_with_a_usable_home_uv_keeps_its_own_place(noxw: ModuleType, home: Path) -> None:
    for name in ("UV_CACHE_DIR", "XDG_CACHE_HOME"):
        os.environ.pop(name, None)
    os.environ["HOME"] = str(home)
    noxw.keep_cache_writable()
    assert "UV_CACHE_DIR" not in os.environ


def test_an_incomplete_checkout_is_one_paragraph(tmp_path: Path, home: Path) -> None:
    checkout = make_checkout(tmp_path / "checkout")
    (checkout / "uv.lock").unlink()
    done = run("./noxw", "-s", "check-drift", cwd=checkout, environment=environment(home))
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "uv.lock" in done.stderr
