"""Whoever logs in for tenants can become bo1_app and nobody else, or no session opens."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from boardofone import TenantRefused, login_check
from pgdrift.database_url import DatabaseURL
from tests.boardofone.doors import Door
from tests.boardofone.visits import titles, who

LOGIN = "test_suspect"


@contextmanager
def altered(url: DatabaseURL, done: str, undone: str) -> Iterator[None]:
    with url.connect(autocommit=True) as connection:
        for statement in filter(None, map(str.strip, done.split(";"))):
            connection.execute(statement.encode())
        try:
            yield
        finally:
            for statement in filter(None, map(str.strip, undone.split(";"))):
                connection.execute(statement.encode())


@pytest.fixture(autouse=True)
def asked_each_time(monkeypatch: pytest.MonkeyPatch) -> float:
    """How long a login is trusted outside of these tests, in which it never is."""
    usual = login_check.TRUSTED_FOR
    monkeypatch.setattr(login_check, "TRUSTED_FOR", 0)
    return usual


@pytest.fixture(scope="module")
def suspect_url(boards: DatabaseURL, logins: Any) -> DatabaseURL:
    """A login that is a tenant's until a test makes more of it."""
    logins.cluster.ensure_login(LOGIN)
    with boards.connect(autocommit=True) as connection:
        connection.execute(f"GRANT bo1_app TO {LOGIN}".encode())
    return logins.url(LOGIN, boards)


POWERS = [
    (f"ALTER ROLE {LOGIN} SUPERUSER", f"ALTER ROLE {LOGIN} NOSUPERUSER", f"{LOGIN} is a superuser"),
    (f"ALTER ROLE {LOGIN} BYPASSRLS", f"ALTER ROLE {LOGIN} NOBYPASSRLS", "bypasses row level security"),
    (f"ALTER ROLE {LOGIN} CREATEROLE", f"ALTER ROLE {LOGIN} NOCREATEROLE", "may create roles"),
    (
        f"ALTER ROLE {LOGIN} REPLICATION",
        f"ALTER ROLE {LOGIN} NOREPLICATION",
        "may read the replication stream",
    ),
    (f"GRANT bo1_service TO {LOGIN}", f"REVOKE bo1_service FROM {LOGIN}", "may become bo1_service"),
    (f"GRANT bo1_owner TO {LOGIN}", f"REVOKE bo1_owner FROM {LOGIN}", "may become bo1_owner"),
    (
        f"GRANT bo1_migrator TO {LOGIN}",
        f"REVOKE bo1_migrator FROM {LOGIN}",
        "may become bo1_migrator, may become bo1_owner",
    ),
    (
        f"GRANT pg_read_all_data TO {LOGIN}",
        f"REVOKE pg_read_all_data FROM {LOGIN}",
        "may become pg_read_all_data",
    ),
    (
        f"CREATE ROLE between; GRANT bo1_service TO between; GRANT between TO {LOGIN}",
        "DROP ROLE between",
        "may become between, may become bo1_service",
    ),
    ("GRANT bo1_service TO bo1_app", "REVOKE bo1_service FROM bo1_app", "may become bo1_service"),
    ("ALTER ROLE bo1_app BYPASSRLS", "ALTER ROLE bo1_app NOBYPASSRLS", "bo1_app bypasses row level security"),
    (f"ALTER DATABASE {{database}} OWNER TO {LOGIN}", "", "may become pg_database_owner"),
    (
        f"GRANT bo1_service TO {LOGIN}; ALTER ROLE {LOGIN} NOINHERIT",
        f"REVOKE bo1_service FROM {LOGIN}; ALTER ROLE {LOGIN} INHERIT",
        "may become bo1_service",
    ),
]
POWERS_SINCE_16 = [
    (
        f"GRANT bo1_service TO {LOGIN} WITH {option}",
        f"REVOKE bo1_service FROM {LOGIN}",
        "may become bo1_service",
    )
    for option in ("INHERIT FALSE, SET FALSE", "SET FALSE, ADMIN TRUE")
]


