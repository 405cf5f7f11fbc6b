"""A file of the history that is broken stops every command of ours in one paragraph that names it."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest

from pgdrift import history
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate.dry_run import dry_run
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject

WHOLE = '''"""broken"""
from alembic import op
revision = "broken"
down_revision = "first"
def upgrade(): pass
def downgrade(): pass
'''
FAULTS = {
    "no Python": ("syntax error(", "line 1: SyntaxError"),
    "another encoding": (b'revision = "br\xe9"', "line 1: SyntaxError"),
    "an import that fails": ("import no_such_module", "line 1: ModuleNotFoundError"),
    "empty": ("", "it does not say its revision, as in"),
    "no id": (WHOLE.replace('revision = "broken"\n', "", 1), "it does not say its revision, as in"),
    "after nothing": (WHOLE.replace('down_revision = "first"\n', ""), "it does not say its down_revision"),
    "after what is gone": (
        WHOLE.replace('"first"', '"gone"'),
        "it follows the revision gone, which is in no",
    ),
    "after itself": (WHOLE.replace('"first"', '"broken"'), "it follows itself, through broken"),
    "an id that is taken": (
        WHOLE.replace('"broken"', '"first"').replace('= "first"\ndef', "= None\ndef"),
        "first",
    ),
}


@pytest.mark.parametrize(("source", "said"), FAULTS.values(), ids=list(FAULTS))
def test_a_broken_file_is_named_with_what_is_wrong(
    tiny: TinyProject,
    empty_database: DatabaseURL,
    superuser: psycopg.Connection,
    source: str | bytes,
    said: str,
) -> None:
    broken = tiny.folder / "migrations" / "versions" / "broken.py"
    broken.write_bytes(source if isinstance(source, bytes) else source.encode())
    for command in (
        lambda: history.read(tiny.project),  # check, adopt
        lambda: tiny.migrate(empty_database),  # migrate, alembic upgrade, revision
        lambda: dry_run(tiny.project, empty_database),
    ):
        with pytest.raises(PgdriftError) as caught:
            command()
        assert "\n" not in str(caught.value)
        assert f"The revision {broken} cannot be read: " in str(caught.value).replace("first.py", "broken.py")
        assert said in str(caught.value)
        assert "Nothing was changed. Correct the file" in str(caught.value)
    assert superuser.execute("SELECT to_regclass('books')").fetchone() == (None,)


def test_a_file_without_a_way_up_is_named_too(tiny: TinyProject, empty_database: DatabaseURL) -> None:
    broken = tiny.folder / "migrations" / "versions" / "broken.py"
    broken.write_text(WHOLE.replace("def upgrade(): pass\n", ""))
    with pytest.raises(PgdriftError, match=r"broken\.py cannot be read: it has no function upgrade\(\)"):
        tiny.migrate(empty_database)


def test_two_revisions_that_follow_each_other(tiny: TinyProject, empty_database: DatabaseURL) -> None:
    tiny.revision("one", "other", "pass")
    tiny.revision("other", "one", "pass")
    with pytest.raises(PgdriftError, match=r"one\.py cannot be read: it follows itself, through one, other"):
        tiny.migrate(empty_database)


def test_a_file_that_fails_while_it_runs_could_be_read(
    tiny: TinyProject, empty_database: DatabaseURL
) -> None:
    path = tiny.revision("second", "first", "{}['not there']")
    with pytest.raises(PgdriftError, match=f"The revision {path} stopped at line 12: KeyError: 'not there'"):
        tiny.migrate(empty_database)


@pytest.mark.parametrize("command", [("pgdrift", "check"), ("alembic", "upgrade", "head")], ids=" ".join)
def test_a_person_sees_one_paragraph_and_no_warning(
    tiny: TinyProject, empty_database: DatabaseURL, command: tuple[str, ...]
) -> None:
    tiny.migrate(empty_database)
    (tiny.folder / "migrations" / "versions" / "broken.py").write_text(WHOLE.replace('"first"', '"gone"'))
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tiny.folder,
        env=tiny_project.environment(empty_database),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode not in (0, 1)
    (line,) = (done.stdout + done.stderr).splitlines()
    assert "it follows the revision gone, which is in no file of" in line


def test_plain_alembic_names_the_files_of_two_heads(tiny: TinyProject, empty_database: DatabaseURL) -> None:
    one, two = tiny.revision("one", "first", "pass"), tiny.revision("two", "first", "pass")
    done = tiny.alembic(empty_database, "upgrade", "head")
    assert done.returncode != 0
    assert f"The migrations have 2 heads: one ({one}) and two ({two})" in done.stdout
