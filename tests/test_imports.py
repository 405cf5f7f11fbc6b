"""Imports point one way, run anywhere, and history never reads live code: judged from the source alone."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = {"boardofone", "migrations", "pgdrift", "policies", "schema", "seed_data"}

# Which of our packages each of them may import, besides itself.
MAY_IMPORT = {
    "pgdrift": set(),
    "schema": {"pgdrift"},
    "policies": {"schema", "pgdrift"},
    "seed_data": {"schema", "policies", "pgdrift"},
    "boardofone": {"schema", "policies", "seed_data", "pgdrift"},
    "migrations": {"pgdrift"},
}
HISTORY_MAY_IMPORT = {"alembic", "sqlalchemy", "alembic_utils", "pgvector"}
UNIX_ONLY = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
NAMELESS = {"utils", "helpers", "core", "common", "manager"}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or ""), node.lineno


def imported_on_import(statements: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    """What a module imports as soon as it is imported itself, leaving out what stands under an `if`."""
    for statement in statements:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield from imported(statement)
        elif isinstance(statement, ast.ClassDef | ast.Try | ast.With):
            yield from imported_on_import(statement.body)


@pytest.mark.parametrize("package", sorted(OURS))
def test_imports_point_one_way(package: str) -> None:
    files = sources(package)
    assert files
    allowed = MAY_IMPORT[package] | {package}
    wrong = [
        f"{relative(path)}:{line} imports {name}"
        for path in files
        for name, line in imported(ast.parse(path.read_text("utf-8")))
        if name.startswith("..") or name.split(".")[0] in OURS - allowed
    ]
    assert wrong == []


def test_the_packages_judged_here_are_all_that_the_wheel_carries() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert set(settings["tool"]["uv"]["build-backend"]["module-name"]) == OURS == set(MAY_IMPORT)


def test_history_imports_no_live_code() -> None:
    revisions = sources("migrations/versions")
    assert len(revisions) >= 2
    wrong = [
        f"{relative(path)}:{line} imports {name}"
        for path in revisions
        for name, line in imported(ast.parse(path.read_text("utf-8")))
        if name.split(".")[0] not in HISTORY_MAY_IMPORT | set(sys.stdlib_module_names)
    ]
    assert wrong == []


def test_every_module_can_be_imported_on_every_system() -> None:
    wrong = [
        f"{relative(path)}:{line} imports {name} at once; import it where it is used"
        for path in [*sources(*OURS, "scripts", "benchmarks"), ROOT / "noxfile.py", ROOT / "noxw"]
        for name, line in imported_on_import(ast.parse(path.read_text("utf-8")).body)
        if name.split(".")[0] in UNIX_ONLY
    ]
    assert wrong == []


def test_every_module_is_named_after_what_it_holds() -> None:
    wrong = [
        relative(path)
        for path in sources(*OURS, "scripts", "benchmarks", "tests", "examples")
        if {path.stem, path.parent.name} & NAMELESS
    ]
    assert wrong == []


def test_no_path_of_one_machine_is_written_down() -> None:
    machine = re.compile(r"(?<![\w.:/}])/(home|root|work|Users|mnt|srv)/(?!ann/)")  # Ann lives in examples
    here = Path(__file__).resolve()
    wrong = [
        f"{relative(path)}:{number}"
        for path in [*sources(*OURS, "scripts", "benchmarks", "tests", "examples"), ROOT / "noxfile.py"]
        if path.resolve() != here
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if machine.search(line)
    ]
    assert wrong == []