@pytest.mark.parametrize(("done", "undone", "reason"), POWERS + POWERS_SINCE_16, ids=lambda text: text[:50])
def test_a_login_that_could_become_more_is_refused(
    open_door: Callable[..., Door],
    boards: DatabaseURL,
    suspect_url: DatabaseURL,
    done: str,
    undone: str,
    reason: str,
) -> None:
    with boards.connect() as connection:
        if " WITH " in done and connection.info.server_version < 160000:
            # Before 16 a membership has no options: the plain GRANT is all there is, and is refused above.
            done = done.partition(" WITH ")[0]
    if "{database}" in done:
        done = done.format(database=boards.database)
        undone = f"ALTER DATABASE {boards.database} OWNER TO postgres"

    door = open_door(suspect_url)
    assert door.visit("ann", who) == ("bo1_app", "ann")
    with altered(boards, done, undone), pytest.raises(TenantRefused) as refused:
        # On the connection that was open before the login became more.
        door.visit("ann", titles)
    assert reason in str(refused.value)
    assert "member of bo1_app and of nothing else" in str(refused.value)
    assert door.visit("ann", titles) == ["ann-1"]


def test_a_login_is_trusted_for_a_second(
    door: Door, boards: DatabaseURL, logins: Any, monkeypatch: pytest.MonkeyPatch, asked_each_time: float
) -> None:
    assert door.visit("ann", titles) == ["ann-1"]
    monkeypatch.setattr(login_check, "TRUSTED_FOR", 3600)
    more = f"GRANT bo1_service TO {logins.tenant}", f"REVOKE bo1_service FROM {logins.tenant}"
    with altered(boards, *more):
        assert door.visit("ann", titles) == ["ann-1"]
        monkeypatch.setattr(login_check, "TRUSTED_FOR", asked_each_time)
        time.sleep(asked_each_time)
        for _ in range(2):
            with pytest.raises(TenantRefused, match="may become bo1_service"):
                door.visit("ann", titles)
    assert door.visit("ann", titles) == ["ann-1"]
    assert asked_each_time == 1


def test_the_superuser_is_refused_by_what_it_is(open_door: Callable[..., Door], boards: DatabaseURL) -> None:
    with pytest.raises(TenantRefused, match=r"tenant sessions: postgres is a superuser\. Whatever"):
        open_door(boards).visit("ann", titles)


def test_the_service_login_is_refused(
    open_door: Callable[..., Door], boards: DatabaseURL, logins: Any
) -> None:
    service = open_door(logins.url(logins.service, boards))
    with pytest.raises(TenantRefused, match="permission denied to set role"):
        service.visit("ann", titles)
    tenant_too = altered(
        boards, f"GRANT bo1_app TO {logins.service}", f"REVOKE bo1_app FROM {logins.service}"
    )
    with tenant_too, pytest.raises(TenantRefused, match="may become bo1_service"):
        service.visit("ann", titles)


def test_a_login_that_inherits_nothing_is_a_tenants_too(
    open_door: Callable[..., Door], boards: DatabaseURL, suspect_url: DatabaseURL
) -> None:
    door = open_door(suspect_url)
    alone = f"ALTER ROLE {LOGIN} NOINHERIT; GRANT CONNECT ON DATABASE {boards.database} TO {LOGIN}"
    with altered(boards, alone, f"ALTER ROLE {LOGIN} INHERIT"):
        assert door.visit("ann", titles) == ["ann-1"]


def test_with_many_roles_in_the_cluster_it_is_still_one_look(
    open_door: Callable[..., Door], boards: DatabaseURL, tenant_url: DatabaseURL
) -> None:
    some = range(200)
    door = open_door(tenant_url)
    with altered(
        boards,
        ";".join(f"CREATE ROLE crowd_{n}" for n in some),
        ";".join(f"DROP ROLE crowd_{n}" for n in some),
    ):
        assert door.visit("ann", titles) == ["ann-1"]
