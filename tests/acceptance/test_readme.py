"""The README, as pasted: its commands print what it shows, and its examples run against what they made."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT, copy_checkout, environment, run
from tests.acceptance.test_wheel import ALEMBIC_INI

README = (ROOT / "README.md").read_text("utf-8")
SHOWN_CHECKOUT = "/home/ann/boardofone"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.S | re.M)


def commands(block: str) -> list[tuple[str, list[str]]]:
    """Each command of a console block with the lines it is shown to print; `...` is for lines left out."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.M)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [(command, [line for line in shown.splitlines() if line != "..."]) for command, shown in pairs]


def pattern(shown: str, checkout: Path) -> re.Pattern[str]:
    """A line of the README with this run's folder, any number and revision; `...` is anything."""
    line = re.escape(shown.replace(SHOWN_CHECKOUT, str(checkout))).replace(r"\.\.\.", ".*")
    line = re.sub(r"\b(?=[a-f]*\d)[0-9a-f]{12}\b", "[0-9a-f]{12}", line)  # a revision
    line = re.sub(r"(?<![\w\[{,/-])\d+(\\\.\d+)?(?![\w{}\]])", r"[\\d.]+", line)
    return re.compile(re.sub(r"successful\\ in\\ .*", "successful.*", line))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A fresh clone and an empty home, in which the commands of the first screen are run."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "home").mkdir()
    variables = environment(folder / "home", PGDRIFT_CACHE_DIR=str(folder / "pgdrift"))
    checkout = copy_checkout(folder / "boardofone").resolve()
    yield checkout, variables
    done = run("./noxw", "-s", "db", "--", "destroy", "--yes", cwd=checkout, environment=variables)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def first_screen(installed: tuple[Path, dict[str, str]]) -> list[tuple[list[str], str]]:
    """What the README shows for each of its commands, and what the command printed here."""
    checkout, variables = installed
    (block,) = blocks("console")
    printed = []
    for command, shown in commands(block):
        done = subprocess.run(
            command,
            shell=True,
            cwd=checkout,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout
        printed.append((shown, done.stdout))
    return printed


def test_the_two_commands_print_what_is_shown(
    installed: tuple[Path, dict[str, str]], first_screen: list[tuple[list[str], str]]
) -> None:
    checkout, _ = installed
    assert len(first_screen) == 2
    for shown, printed in first_screen:
        assert shown
        missing = [
            line for line in shown if not any(map(pattern(line, checkout).fullmatch, printed.splitlines()))
        ]
        assert missing == [], printed


@pytest.mark.parametrize("url", ["of the embedded server", "that migrate printed"])
def test_the_examples_run_as_pasted(
    installed: tuple[Path, dict[str, str]], first_screen: list[tuple[list[str], str]], url: str
) -> None:
    checkout, variables = installed
    if url == "that migrate printed":
        (printed,) = (line for line in first_screen[0][1].splitlines() if line.startswith("postgresql://"))
        variables = {**variables, "DATABASE_URL": printed}
    application, validation = blocks("python")
    outputs = []
    for number, example in enumerate((application, validation)):
        file = checkout / f"example{number}.py"
        file.write_text(example)
        done = run(".noxw/running/bin/python", file.name, cwd=checkout, environment=variables)
        assert done.returncode == 0, done.stderr
        outputs.append(done.stdout)
    anns, bobs = outputs[0].splitlines()
    assert "Hire or outsource?" in anns
    assert bobs == "[]"
    assert outputs[1] == "1 error\n"


def test_what_the_table_names_without_noxw_runs_once_the_environment_is_activated(
    installed: tuple[Path, dict[str, str]], first_screen: list[tuple[list[str], str]]
) -> None:
    checkout, variables = installed
    (activation,) = (block for block in blocks("sh") if "activate" in block)
    rows = re.findall(r"^\| (`alembic .*?) \|", README, re.M)
    assert "`upgrade head --sql`" in rows[0]
    for command in ("alembic current", "alembic upgrade head --sql", "python -m pgdrift check"):
        done = run("sh", "-ec", activation + command, cwd=checkout, environment=variables)
        assert done.returncode == 0, done.stderr


def test_the_audit_of_this_project_is_clean_as_the_readme_says(
    installed: tuple[Path, dict[str, str]], first_screen: list[tuple[list[str], str]]
) -> None:
    checkout, variables = installed
    url = first_screen[0][1].split("\npostgresql://")[1].split("\n")[0]
    arguments = ("./noxw", "-s", "audit", "--", f"postgresql://{url}")
    found = run(*arguments, cwd=checkout, environment=variables)
    assert found.returncode == 1
    assert "5 warnings" in found.stdout
    done = run(*arguments, "--project", cwd=checkout, environment=variables)
    assert done.returncode == 0, done.stdout


def test_the_two_lines_of_alembic_ini_are_the_tested_ones() -> None:
    assert blocks("ini") == [ALEMBIC_INI]


def test_every_session_is_in_the_readme() -> None:
    source = (ROOT / "noxfile.py").read_text("utf-8")
    sessions = re.findall(r'^@nox\.session(?:\(name="([\w-]+)"\))?\ndef (\w+)', source, re.M)
    names = [name or function for name, function in sessions]
    assert len(names) >= 14
    assert [name for name in names if not re.search(rf"`[^`]*\b{name}\b[^`]*`", README)] == []


def test_no_link_leads_nowhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert os.path.exists(page.parent / target), f"{page.name} links to {target}"
