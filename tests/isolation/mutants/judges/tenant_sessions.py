"""What a tenant session promises, on a pool with one connection that the next tenant gets."""

import asyncio
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session

from boardofone import TenantRefused, async_tenant_session, login_check, tenant_session
from tests.isolation.mutants.specimen import Specimen, login_of

_ONE_CONNECTION = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 2}
_LEFT = text("""
SELECT current_user = session_user, coalesce(current_setting('app.current_user_id', true), ''),
       current_setting('application_name') = 'the last tenant',
       (SELECT count(*) FROM pg_cursors), (SELECT count(*) FROM pg_listening_channels()),
       (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
       (SELECT count(*) FROM pg_prepared_statements)
""")
_WHO = "SELECT current_user = session_user, coalesce(current_setting('app.current_user_id', true), '')"
_NOTHING_LEFT = (True, "", False, 0, 0, 0, 0)
_LEAVING = (
    "SET application_name = 'the last tenant'",
    "DECLARE kept CURSOR WITH HOLD FOR SELECT 1",
    "LISTEN channel",
    "SELECT pg_advisory_lock(1)",
    "PREPARE kept AS SELECT 1",
)
_KEEPING_THE_ROLE = "DO $$ BEGIN PERFORM set_config('role', 'bo1_app', false); END $$"
_UNSEEN = "DO $$ BEGIN PERFORM set_config('%s', '%s', true); END $$"


def differences(specimen: Specimen) -> Iterator[str]:
    for story in (
        _own_rows,
        _nothing_is_left,
        _nothing_is_left_after_the_end,
        _prepared,
        _unseen_switches,
        _plain_switches,
        _plain_switches_past_a_listener,
        _refused_at_once,
    ):
        with _engine(specimen) as engine:
            yield from story(engine, specimen)
    yield from _logins(specimen)
    yield from _grown(specimen)
    yield from asyncio.run(_async_twin(specimen))


@contextmanager
def _engine(specimen: Specimen, login: str = "", **options: Any) -> Iterator[Engine]:
    url = specimen.login(login or login_of("bo1_app")).sqlalchemy()
    engine = create_engine(url, **(options or _ONE_CONNECTION))
    try:
        yield engine
    finally:
        engine.dispose()


def _owners(session: Session) -> set[str]:
    return {owner for (owner,) in session.connection().execute(text("SELECT user_id FROM sessions"))}


def _own_rows(engine: Engine, specimen: Specimen) -> Iterator[str]:
    """Every transaction is the tenant's, also after commits, rollbacks and errors."""
    for tenant in specimen.tenants:
        with tenant_session(engine, tenant) as session:
            for end in (session.commit, session.rollback, session.commit):
                role = session.connection().execute(text("SELECT current_user")).scalar()
                if (seen := _owners(session)) != {tenant} or role != "bo1_app":
                    yield f"{tenant} sees rows of {seen} as {role}"
                end()


def _nothing_is_left(engine: Engine, specimen: Specimen) -> Iterator[str]:
    """At the end of a transaction the tenant is gone, and in the pool whatever he did."""
    at_the_end: list[Any] = []

    def look(dbapi_connection: Any, record: Any, state: Any) -> None:
        # Here a pooler in transaction mode would hand the connection to somebody else.
        cursor = dbapi_connection.cursor()
        cursor.execute(_WHO)
        at_the_end.append(cursor.fetchone())
        dbapi_connection.commit()  # at a ROLLBACK psycopg would forget what it has prepared

    event.listen(engine.pool, "reset", look)
    for prepared in (False, True):
        with engine.connect() as connection:
            if prepared:  # then the session may not discard everything before the connection is given back
                driver: Any = connection.connection.driver_connection
                driver.execute("SELECT 1", prepare=True)
                driver.commit()
        at_the_end.clear()
        with tenant_session(engine, specimen.tenants[0]) as session:
            # Not with statements prepared: only on the way back into the pool would it be told.
            for statement in _LEAVING if prepared else (*_LEAVING, _KEEPING_THE_ROLE):
                session.connection().execute(text(statement))
            session.commit()
        if at_the_end != [(True, "")]:
            yield f"after COMMIT the connection still is somebody's: {at_the_end}"
        with engine.connect() as connection:
            if (left := tuple(connection.execute(_LEFT).one())) != _NOTHING_LEFT:
                yield f"the next one finds {left} on the connection"


