"""`python -m boardofone db`: the embedded server by hand."""

import pytest

from tests.boardofone.running import boardofone, one_url


@pytest.fixture
def home(tmp_path):
    """An empty folder, whose server is gone afterwards."""
    yield tmp_path
    boardofone(tmp_path, "db", "destroy", "--yes")


def test_a_server_from_start_to_destruction(home):
    status = boardofone(home, "db", "status")
    assert status.returncode == 1
    assert "not running" in status.stderr

    started = boardofone(home, "db", "start")
    assert started.returncode == 0
    assert "no database boardofone yet: `python -m boardofone migrate` makes it" in started.stderr
    running = boardofone(home, "db", "status")
    assert running.returncode == 0
    assert "running" in running.stderr
    unmade = boardofone(home, "db", "url")
    assert (unmade.returncode, unmade.stdout) == (2, "")
    assert "python -m boardofone migrate" in unmade.stderr

    migrated = boardofone(home, "migrate")
    assert one_url(boardofone(home, "db", "url")) == one_url(migrated)
    answer = boardofone(home, "db", "psql", "-Atc", "SELECT count(*) FROM personas")
    assert (answer.returncode, answer.stdout) == (0, "45\n")
    assert boardofone(home, "db", "psql", "-c", "nonsense").returncode == 1

    unconfirmed = boardofone(home, "db", "destroy")
    assert unconfirmed.returncode == 2
    assert "--yes" in unconfirmed.stderr
    assert boardofone(home, "db", "status").returncode == 0

    assert boardofone(home, "db", "stop").returncode == 0
    for action in ("url", "psql"):
        stopped = boardofone(home, "db", action)
        assert stopped.returncode == 2
        assert "is not running" in stopped.stderr

    assert boardofone(home, "db", "destroy", "--yes").returncode == 0
    assert not (home / ".pgdata").exists()
    assert boardofone(home, "db", "destroy").returncode == 0


@pytest.mark.parametrize(("answer", "gone"), [("yes\n", True), ("no\n", False), ("", False)])
def test_on_a_terminal_destroy_asks(home, answer, gone, monkeypatch, capsys):
    import io

    from boardofone import db
    from pgdrift import project as projects
    from pgdrift.errors import PgdriftError

    assert boardofone(home, "db", "start").returncode == 0

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr("sys.stdin", Terminal(answer))
    project = projects.find(home)
    if gone:
        assert db.run(project, "destroy", []) == 0
    else:
        with pytest.raises(PgdriftError, match="left as it is"):
            db.run(project, "destroy", [])
    assert "Type yes" in capsys.readouterr().err
    assert (home / ".pgdata").exists() is not gone
