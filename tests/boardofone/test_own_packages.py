"""`schema` is a common name: boardofone means its own, or says why it cannot."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["schema", "policies", "migrations", "seed_data"]


def python(*arguments: str, cwd: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python in `cwd` with `path`, by default this checkout, searched after the script's own folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(path or ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        text=True,
        capture_output=True,
        timeout=60,
    )


@pytest.fixture
def decoys(tmp_path: Path) -> Path:
    """A directory with packages of the same names, none of which may be imported."""
    for name in NAMES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('a decoy was imported')")
    return tmp_path


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """An installation in a folder of its own, to spoil."""
    for name in ("boardofone", "pgdrift", *NAMES):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_decoys_in_the_current_directory_are_passed_over(decoys: Path) -> None:
    program = "import boardofone\n" + "".join(f"import {name}; print({name}.__file__)\n" for name in NAMES)
    ran = python("-c", program, cwd=decoys)
    assert ran.stdout.split() == [str(ROOT / name / "__init__.py") for name in NAMES], ran.stderr


def test_decoys_beside_a_script_are_passed_over(decoys: Path) -> None:
    (decoys / "application.py").write_text(
        "from boardofone import tenant_session\nfrom schema import DeliberationSession\n"
        "print(tenant_session.__name__, DeliberationSession.__tablename__)\n"
    )
    ran = python("application.py", cwd=decoys)
    assert ran.stdout.split() == ["tenant_session", "sessions"], ran.stderr


def test_another_package_imported_first_is_named_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "__init__.py").write_text("")
    ran = python("-c", "import schema, boardofone", cwd=tmp_path)
    message = ran.stderr.strip().splitlines()[-1]
    assert message.startswith(
        f"boardofone.own_packages.NotOurPackage: Board of One needs its own package 'schema' in {ROOT}, but"
    )
    assert str(tmp_path / "schema") in message
    assert "import boardofone before everything else" in message


def test_a_folder_without_init_imported_first_is_named_too(tmp_path: Path) -> None:
    (tmp_path / "seed_data").mkdir()
    (tmp_path / "seed_data" / "mine.py").write_text("")
    program = (
        f"import sys; sys.path.remove({str(ROOT)!r}); import seed_data.mine; sys.path.append({str(ROOT)!r})"
    )
    ran = python("-S", "-c", f"{program}; import boardofone", cwd=tmp_path)
    assert "needs its own package 'seed_data'" in ran.stderr.strip().splitlines()[-1]
    assert str(tmp_path / "seed_data") in ran.stderr.strip().splitlines()[-1]


def test_a_package_that_another_distribution_has_overwritten_is_named(elsewhere: Path) -> None:
    (elsewhere / "schema" / "__init__.py").write_text('"""Schema validation."""\nclass Schema: ...\n')
    message = python("-c", "import boardofone", cwd=Path("/"), path=elsewhere).stderr.strip().splitlines()[-1]
    assert f"'schema', but {elsewhere / 'schema'} belongs to another distribution" in message
    assert "pip uninstall schema" in message
    assert "pip install --force-reinstall boardofone-schema" in message


def test_programs_see_an_import_error_and_commands_a_paragraph(elsewhere: Path) -> None:
    (elsewhere / "schema" / "__init__.py").write_text("")
    program = (
        "from pgdrift.errors import PgdriftError\n"
        "try: import boardofone\nexcept ImportError as error: print(isinstance(error, PgdriftError), error)"
    )
    ran = python("-c", program, cwd=Path("/"), path=elsewhere)
    assert ran.stdout.startswith("True Board of One needs its own package 'schema'"), ran.stderr


def test_a_module_of_the_same_name_beside_ours_does_no_harm(elsewhere: Path) -> None:
    (elsewhere / "schema.py").write_text("raise SystemExit('a decoy was imported')")
    ran = python("-c", "import boardofone, schema; print(schema.METADATA)", cwd=Path("/"), path=elsewhere)
    assert ran.stdout.strip() == "MetaData()", ran.stderr


def test_a_package_that_is_missing_is_named(elsewhere: Path) -> None:
    shutil.rmtree(elsewhere / "policies")
    message = python("-c", "import boardofone", cwd=Path("/"), path=elsewhere).stderr.strip().splitlines()[-1]
    assert f"there is none in {elsewhere}. Reinstall Board of One" in message


def test_importing_it_is_cheap_and_leaves_other_names_alone(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("print('models')")
    program = "import sys, boardofone, models; print({'sqlalchemy', 'psycopg', 'schema'} & set(sys.modules))"
    assert python("-c", program, cwd=tmp_path).stdout.split() == ["models", "set()"]


def test_everything_it_offers_can_be_imported_in_any_order() -> None:
    program = (
        "import boardofone.tenant_sessions, boardofone.settings\nfrom boardofone import *\n"
        "import boardofone\nassert all(callable(getattr(boardofone, name)) for name in boardofone.__all__)\n"
        "try: boardofone.nothing\nexcept AttributeError as error: print(error)\n"
    )
    ran = python("-c", program, cwd=Path("/"))
    assert ran.stdout.strip() == "module 'boardofone' has no attribute 'nothing'", ran.stderr
