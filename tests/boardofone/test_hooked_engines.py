"""What a tenant session hooks on an engine: nothing gets past it, and nothing else is changed by it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import ColumnDefault, Connection, Dialect, Engine, create_engine, event, func, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session

from boardofone import TenantRefused, governed_connections
from pgdrift.database_url import DatabaseURL
from tests.boardofone.disguises import BOB, smuggle
from tests.boardofone.doors import Door, sent_by
from tests.boardofone.visits import a_problem, titles, who


def with_options(**options: Any) -> Callable[[Connection], object]:
    return lambda one: one.execution_options(**options).exec_driver_sql(
        "SELECT set_config('role', 'x', true)"
    )


NAMES = [{"name": "statement_timeout"}, {"name": "role"}]
WAYS: dict[str, Callable[[Connection], object]] = {
    "text": lambda one: one.execute(text("ROLLBACK")),
    "the driver's SQL": lambda one: one.exec_driver_sql("ROLLBACK"),
    "no parameters": with_options(no_parameters=True),
    "a cursor of the server": with_options(stream_results=True),
    "rows in batches": with_options(yield_per=2),
    "many at once": lambda one: one.execute(text("SELECT set_config(:name, '1', true)"), NAMES),
    "a function": lambda one: one.execute(func.set_config("role", "x", True)),
    "a default": lambda one: one.scalar(ColumnDefault(func.set_config("role", "x", True))),
}


def send(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    """A listener that runs the statement itself, after which SQLAlchemy asks no other."""
    cursor.execute(statement, parameters)
    return True


def send_many(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
    cursor.executemany(statement, parameters)
    return True


def send_alone(cursor: Any, statement: str, context: Any) -> bool:
    cursor.execute(statement)
    return True


SENDERS = {"do_execute": send, "do_executemany": send_many, "do_execute_no_params": send_alone}


@contextmanager
def senders(target: Any) -> Iterator[None]:
    for name, sender in SENDERS.items():
        event.listen(target, name, sender)
    try:
        yield
    finally:
        for name, sender in SENDERS.items():
            event.remove(target, name, sender)


def engine_of(door: Door) -> Engine:
    return door.borrow(lambda connection: connection.engine)


def is_refused(door: Door, way: str) -> None:
    def switch(session: Session) -> None:
        with pytest.raises(TenantRefused):
            WAYS[way](session.connection())
        assert who(session) == ("bo1_app", "ann")

    door.visit("ann", switch)


@pytest.mark.parametrize("way", WAYS)
def test_a_statement_that_switches_is_refused_whichever_way_it_takes(door: Door, way: str) -> None:
    is_refused(door, way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("listening", ["before", "after", "for all engines"])
def test_no_listener_that_runs_statements_itself_runs_one_that_switches(
    door: Door, way: str, listening: str
) -> None:
    engine = engine_of(door)
    if listening != "before":
        assert door.visit("ann", titles) == ["ann-1"]
    with senders(Engine if listening == "for all engines" else engine):
        is_refused(door, way)


def test_a_refused_statement_leaves_the_transaction_and_closes_its_cursor(door: Door) -> None:
    cursors: list[Any] = []
    event.listen(engine_of(door), "before_cursor_execute", lambda _, cursor, *rest: cursors.append(cursor))

    def stumble(session: Session) -> None:
        session.add(a_problem("stumbled", "ann"))
        session.flush()
        connection = session.connection()
        with pytest.raises(TenantRefused) as raised:
            connection.execute(text("COMMIT"))
        assert raised.value.__cause__ is None
        driver_cursor = getattr(cursors[-1], "_cursor", cursors[-1])
        assert driver_cursor.closed
        assert connection.in_transaction()
        assert not connection.invalidated
        assert session.connection() is connection
        session.commit()

    door.visit("ann", stumble)
    assert door.visit("ann", titles) == ["ann-1", "stumbled"]
    door.visit("ann", remove_stumbled)


def remove_stumbled(session: Session) -> None:
    session.connection().execute(text("DELETE FROM sessions WHERE id = 'stumbled'"))
    session.commit()


def test_the_engine_hears_of_an_error_at_the_end_once(door: Door, boards: DatabaseURL) -> None:
    heard: list[tuple[type[BaseException], bool]] = []

    def hear(context: Any) -> None:
        heard.append((type(context.original_exception), context.is_disconnect))

    event.listen(engine_of(door), "handle_error", hear)

    def commit_twice_the_same(session: Session) -> None:
        session.connection().exec_driver_sql("CREATE TEMP TABLE one (id int PRIMARY KEY INITIALLY DEFERRED)")
        session.connection().exec_driver_sql("INSERT INTO one VALUES (1), (1)")
        with pytest.raises(DBAPIError, match="duplicate key"):
            session.commit()

    def cut(session: Session) -> None:
        pid = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with boards.connect(autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        with pytest.raises(OperationalError) as raised:
            session.commit()
        assert raised.value.connection_invalidated

    for story in (commit_twice_the_same, cut):
        door.visit("ann", story)
    assert [(error.__name__, lost) for error, lost in heard] == [
        ("UniqueViolation", False),
        ("AdminShutdown", True),
    ]


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_nothing_is_kept_of_a_session_whose_end_raised_what_a_listener_made_of_it(
    door: Door, boards: DatabaseURL, end: str
) -> None:
    class Lost(Exception):
        pass

    def replace(context: Any) -> Exception:
        return Lost()

    event.listen(engine_of(door), "handle_error", replace)

    def cut(session: Session) -> None:
        pid = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with boards.connect(autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        getattr(session, end)()

    with pytest.raises(Lost):
        door.visit("ann", cut)
    assert not governed_connections._governors
    assert door.visit("ann", titles) == ["ann-1"]


def test_a_connection_that_is_given_back_by_hand_is_not_believed(door: Door) -> None:
    def give_back(session: Session) -> None:
        smuggle(session, BOB)
        session.connection().connection.close()

    with pytest.raises(TenantRefused):
        door.visit("ann", give_back)
    assert door.visit("bob", titles) == ["bob-1"]


@pytest.mark.parametrize("reset", ["commit", "rollback", None])
def test_however_the_pool_resets_only_the_transaction_itself_is_asked(
    open_door: Any, tenant_url: DatabaseURL, reset: str | None
) -> None:
    door = open_door(tenant_url, pool_size=1, max_overflow=0, pool_reset_on_return=reset)

    def read_twice(session: Session) -> None:
        assert titles(session) == ["ann-1"]
        session.commit()
        assert titles(session) == ["ann-1"]

    driver = door.borrow(lambda connection: connection.connection.driver_connection)
    sent = sent_by(driver, lambda: door.visit("ann", read_twice))
    assert [sum(end in each for each in sent) for end in ("; COMMIT;", "; ROLLBACK;")] == [1, 1]
    assert not [each for each in sent if each in ("COMMIT", "ROLLBACK")]


def test_engines_that_share_a_dialect_are_asked_once(door: Door) -> None:
    first = engine_of(door)
    assert door.visit("ann", titles) == ["ann-1"]
    door.restricted(isolation_level="REPEATABLE READ")
    assert engine_of(door).dialect is first.dialect

    def write(session: Session) -> None:
        session.add(a_problem("stumbled", "ann"))
        session.commit()

    door.visit("ann", write)
    door.visit("ann", remove_stumbled)

    def switch(session: Session) -> None:
        smuggle(session, BOB)
        with pytest.raises(TenantRefused, match="was not committed"):
            session.commit()

    door.visit("ann", switch)


def test_threads_that_meet_a_new_engine_hook_it_once(
    tenant_url: DatabaseURL, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, barrier, hooked = create_engine(tenant_url.sqlalchemy()), Barrier(8), []
    original = governed_connections._hook

    def hook(dialect: Dialect) -> None:
        hooked.append(dialect)
        original(dialect)

    def meet(_: int) -> None:
        barrier.wait()
        governed_connections.watch(engine)

    monkeypatch.setattr(governed_connections, "_hook", hook)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(meet, range(8)))
    assert hooked == [engine.dialect]


def test_an_engine_goes_on_as_before_for_those_who_open_no_tenant_session(door: Door) -> None:
    assert door.visit("ann", titles) == ["ann-1"]

    def end(connection: Connection) -> None:
        for ending in (connection.commit, connection.rollback):
            connection.exec_driver_sql("SET statement_timeout = 0")
            ending()

    driver = door.borrow(lambda connection: connection.connection.driver_connection)
    sent = sent_by(driver, lambda: door.borrow(end))
    assert sent == ["BEGIN", "SET statement_timeout = 0", "COMMIT", *sent[:2], "ROLLBACK"]
