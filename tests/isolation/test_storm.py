"""However connections break under them, tenants at work in parallel see all their own rows and no others."""

import os
from collections.abc import Callable, Iterator
from random import Random

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from boardofone import tenant_session
from schema import METADATA
from tests.isolation.machine.tenant_tables import tenant_tables
from tests.isolation.modes import MODES, NAIVE, TenantMode
from tests.isolation.rows import populate
from tests.isolation.storm import bouncer as pgbouncer
from tests.isolation.storm import workers
from tests.isolation.storm.bouncer import Bouncer, bouncer
from tests.isolation.storm.ledger import Ledger
from tests.isolation.storm.weather import weather
from tests.isolation.storm.work import Workplace, reading

SESSIONS = int(os.environ.get("PGDRIFT_STORM_SESSIONS", "1600"))
SEED = int(os.environ.get("PGDRIFT_STORM_SEED", "18"))
TENANTS = (*(f"tenant-{number}" for number in range(5)), "b%_'\"; --ö")

needs_bouncer = pytest.mark.skipif(not pgbouncer.installed(), reason=pgbouncer.NOT_INSTALLED)
WAYS = [
    pytest.param(through, how, id=f"{how.__name__}-{'pgbouncer' if through else 'direct'}",
                 marks=[needs_bouncer] if through else [])
    for through in (False, True) for how in (workers.threads, workers.tasks)
]  # fmt: skip


@pytest.fixture(scope="module")
def world(migrated_factory):
    """A database in which each tenant has a row in every table that nobody deletes."""
    url = migrated_factory()
    with url.connect() as connection:
        parents = populate(connection, *TENANTS)
        for mode in MODES:
            mode.prepare(connection)
    return url, parents


@pytest.fixture(scope="module")
def through(world, logins, cluster) -> Iterator[Bouncer]:
    names = [logins.tenant, logins.signed_tenant]
    with bouncer(cluster, str(world[0].database), names) as made:
        yield made


def workplace(world) -> Workplace:
    _, parents = world
    tables = tenant_tables(METADATA)
    ledger = Ledger(TENANTS)
    for tenant in TENANTS:
        for name, table in tables.items():
            ledger.add(tenant, (name, tuple(str(parents[tenant][name][column]) for column in table.key)))
    kept = frozenset(ledger.owners)
    return Workplace(tables, parents, kept, ledger, reading(tables).as_string(None))


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize(("by_bouncer", "how"), WAYS)
def test_no_tenant_is_shown_a_row_of_another(
    world,
    logins,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    by_bouncer: bool,
    how: Callable[..., None],
    mode: TenantMode,
) -> None:
    for name, value in mode.environment.items():
        monkeypatch.setenv(name, value)
    sessions = SESSIONS // (len(WAYS) * len(MODES))
    url, place = world[0], workplace(world)
    between = request.getfixturevalue("through") if by_bouncer else None
    direct = logins.url(mode.login, url)
    chance = Random(SEED)
    with weather(url, mode.login, list(place.tables), place.ledger, chance, between):
        how(between.url(direct) if between else direct, mode, place, sessions, SEED)
    ledger = place.ledger
    print(f"\n{how.__name__} {'through PgBouncer' if between else 'direct'}: {dict(ledger.outcomes)}")
    assert not ledger.breaches, "\n".join(ledger.breaches[:20])
    assert not ledger.surprises, "\n".join(ledger.surprises[:20])
    assert ledger.outcomes["done"] > sessions / 4
    assert_kept(url, place)


def assert_kept(url, place: Workplace) -> None:
    """Nothing that was committed is lost, and whoever owned a row owns it still."""
    with url.connect() as connection:
        rows = connection.execute(place.reading.encode()).fetchall()
    found = {(table, tuple(key)): owner for table, key, owner in rows}
    for tenant in TENANTS:
        assert place.ledger.known(tenant) <= {row_id for row_id, owner in found.items() if owner == tenant}
    for row_id, owner in place.ledger.owners.items():
        assert found.get(row_id, owner) == owner


@needs_bouncer
def test_the_storm_finds_out_who_names_his_tenant_for_good(world, logins, through) -> None:
    url, place = world[0], workplace(world)
    workers.threads(through.url(logins.url(NAIVE.login, url)), NAIVE, place, 160, SEED)
    assert any("was shown" in breach for breach in place.ledger.breaches)


@needs_bouncer
def test_a_name_for_the_whole_connection_reaches_the_next_client(world, logins, cluster) -> None:
    url = world[0]
    with bouncer(cluster, str(url.database), [logins.tenant], connections=1) as made:
        address = made.url(logins.url(logins.tenant, url))
        with address.connect(autocommit=True) as one, address.connect(autocommit=True) as other:
            one.execute("SELECT set_config('app.current_user_id', %s, false)", [TENANTS[0]])
            assert other.execute("SELECT DISTINCT user_id FROM sessions").fetchall() == [(TENANTS[0],)]


@needs_bouncer
@pytest.mark.parametrize("by_session", [True, False], ids=["tenant_session", "plain SQL"])
def test_a_cursor_that_is_held_reaches_the_next_client_unless_a_tenant_session_left_it(
    world, logins, cluster, by_session: bool
) -> None:
    url = world[0]
    with bouncer(cluster, str(url.database), [logins.tenant], connections=2) as made:
        address = made.url(logins.url(logins.tenant, url))
        engine = create_engine(address.sqlalchemy(), pool_size=1)
        found: list[object] = []
        with address.connect(autocommit=True) as other:

            def come_between(session: Session) -> None:
                # Takes the server's connection that the commit has just freed, so that whatever the session
                # sends to clean it from here on reaches another one.
                other.execute("BEGIN")
                found.extend(other.execute("SELECT name FROM pg_cursors WHERE is_holdable").fetchall())

            with tenant_session(engine, TENANTS[0]) if by_session else Session(engine) as session:
                event.listen(session, "after_commit", come_between)
                session.connection().exec_driver_sql("DECLARE kept CURSOR WITH HOLD FOR TABLE sessions")
                session.commit()
            other.execute("ROLLBACK")
        engine.dispose()
    assert found == ([] if by_session else [("kept",)])
