"""`python -m boardofone signing-key`: a key is made, installed, replaced and retired, and shown once."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from boardofone import TenantRefused, tenant_session
from boardofone.settings import SIGNING_KEY
from boardofone.tenant_signature import SigningKey
from pgdrift.database_url import DatabaseURL
from tests.boardofone.running import boardofone

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(tmp_path: Path, migrated_database: DatabaseURL, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`command(*arguments, key=...)`: runs `signing-key` with that key in the environment, and hides it."""

    def run(*arguments: str, key: SigningKey | str | None = None) -> subprocess.CompletedProcess[str]:
        secret = key.text if isinstance(key, SigningKey) else key
        if secret is None:
            monkeypatch.delenv(SIGNING_KEY, raising=False)
        else:
            monkeypatch.setenv(SIGNING_KEY, secret)
        done = boardofone(tmp_path, "signing-key", *arguments, url=migrated_database)
        assert not secret or secret not in done.stdout + done.stderr
        return done

    return run


def test_a_key_is_replaced_without_a_moment_in_which_none_is_valid(
    command: Command, migrated_database: DatabaseURL, logins: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = create_engine(logins.url(logins.signed_tenant, migrated_database).sqlalchemy())

    def seen_with(key: SigningKey) -> int:
        monkeypatch.setenv(SIGNING_KEY, key.text)
        with tenant_session(engine, "ann") as session:
            return len(session.connection().execute(text("SELECT id FROM my_account")).all())

    with migrated_database.connect() as connection:
        connection.execute("INSERT INTO users (id, email, auth_provider) VALUES ('ann', 'a@x.org', 'google')")
    printed = command("new").stdout.strip()
    old, new = SigningKey.parsed(printed, "stdout"), SigningKey.new()
    assert command("list").stdout == ""
    assert seen_with(old) == 0

    assert f"The key {old.id} is installed" in command("install", key=old).stderr
    assert "was installed already" in command("install", key=old).stderr
    assert (seen_with(old), seen_with(new)) == (1, 0)
    assert "is not installed" in command("list", key=new).stderr

    command("install", key=new)
    assert (seen_with(old), seen_with(new)) == (1, 1)
    first, second = command("list", key=new).stdout.splitlines()
    assert first.startswith(old.id)
    assert not first.endswith(SIGNING_KEY)
    assert second.startswith(new.id)
    assert second.endswith(SIGNING_KEY)

    assert command("retire", old.id).returncode == 0
    assert (seen_with(old), seen_with(new)) == (0, 1)
    gone = command("retire", old.id)
    assert gone.returncode == 2
    assert f"No key {old.id} is installed" in gone.stderr
    engine.dispose()


@pytest.mark.parametrize("bad", ["", "secret", "0" * 63, "0" * 65, "g" * 64, " " + "0" * 63])
def test_what_is_no_key_is_refused_without_being_shown(command: Command, bad: str) -> None:
    refused = command("install", key=bad)
    assert refused.returncode == 2
    assert f"{SIGNING_KEY} holds no signing key" in refused.stderr


def test_without_a_key_in_the_environment_none_is_installed(command: Command) -> None:
    refused = command("install")
    assert refused.returncode == 2
    assert "signing-key new" in refused.stderr


def test_a_login_that_does_not_migrate_is_told_which_one_to_use(
    tmp_path: Path, migrated_database: DatabaseURL, logins: Any
) -> None:
    for login in (logins.tenant, logins.signed_tenant, logins.service):
        refused = boardofone(tmp_path, "signing-key", "list", url=logins.url(login, migrated_database))
        assert refused.returncode == 2
        assert "may become bo1_owner" in refused.stderr


def test_a_session_is_not_opened_with_a_key_that_is_none(
    tenant_url: DatabaseURL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SIGNING_KEY, "not-a-key")
    engine = create_engine(tenant_url.sqlalchemy())
    with pytest.raises(Exception, match="holds no signing key") as refused:
        tenant_session(engine, "ann").__enter__()
    assert "not-a-key" not in str(refused.value)
    monkeypatch.setenv(SIGNING_KEY, SigningKey.new().text)
    # The login decides, not the setting: one of the plain mode cannot be signed for, nor the other way round.
    with tenant_session(engine, "ann") as session, pytest.raises(TenantRefused, match="GRANT bo1_signed_app"):
        session.connection()
    engine.dispose()
