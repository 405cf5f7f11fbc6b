"""Every attack of the list comes to what is written beside it, and it is the protection that holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from boardofone import tenant_session
from pgdrift.audit.auditing import audit
from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import bootstrap
from pgdrift.project import find
from tests.isolation.attacks import ATTACKS, LEFT_BEHIND
from tests.isolation.attacks.attack import NAMES, SECRET, Attack, Outcome, Result
from tests.isolation.attacks.pooled import LeftBehind
from tests.isolation.matrix import PLAIN, Mode, Subject
from tests.isolation.matrix.actors import ANN, BOB
from tests.isolation.matrix.signed import SIGNED

MODES = [PLAIN, SIGNED]
THREAT_MODEL = Path(__file__).parents[2] / "docs" / "threat-model.md"
Copy = Callable[[str], DatabaseURL]


@pytest.fixture(scope="module")
def attacked(populated: Callable[[Mode], Subject]) -> DatabaseURL:
    """A populated database in which everything that Bob wrote says so."""
    url = populated(SIGNED).url
    with url.connect() as connection:
        for tenant, whose, words in ((ANN, "anns", "ANNS_WORDS"), (BOB, "bobs", SECRET)):
            connection.execute(
                "UPDATE sessions SET id = %s, problem_statement = %s WHERE user_id = %s",
                [f"{whose}-session", words, tenant],
            )
            connection.execute("UPDATE contributions SET content = %s WHERE user_id = %s", [words, tenant])
            connection.execute("UPDATE votes SET reasoning = %s WHERE user_id = %s", [words, tenant])
            connection.execute("UPDATE audit_log SET action = %s WHERE user_id = %s", [words, tenant])
            connection.execute("UPDATE users SET email = %s WHERE id = %s", [f"{words}@x.org", tenant])
    return url


@pytest.fixture(scope="module")
def copy_of(attacked: DatabaseURL, database_factory: Callable[..., DatabaseURL]) -> Copy:
    """`copy_of(sql)`: a copy of the attacked database in which a superuser has run ``sql``."""

    def copied(statements: str) -> DatabaseURL:
        url = database_factory(attacked.database)
        with url.connect(autocommit=True) as connection:
            bootstrap.ensure(connection, find(Path(__file__).parent))
            connection.execute(statements.format(**NAMES).encode())
        return url

    return copied


@pytest.fixture(scope="module")
def arranged(copy_of: Copy) -> DatabaseURL:
    """A copy in which there is everything that attacks need and the schema does not have."""
    return copy_of(";\n".join(attack.arranged for attack in ATTACKS if attack.arranged))


@contextmanager
def acting_as(tenant: str, mode: Mode, url: DatabaseURL) -> Iterator[psycopg.Connection[Any]]:
    with url.connect() as connection:
        mode.naming(connection, tenant)
        yield connection
        connection.rollback()


def carried_out(attack: Attack, mode: Mode, url: DatabaseURL) -> Result:
    """What comes of the last step, or of the first that fails."""
    said: list[str] = []
    with acting_as(ANN, mode, url) as ann, acting_as(BOB, mode, url) as bob:
        ann.add_notice_handler(
            lambda notice: said.append(f"{notice.message_primary} {notice.message_detail}")
        )
        ann.add_notify_handler(lambda notify: said.append(notify.payload))
        result = Result()
        for step in attack.steps:
            connection, tenant = (bob, BOB) if step.startswith("bob> ") else (ann, ANN)
            result = _step(connection, step.removeprefix("bob> ").format(**NAMES), said)
            if result.sqlstate:
                break
            if connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
                mode.naming(connection, tenant)
        return result


def _step(connection: psycopg.Connection[Any], step: str, said: list[str]) -> Result:
    try:
        cursor = connection.execute(step.encode(), [SECRET] if "%s" in step else None)
        while cursor.nextset():
            pass
        rows = tuple(cursor.fetchall()) if cursor.description is not None else ()
    except psycopg.Error as error:
        fields = error.diag
        parts = (fields.message_primary, fields.message_detail, fields.message_hint, fields.context)
        everything = " ".join([*said, *(part for part in parts if part)])
        return Result((), error.sqlstate or "-----", fields.message_primary or str(error), everything)
    return Result(rows, None, "", " ".join([*said, *map(str, rows)]))


def login(logins: Any, mode: Mode, url: DatabaseURL) -> DatabaseURL:
    made: DatabaseURL = logins.url(logins.tenant if mode is PLAIN else logins.signed_tenant, url)
    return made


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_the_attack_comes_to_what_is_written(
    attacked: DatabaseURL, arranged: DatabaseURL, logins: Any, attack: Attack, mode: Mode
) -> None:
    url = login(logins, mode, arranged if attack.arranged else attacked)
    expected = attack.signed if attack.signed and mode is SIGNED else attack.outcome
    judge(expected, carried_out(attack, mode, url))


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if attack.weakened], ids=str)
def test_it_is_the_protection_that_holds(copy_of: Copy, logins: Any, attack: Attack) -> None:
    assert attack.then is not None
    url = login(logins, PLAIN, copy_of(attack.weakened))
    result = carried_out(attack, PLAIN, url)
    judge(attack.then, result)
    assert not attack.outcome.met_by(result), "with and without the protection it comes to the same"


def judge(expected: Outcome, result: Result) -> None:
    assert expected.met_by(result), f"expected {expected}, but it {result}; all that was said: {result.said}"


def test_the_audit_finds_what_attacks_arrange(arranged: DatabaseURL) -> None:
    found = {f"{finding.id} {finding.object}" for finding in audit(arranged).findings}
    assert {audited for attack in ATTACKS for audited in attack.audited} <= found


def test_no_attack_changed_a_row(attacked: DatabaseURL, arranged: DatabaseURL) -> None:
    for url in (attacked, arranged):
        with url.connect() as connection:
            owners = connection.execute("SELECT user_id FROM sessions ORDER BY 1").fetchall()
            assert owners == [("",), (ANN,), (BOB,)]


@pytest.fixture(scope="module")
def pooled(copy_of: Copy, logins: Any) -> DatabaseURL:
    """Temporary tables are allowed here, so that leaving one behind is possible."""
    return login(
        logins,
        PLAIN,
        copy_of(
            "DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO {roles}', current_database()); END $$"
        ),
    )


@pytest.mark.parametrize("left", LEFT_BEHIND, ids=str)
def test_nothing_is_left_behind_for_the_next_tenant(pooled: DatabaseURL, left: LeftBehind) -> None:
    engine = create_engine(pooled.sqlalchemy(), pool_size=1, max_overflow=0)
    backends = []
    with tenant_session(engine, ANN) as session:
        backends.append(session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one())
        session.connection().execute(text(left.leaves))
        session.commit()
    with tenant_session(engine, BOB) as session:
        backends.append(session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one())
        try:
            found: Any = tuple(tuple(row) for row in session.connection().execute(text(left.looks)))
        except DBAPIError as error:
            found = getattr(error.orig, "sqlstate", None)
    engine.dispose()
    assert (backends[0], found) == (backends[1], left.found)


def test_the_threat_model_names_every_attack_that_remains() -> None:
    told = THREAT_MODEL.read_text()
    silent = [attack.name for attack in ATTACKS if attack.remains and f"| {attack.name} |" not in told]
    assert silent == []
    names = {f"| {attack.name} |" for attack in ATTACKS if not attack.remains}
    assert [name for name in names if name in told] == [], "said to remain, and does not"
