"""A project is found from where one stands, and nothing of the same name is mistaken for it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from boardofone.project import SETTINGS
from pgdrift.project import Project, ProjectError, find

ROOT = Path(__file__).resolve().parents[2]

MINIMAL = """
[tool.pgdrift]
name = "shop"
metadata = "shop_tables:METADATA"
entities = "shop_rules:ENTITIES"
roles = "shop_rules:ROLES"
migrations = "history"
"""


def shop(folder: Path, text: str = MINIMAL) -> Path:
    (folder / "pyproject.toml").write_text(text)
    return folder


def test_the_wheel_and_the_checkout_describe_the_same_project() -> None:
    checkout = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pgdrift"]
    # Findings that a checkout accepts are its own affair.
    checkout.pop("ignore", None)
    assert checkout == SETTINGS


def test_the_nearest_pyproject_above_wins(tmp_path: Path) -> None:
    deep = shop(tmp_path) / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "pyproject.toml").write_text("[tool.other]\n")
    project = find(deep)
    assert (project.name, project.root, project.database) == ("shop", tmp_path, "shop")
    assert project.migrations == tmp_path / "history"
    assert project.data_directory == tmp_path / ".pgdata"


def test_without_a_table_the_installed_project_is_used_and_data_stays_where_one_stands(
    tmp_path: Path,
) -> None:
    project = find(tmp_path)
    assert project.name == "boardofone"
    assert project.data_directory == tmp_path / ".pgdata"
    assert (project.migrations / "env.py").is_file()


def test_the_server_of_an_installed_checkout_is_mentioned_where_one_stands_elsewhere(tmp_path: Path) -> None:
    checkout, elsewhere = tmp_path / "checkout", tmp_path / "elsewhere"
    settings = tomllib.loads(MINIMAL)["tool"]["pgdrift"]
    installed = Project(checkout, elsewhere, settings, "the settings of shop")
    assert installed.server_of_checkout == ""
    (checkout / ".pgdata").mkdir(parents=True)
    assert (
        f"{checkout / '.pgdata'} is that of commands that are run in {checkout}"
        in installed.server_of_checkout
    )
    assert Project(checkout, checkout, settings, "pyproject.toml").server_of_checkout == ""


def test_declarations_are_imported_only_when_asked_for(tmp_path: Path) -> None:
    code = "import sys; from pgdrift.project import find; find(); print('sqlalchemy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MINIMAL.replace('name = "shop"\n', ""), "lacks name"),
        (MINIMAL + 'colour = "red"\n', "unknown key colour"),
        ("[tool.pgdrift\n", "cannot be read as TOML"),
    ],
)
def test_settings_that_make_no_sense_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ProjectError, match=said):
        find(shop(tmp_path, text))


def test_a_declaration_that_is_not_there_is_named(tmp_path: Path) -> None:
    (shop(tmp_path) / "shop_tables.py").write_text("OTHER = 1\n")
    with pytest.raises(ProjectError, match="no attribute 'METADATA'"):
        _ = find(tmp_path).metadata


def test_a_package_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="'shop_rules' was not found"):
        _ = find(shop(tmp_path)).roles


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (
            "\nfrom pgdrift.declare import renamed_fromm\n",
            2,
            r"ImportError: cannot import name 'renamed_fromm'",
        ),
        (
            "ROLES = ()\n\nENTITIES = renamed_from('mail')\n",
            3,
            "NameError: name 'renamed_from' is not defined",
        ),
        ("ROLES = (\n", 1, r"SyntaxError: '\(' was never closed"),
        ("ROLES = tuple(1)\n", 1, "TypeError: 'int' object is not iterable"),
        # What went wrong inside pgdrift is to be corrected where it was called.
        ("from pgdrift.declare import Role\n\nROLES = (Role(),)\n", 3, "TypeError: "),
        ("import shop_words\n", 1, "ModuleNotFoundError: No module named 'shop_words'"),
    ],
)
def test_a_file_that_cannot_be_imported_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, said: str
) -> None:
    package = shop(tmp_path, MINIMAL.replace("shop_rules", "shop_laws")) / "shop_laws"
    package.mkdir()
    (package / "__init__.py").write_text("from shop_laws.roles import ROLES\n")
    (package / "roles.py").write_text(text)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with pytest.raises(ProjectError, match=said) as caught:
        _ = find(tmp_path).roles
    told = str(caught.value)
    assert told.startswith(f"{package / 'roles.py'}, line {line}, cannot be imported: ")
    assert told.endswith("Correct the file and run this again.")


def test_a_module_that_the_settings_misspell_is_named(tmp_path: Path) -> None:
    package = shop(tmp_path, MINIMAL.replace("shop_rules:ROLES", "shop_parts.roles:ROLES")) / "shop_parts"
    package.mkdir()
    (package / "__init__.py").write_text("")
    with pytest.raises(
        ProjectError, match=r"module shop_parts\.roles in .* cannot be imported: ModuleNotFound"
    ):
        _ = find(tmp_path).roles


def test_a_package_of_the_same_name_from_elsewhere_is_named_not_used(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text("METADATA = 1\n")
    text = MINIMAL.replace("shop_tables", "json")
    with pytest.raises(ProjectError, match=r"'json' that Python imported .* not the project's own"):
        _ = find(shop(tmp_path, text)).metadata


def test_a_package_in_an_environment_inside_the_project_is_not_the_projects_own(tmp_path: Path) -> None:
    environment = tmp_path / ".venv" / "site-packages"
    for folder in (tmp_path, environment):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "shop_rules.py").write_text("ROLES = ()\n")
    shop(tmp_path)
    code = (
        f"import sys; sys.path[:0] = [{str(environment)!r}, {str(ROOT)!r}]\n"
        "import shop_rules\nfrom pathlib import Path\nfrom pgdrift.project import find\n"
        f"find(Path({str(tmp_path)!r})).roles"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "not the project's own" in told.stderr


def test_the_projects_own_package_is_used_though_a_decoy_comes_first(tmp_path: Path) -> None:
    home, decoy = tmp_path / "home", tmp_path / "decoy"
    for folder, answer in ((home, "'ours'"), (decoy, "'theirs'")):
        (folder / "shop_tables").mkdir(parents=True)
        (folder / "shop_tables" / "__init__.py").write_text(f"METADATA = {answer}\n")
    shop(home)
    code = (
        f"import sys; sys.path[:0] = [{str(decoy)!r}, {str(ROOT)!r}]\n"
        "from pathlib import Path\nfrom pgdrift.project import find\n"
        f"print(find(Path({str(home)!r})).metadata)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "ours"


def test_a_project_repeats_no_setting_in_its_repr() -> None:
    assert "metadata" not in repr(Project(ROOT, ROOT, SETTINGS))
