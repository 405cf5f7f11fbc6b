"""With a signing key, a tenant session shows the tenant it was opened for, whatever runs inside it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from boardofone import TenantRefused
from boardofone.settings import SIGNING_KEY
from boardofone.tenant_signature import SigningKey
from pgdrift.database_url import DatabaseURL
from tests.boardofone.disguises import BOB, DISGUISED, smuggle
from tests.boardofone.doors import Door
from tests.boardofone.test_login_check import altered
from tests.boardofone.test_round_trips import committed, counted
from tests.boardofone.visits import a_problem, titles, who
from tests.isolation.signing import install

KEY = SigningKey.new()


@pytest.fixture(scope="module")
def signed_url(boards: DatabaseURL, logins: Any) -> DatabaseURL:
    """The signed tenants' login to a database that verifies with KEY."""
    with boards.connect() as connection:
        install(connection, KEY)
    return logins.url(logins.signed_tenant, boards)


@pytest.fixture(autouse=True)
def signing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIGNING_KEY, KEY.text)


@pytest.fixture
def door(open_door: Callable[..., Door], signed_url: DatabaseURL) -> Door:
    return open_door(signed_url)


def test_each_tenant_finds_its_own_rows_in_every_transaction(door: Door) -> None:
    def again_and_again(session: Session) -> list[Any]:
        seen: list[Any] = [titles(session)]
        session.commit()
        seen.append(titles(session))
        with pytest.raises(DBAPIError):
            session.connection().execute(text("SELECT 1 / 0"))
        session.rollback()
        with session.begin_nested():
            seen.append(titles(session))
        return [*seen, who(session)]

    for user in ("ann", "bob", "ann"):
        own = [f"{user}-1"]
        assert door.visit(user, again_and_again) == [own, own, own, ("bo1_signed_app", user)]
    assert door.visit("nobody at all", titles) == []
    assert door.visit("'; DROP TABLE users --", titles) == []


def test_a_row_for_somebody_else_is_refused(door: Door) -> None:
    def forge(session: Session) -> None:
        session.add(a_problem("forged", "bob"))
        session.commit()

    with pytest.raises(DBAPIError, match="row-level security"):
        door.visit("ann", forge)


def test_naming_bob_behind_the_sessions_back_shows_nothing_and_is_told(door: Door) -> None:
    seen: list[list[str]] = []

    def switch(session: Session) -> None:
        assert titles(session) == ["ann-1"]
        smuggle(session, BOB)
        seen.append(titles(session))

    with pytest.raises(TenantRefused, match="its results are not to be used"):
        door.visit("ann", switch)
    assert seen == [[]]


@pytest.mark.parametrize("disguised", DISGUISED)
def test_a_switch_in_disguise_is_never_committed(door: Door, disguised: str) -> None:
    def switch(session: Session) -> None:
        smuggle(session, disguised)
        with pytest.raises(TenantRefused, match="was not committed"):
            session.commit()

    door.visit("ann", switch)
    assert door.visit("ann", titles) == ["ann-1"]


def test_a_login_that_could_do_without_a_signature_is_refused(
    open_door: Callable[..., Door], boards: DatabaseURL, signed_url: DatabaseURL, logins: Any
) -> None:
    both = f"GRANT bo1_app TO {logins.signed_tenant}", f"REVOKE bo1_app FROM {logins.signed_tenant}"
    with altered(boards, *both), pytest.raises(TenantRefused) as refused:
        open_door(signed_url).visit("ann", titles)
    assert "may become bo1_app" in str(refused.value)
    assert "member of bo1_signed_app and of nothing else" in str(refused.value)


def test_a_signed_transaction_takes_one_round_trip_more(door: Door) -> None:
    assert counted(door, committed, 3) == (5, 6)


def test_with_a_key_that_is_not_installed_nobody_is_seen(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIGNING_KEY, SigningKey.new().text)
    assert door.visit("ann", titles) == []


def test_the_key_shows_in_nothing_that_is_printed() -> None:
    assert KEY.text not in repr(KEY)
    assert repr(KEY.secret) not in repr(KEY)
    assert KEY.id not in KEY.text
