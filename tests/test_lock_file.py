"""uv.lock is what pyproject.toml asks for, and everything in it can be checked against a hash."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))


def asked(requirements: list[Any]) -> set[str]:
    """Name and versions of each requirement as written, those of included groups too."""
    found = set()
    for requirement in requirements:
        if isinstance(requirement, dict):
            found |= asked(PYPROJECT["dependency-groups"][requirement["include-group"]])
        else:
            found.add(re.sub(r"\[.*?\]|\s", "", requirement.partition(";")[0]))
    return found


def locked(requirements: list[dict[str, Any]]) -> set[str]:
    return {requirement["name"] + requirement["specifier"] for requirement in requirements}


def test_the_lock_file_is_of_this_pyproject() -> None:
    (ours,) = [package for package in LOCK["package"] if package["name"] == PYPROJECT["project"]["name"]]
    stale = "uv.lock is stale: run `uv lock`"
    assert locked(ours["metadata"]["requires-dist"]) == asked(PYPROJECT["project"]["dependencies"]), stale
    groups = PYPROJECT["dependency-groups"]
    assert set(ours["metadata"]["requires-dev"]) == set(groups), stale
    for name, requirements in groups.items():
        assert locked(ours["metadata"]["requires-dev"][name]) == asked(requirements), stale
    assert LOCK["requires-python"] == PYPROJECT["project"]["requires-python"], stale


def test_every_download_has_a_hash_and_comes_from_the_package_index() -> None:
    for package in LOCK["package"]:
        if package["source"] == {"editable": "."}:
            continue
        assert package["source"] == {"registry": "https://pypi.org/simple"}, package["name"]
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        assert files, package["name"]
        assert all(file["hash"].startswith("sha256:") for file in files), package["name"]
