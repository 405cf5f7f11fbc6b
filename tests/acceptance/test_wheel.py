"""The wheel in an empty environment elsewhere: the same commands, and no file of the checkout in reach."""

import os
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import pytest

from pgdrift.database_url import DatabaseURL
from tests.acceptance.conftest import ROOT, copy_checkout, environment, run

PROGRAMS = Path(sys.executable).parent
PACKAGES = ("boardofone", "migrations", "pgdrift", "policies", "schema", "seed_data")
ALEMBIC_INI = "[alembic]\nscript_location = migrations:.\n"


def uv(*arguments: str | Path, **variables: str) -> None:
    done = run(PROGRAMS / "uv", *arguments, cwd=ROOT, environment={**os.environ, **variables})
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    checkout = copy_checkout(folder / "checkout")
    uv(
        *("build", "--wheel", "--no-build-isolation", "--python", sys.executable),
        *("--out-dir", folder / "dist", checkout),
    )
    (built,) = (folder / "dist").glob("*.whl")
    return built


def make_environment(folder: Path, wheel: Path) -> Path:
    """An environment with the wheel and its dependencies, at the locked versions; its folder of programs."""
    uv(
        *("sync", "--frozen", "--no-default-groups", "--no-install-project", "--python", sys.executable),
        UV_PROJECT_ENVIRONMENT=str(folder),
    )
    uv("pip", "install", "--no-deps", "--python", folder / "bin" / "python", wheel)
    return folder / "bin"


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_environment(tmp_path_factory.mktemp("environment") / "installed", wheel)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """An empty directory."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


@pytest.fixture
def stranger(home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return environment(home, PGDRIFT_CACHE_DIR=str(tmp_path_factory.getbasetemp() / "pgdrift"))


@pytest.fixture
def embedded(programs: Path, elsewhere: Path, stranger: dict[str, str]) -> Iterator[Path]:
    """The directory whose embedded server is removed afterwards."""
    yield elsewhere
    done = run(
        *(programs / "python", "-P", "-m", "boardofone", "db", "destroy", "--yes"),
        cwd=elsewhere,
        environment=stranger,
    )
    assert done.returncode == 0, done.stderr


def checks_clean(programs: Path, folder: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = run(programs / "python", "-m", "pgdrift", "check", cwd=folder, environment=variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_it_carries_every_file_of_the_packages(wheel: Path) -> None:
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".py", ".sql", ".json", ".mako", ".typed"} and "__pycache__" not in path.parts
    }
    assert {Path(name).suffix for name in wanted} == {".py", ".sql", ".json", ".mako", ".typed"}
    assert wanted <= carried
    assert {name.split("/")[0] for name in carried if ".dist-info/" not in name} == set(PACKAGES)


def test_it_asks_for_what_pyproject_asks_for(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith("METADATA"))
    asked = Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist") or []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    def plain(requirement: str) -> str:
        return "".join(sorted(requirement.replace(" ", "").replace('"', "'")))

    assert sorted(map(plain, asked)) == sorted(map(plain, project["dependencies"]))


def test_an_empty_directory_is_all_it_takes_to_migrate_and_check(
    programs: Path, embedded: Path, stranger: dict[str, str]
) -> None:
    migrated = run(programs / "python", "-m", "boardofone", "migrate", cwd=embedded, environment=stranger)
    assert migrated.returncode == 0, migrated.stderr
    url = migrated.stdout.strip()
    assert url.startswith("postgresql://")
    checks_clean(programs, embedded, stranger)
    assert {path.name for path in embedded.iterdir()} == {".pgdata"}


def test_alembic_needs_two_lines(
    programs: Path, elsewhere: Path, stranger: dict[str, str], empty_database: DatabaseURL
) -> None:
    (elsewhere / "alembic.ini").write_text(ALEMBIC_INI)
    variables = {**stranger, "DATABASE_URL": empty_database.shown}
    upgraded = run(programs / "alembic", "upgrade", "head", cwd=elsewhere, environment=variables)
    assert upgraded.returncode == 0, upgraded.stderr
    current = run(programs / "alembic", "current", cwd=elsewhere, environment=variables)
    assert "(head)" in current.stdout
    checks_clean(programs, elsewhere, variables)


def test_the_models_are_imported_from_the_wheel(
    programs: Path, elsewhere: Path, stranger: dict[str, str]
) -> None:
    program = "from schema import DeliberationSession; import schema; print(schema.__file__)"
    done = run(programs / "python", "-c", program, cwd=elsewhere, environment=stranger)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(programs.parent)


def make_decoys(folder: Path) -> None:
    for package in ("schema", "policies", "migrations", "seed_data"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text("raise SystemExit('a decoy was imported')\n")
        (folder / package / "env.py").write_text("raise SystemExit('a decoy was run')\n")


def ours_or_one_paragraph(done: subprocess.CompletedProcess[str]) -> None:
    assert "decoy was" not in done.stdout + done.stderr
    if done.returncode:
        assert "Traceback" not in done.stderr
        assert done.stderr.strip().splitlines()[-1].endswith(".")
        assert any(package in done.stderr for package in PACKAGES)


def test_folders_of_the_same_names_are_passed_over_or_named(
    programs: Path, embedded: Path, stranger: dict[str, str], empty_database: DatabaseURL
) -> None:
    make_decoys(embedded)
    variables = {**stranger, "DATABASE_URL": empty_database.shown}
    for command in (["boardofone", "migrate"], ["pgdrift", "check"]):
        done = run(programs / "python", "-m", *command, cwd=embedded, environment=variables)
        ours_or_one_paragraph(done)
    (embedded / "alembic.ini").write_text(ALEMBIC_INI)
    done = run(programs / "alembic", "upgrade", "head", cwd=embedded, environment=variables)
    ours_or_one_paragraph(done)
    assert done.returncode == 0, done.stderr


def make_namesake(folder: Path) -> Path:
    """A wheel like the one called `schema` on the package index, whose package is called the same as ours."""
    (folder / "schema").mkdir(parents=True)
    (folder / "schema" / "__init__.py").write_text('"""Validates data structures."""\n\nclass Schema: ...\n')
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "schema"\nversion = "0.7.8"\n'
        '[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n'
        '[tool.uv.build-backend]\nmodule-root = ""\n'
    )
    uv(
        *("build", "--wheel", "--no-build-isolation", "--python", sys.executable),
        *("--out-dir", folder / "dist", folder),
    )
    (built,) = (folder / "dist").glob("*.whl")
    return built


@pytest.mark.parametrize(
    "program",
    [["-m", "pgdrift", "check"], ["-m", "boardofone", "migrate"], ["-c", "import boardofone"]],
    ids=["check", "migrate", "import"],
)
def test_another_package_called_schema_is_named_with_the_remedy(
    program: list[str],
    clashing: Path,
    elsewhere: Path,
    stranger: dict[str, str],
    empty_database: DatabaseURL,
) -> None:
    variables = {**stranger, "DATABASE_URL": empty_database.shown}
    done = run(clashing / "python", *program, cwd=elsewhere, environment=variables)
    assert done.returncode != 0
    said = done.stderr.strip().splitlines()[-1]
    assert "schema" in said
    assert "uninstall" in said.lower()


@pytest.fixture(scope="module")
def clashing(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment into which somebody installed PyPI's `schema` after ours, over ours."""
    folder = tmp_path_factory.mktemp("clashing")
    programs = make_environment(folder / "installed", wheel)
    namesake = make_namesake(folder / "namesake")
    uv("pip", "install", "--no-deps", "--python", programs / "python", namesake)
    return programs