def _nothing_is_left_after_the_end(engine: Engine, specimen: Specimen) -> Iterator[str]:
    """What is done on the connection when the transaction has ended is undone as well."""

    def leave(connection: Connection) -> None:
        connection.exec_driver_sql("SET application_name = 'the last tenant'")

    with tenant_session(engine, specimen.tenants[0]) as session:
        connection = session.connection()
        connection.commit()
        try:
            leave(connection)
            session.close()
        except TenantRefused:
            pass
    with engine.connect() as connection:
        if (left := tuple(connection.execute(_LEFT).one())) != _NOTHING_LEFT:
            yield f"the next one finds {left} on the connection, used after its end"
    with tenant_session(engine, specimen.tenants[0]) as session:
        event.listen(engine, "commit", leave)
        session.connection()
        session.commit()
    with engine.connect() as connection:
        if (left := tuple(connection.execute(_LEFT).one())) != _NOTHING_LEFT:
            yield f"the next one finds {left} on the connection, after a listener"


def _prepared(engine: Engine, specimen: Specimen) -> Iterator[str]:
    """No statement is prepared for a tenant, and those of others are as before."""
    with engine.connect() as connection:
        before = connection.connection.driver_connection.prepare_threshold  # type: ignore[union-attr]
    with tenant_session(engine, specimen.tenants[0]) as session:
        for _ in range(8):
            session.connection().execute(text("SELECT 1"))
        if session.connection().execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar() != 0:
            yield "statements are prepared for one tenant that another may run"
    with engine.connect() as connection:
        if connection.connection.driver_connection.prepare_threshold != before:  # type: ignore[union-attr]
            yield "the driver prepares differently than before the tenant came"


def _unseen_switches(engine: Engine, specimen: Specimen) -> Iterator[str]:
    """A switch that no text shows is found out at the end, and nothing of it is committed or believed."""
    ann, bob = specimen.tenants
    quoted = bob.replace("'", "''")
    mark = f"unseen {secrets.token_hex(8)}"  # what an earlier mutant let be committed is still there
    for setting, value in (("app.current_user_id", quoted), ("role", "none")):
        for end in ("commit", "rollback"):

            def switch(session: Session, setting: str = setting, value: str = value, end: str = end) -> None:
                session.connection().execute(text("UPDATE sessions SET phase = :mark"), {"mark": mark})
                session.connection().exec_driver_sql((_UNSEEN % (setting, value)).replace("%", "%%"))
                getattr(session, end)()

            yield from _must_be_refused(engine, ann, switch, f"{setting} changed unseen, then {end}")
    with specimen.url.connect() as superuser:
        if superuser.execute("SELECT FROM sessions WHERE phase = %s", [mark]).rowcount:
            yield "what was written before an unseen switch is committed"
    # Ended below the session, where no text can be seen.
    for end in ("COMMIT", "ROLLBACK"):

        def leave(session: Session, end: str = end) -> None:
            driver: Any = session.connection().connection.driver_connection
            driver.execute(end.encode())
            session.commit()

        yield from _must_be_refused(engine, ann, leave, f"a transaction ended below the session by {end}")


def _plain_switches_past_a_listener(engine: Engine, specimen: Specimen) -> Iterator[str]:
    """Nor is one that a listener would send, which was there before us."""

    def send(cursor: Any, statement: str, parameters: Any, context: Any) -> bool:
        cursor.execute(statement, parameters)
        return True

    event.listen(engine, "do_execute", send)
    yield from _plain_switches(engine, specimen)


def _plain_switches(engine: Engine, specimen: Specimen) -> Iterator[str]:
    """A switch in plain text is not even sent."""
    for statement, parameters in (
        ("SET app.current_user_id = 'x'", {}),
        ("SET ROLE NONE", {}),
        ("COMMIT", {}),
        ("SELECT set_config('app.current_user_id', 'x', true)", {}),
        ("SELECT set_config(:name, 'x', true)", {"name": "app.current_user_id"}),
    ):
        with tenant_session(engine, specimen.tenants[0]) as session:
            try:
                session.connection().execute(text(statement), parameters)
            except TenantRefused:
                continue
            except SQLAlchemyError:
                pass
            yield f"{statement} is sent"
            session.invalidate()


