"""The remembered question: true only when there is nothing at all to do."""

import shutil

import pytest

from pgdrift import project as projects
from pgdrift.migrate import readiness


@pytest.fixture
def ready(tiny, empty_database, superuser):
    """A migrated database, and the question about it."""
    tiny.migrate(empty_database)
    question = readiness.question(tiny.project)
    assert readiness.holds(superuser, question)
    return question


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM alembic_version",
        "UPDATE alembic_version SET version_num = 'other'",
        "INSERT INTO alembic_version VALUES ('other')",
        "DROP TABLE alembic_version",
        "ALTER TABLE books OWNER TO postgres",
        "GRANT USAGE ON SCHEMA public TO PUBLIC",
        "REVOKE {name}_owner FROM {name}_migrator",
        "ALTER ROLE {name}_migrator NOBYPASSRLS",
    ],
)
def test_it_is_false_as_soon_as_something_is_missing(tiny, superuser, ready, change):
    superuser.execute(change.format(name=tiny.name).encode())
    assert not readiness.holds(superuser, ready)


def test_it_is_false_for_a_login_that_could_not_migrate(tiny, empty_database, login, ready):
    with login(empty_database, f"{tiny.name}_stranger").connect(autocommit=True) as connection:
        assert not readiness.holds(connection, ready)


def test_it_is_false_in_a_database_that_was_never_migrated(tiny, superuser):
    assert not readiness.holds(superuser, readiness.question(tiny.project))


def test_a_condition_of_the_caller_counts_too(tiny, empty_database, superuser, ready):
    assert not readiness.holds(superuser, readiness.question(tiny.project, conditions=["1 = 2"]))


def test_the_digest_follows_every_source_and_the_settings(tiny, tmp_path):
    before = readiness.digest(tiny.project)
    assert readiness.digest(tiny.project) == before
    second = tiny.revision("second", "first", "pass")
    after = readiness.digest(tiny.project)
    assert after != before
    second.unlink()
    assert readiness.digest(tiny.project) == before
    settings = tiny.folder / "pyproject.toml"
    settings.write_text(settings.read_text() + 'lock_timeout = "1s"\n'.replace("lock", "statement"))
    assert readiness.digest(tiny.project) != before
    shutil.copytree(tiny.folder, tmp_path / "copy")
    assert readiness.digest(projects.find(tmp_path / "copy")) != before
