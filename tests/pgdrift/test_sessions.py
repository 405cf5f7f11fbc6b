"""What a message tells a person to run can be run where that person is."""

from pathlib import Path

import pytest

from pgdrift import sessions
from pgdrift.errors import PgdriftError
from pgdrift.server.cluster import Cluster

ROOT = Path(sessions.__file__).resolve().parents[1]


def test_in_a_checkout_it_is_what_needs_only_python() -> None:
    assert sessions.call("migrate") == "./noxw -s migrate"
    assert sessions.call("revision", "--record") == "./noxw -s revision -- --record"


@pytest.mark.parametrize(
    ("session", "arguments", "command"),
    [
        ("migrate", "", "python -m boardofone migrate"),
        ("db", "start", "python -m boardofone db start"),
        ("check-drift", "", "python -m pgdrift check"),
        ("adopt", "--sql", "python -m pgdrift adopt --sql"),
    ],
)
def test_where_the_project_is_installed_it_is_what_the_session_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, session: str, arguments: str, command: str
) -> None:
    monkeypatch.setattr(sessions, "_NOXW", tmp_path / "noxw")
    assert sessions.call(session, arguments) == command


@pytest.mark.parametrize(
    ("session", "command"),
    [
        ("migrate", "alembic upgrade head"),
        ("adopt", "python -m pgdrift adopt"),
        ("check-drift", "python -m pgdrift check"),
    ],
)
def test_another_project_is_told_what_it_has_although_the_engine_lies_in_a_checkout(
    monkeypatch: pytest.MonkeyPatch, session: str, command: str
) -> None:
    monkeypatch.chdir(ROOT / "examples" / "library")
    assert sessions.call(session) == command
    assert sessions.making_server() is None


def test_where_there_is_no_noxw_it_is_not_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The checkout's project is installed, and somebody runs it somewhere else."""
    monkeypatch.chdir(tmp_path)
    assert "noxw" not in sessions.call("migrate")


def test_a_database_that_does_not_exist_is_made_by_what_there_is(
    monkeypatch: pytest.MonkeyPatch, cluster: Cluster
) -> None:
    url = cluster.url(database="atlantis")
    with pytest.raises(
        PgdriftError, match=r"createdb does, and on the embedded server `\./noxw -s migrate`\."
    ):
        url.connect()
    monkeypatch.chdir(ROOT / "examples" / "library")
    with pytest.raises(PgdriftError, match=r"createdb does\.$"):
        url.connect()


def test_no_message_says_it_otherwise() -> None:
    written = {"sessions.py", "checksums.py", "reference_page.py"}  # the latter two write into files
    for package in ("pgdrift", "boardofone", "seed_data"):
        for path in (ROOT / package).rglob("*.py"):
            assert path.name in written or "nox -s" not in path.read_text("utf-8"), path