def _refused_at_once(engine: Engine, specimen: Specimen) -> Iterator[str]:
    """No session for nobody, on an engine in AUTOCOMMIT mode, or on a connection that is in use."""
    ann = specimen.tenants[0]
    for nobody in ("", "  ", 1, None):
        try:
            with tenant_session(engine, nobody) as session:  # type: ignore[arg-type]
                _owners(session)
        except TenantRefused:
            continue
        except SQLAlchemyError:
            pass
        yield f"there is a session for {nobody!r}"
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    yield from _must_be_refused(autocommit, ann, _owners, "an engine in AUTOCOMMIT mode")
    with _engine(specimen) as other:

        def elsewhere(session: Session) -> None:
            session.execute(text("SELECT 1"), bind_arguments={"bind": other})

        yield from _must_be_refused(engine, ann, elsewhere, "another engine")

    def begun(dbapi_connection: Any, *_: Any) -> None:
        dbapi_connection.execute("SELECT 1")

    event.listen(engine, "checkout", begun)
    yield from _must_be_refused(engine, ann, _owners, "a connection in a transaction")


def _logins(specimen: Specimen) -> Iterator[str]:
    """Whoever could become more than bo1_app gets no session, and nobody who catches the error goes on."""
    with specimen.url.connect(autocommit=True) as superuser:
        name = login_of("bo1_app")
        for more, less in (
            ("ALTER ROLE {} BYPASSRLS", "ALTER ROLE {} NOBYPASSRLS"),
            ("ALTER ROLE {} CREATEROLE", "ALTER ROLE {} NOCREATEROLE"),
            ("ALTER ROLE {} REPLICATION", "ALTER ROLE {} NOREPLICATION"),
            ("ALTER ROLE {} SUPERUSER", "ALTER ROLE {} NOSUPERUSER"),
            ("GRANT bo1_owner TO {}", "REVOKE bo1_owner FROM {}"),
            (
                "ALTER ROLE {0} NOINHERIT; GRANT pg_monitor TO {0}",
                "REVOKE pg_monitor FROM {0}; ALTER ROLE {0} INHERIT",
            ),
        ):
            superuser.execute(more.format(name).encode())
            try:
                with _engine(specimen) as engine:
                    yield from _must_be_refused(engine, specimen.tenants[0], _owners, more.format(name))
                    yield from _stays_refused(engine, specimen.tenants[0])
            finally:
                superuser.execute(less.format(name).encode())


def _grown(specimen: Specimen) -> Iterator[str]:
    """A login that was harmless is looked at again."""
    name = login_of("bo1_app")
    with (
        _engine(specimen) as engine,
        specimen.url.connect(autocommit=True) as superuser,
        patch.object(login_check, "TRUSTED_FOR", 0.0),
    ):
        with tenant_session(engine, specimen.tenants[0]) as session:
            _owners(session)
        superuser.execute(f"ALTER ROLE {name} BYPASSRLS".encode())
        try:
            yield from _must_be_refused(engine, specimen.tenants[0], _owners, "a login that has grown")
        finally:
            superuser.execute(f"ALTER ROLE {name} NOBYPASSRLS".encode())


def _stays_refused(engine: Engine, tenant: str) -> Iterator[str]:
    with tenant_session(engine, tenant) as session:
        for _ in range(2):
            try:
                _owners(session)
            except (TenantRefused, SQLAlchemyError):
                continue
            yield "a session that was refused goes on without a tenant"
            return


def _must_be_refused(
    engine: Engine, tenant: str, story: Callable[[Session], object], what: str
) -> Iterator[str]:
    try:
        with tenant_session(engine, tenant) as session:
            story(session)
    except TenantRefused:
        return
    except (SQLAlchemyError, psycopg.Error) as error:
        yield f"{what}: {error}"
        return
    yield f"{what} is not refused"


async def _async_twin(specimen: Specimen) -> list[str]:
    """The same hooks govern the asynchronous session; what it hands on is looked at here."""
    engine = create_async_engine(specimen.login(login_of("bo1_app")).sqlalchemy(), **_ONE_CONNECTION)
    found = []
    try:
        for tenant in specimen.tenants:
            async with async_tenant_session(engine, tenant) as session:
                owners = await session.run_sync(_owners)
                if owners != {tenant}:
                    found.append(f"{tenant} sees rows of {owners}, with asyncio")
                await session.commit()
            async with engine.connect() as connection:
                if (left := tuple((await connection.execute(_LEFT)).one())) != _NOTHING_LEFT:
                    found.append(f"the next one finds {left} on the connection, with asyncio")
    finally:
        await engine.dispose()
    return found
