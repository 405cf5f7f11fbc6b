"""Applications use the database that DATABASE_URL names, else the embedded server's."""

from pathlib import Path

import pytest

from boardofone import database_url
from pgdrift.errors import PgdriftError
from pgdrift.server.cluster import Cluster

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _in_a_project_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    monkeypatch.chdir(tmp_path)


def test_the_variable_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://ann:secret@h/b?sslmode=require")
    assert database_url().revealed == "postgresql://ann:secret@h/b?sslmode=require"


@pytest.mark.parametrize("bad", ["", "mysql://h/b", "h/b"])
def test_a_variable_that_holds_no_url_is_named(monkeypatch: pytest.MonkeyPatch, bad: str) -> None:
    monkeypatch.setenv("DATABASE_URL", bad)
    with pytest.raises(PgdriftError, match=r"^DATABASE_URL is"):
        database_url()


def test_without_a_variable_and_without_a_server_it_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(PgdriftError, match=r"DATABASE_URL is not set.*\.pgdata.*-m boardofone migrate"):
        database_url()


def test_without_a_variable_it_is_the_tenant_logins_url_on_the_embedded_server(
    tmp_path: Path, cluster: Cluster
) -> None:
    # The running server of the tests, found under this project's name.
    (tmp_path / ".pgdata").symlink_to(cluster.home.path)
    url = database_url()
    assert (url.user, url.host, url.port) == ("bo1_app_login", "127.0.0.1", cluster.url().port)
    assert url.database == "boardofone"
    assert Path(url.options["passfile"]).samefile(cluster.url().options["passfile"])
