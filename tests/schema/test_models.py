"""The models: validated where one asks for it, written to the database and read back unchanged."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, col, select

from pgdrift.database_url import DatabaseURL
from schema import (
    AuditLog,
    AuthProvider,
    Contribution,
    ContributionPhase,
    DeliberationSession,
    Persona,
    SessionStatus,
    SubscriptionTier,
    User,
    Vote,
)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def engine(migrated_factory) -> Iterator[Engine]:
    url: DatabaseURL = migrated_factory()
    engine = create_engine(url.sqlalchemy())
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened
        opened.rollback()


def ann(**changes: object) -> User:
    given = {"id": "ann", "email": "ann@example.org", "auth_provider": "google", **changes}
    return User.model_validate(given)


def test_model_validate_refuses_what_construction_lets_pass() -> None:
    User(id="ann", email=None, auth_provider="google")  # a table model does not validate here
    with pytest.raises(ValidationError, match="email"):
        ann(email=None)
    with pytest.raises(ValidationError, match="at most 255"):
        ann(email="x" * 256)
    with pytest.raises(ValidationError, match="auth_provider"):
        ann(auth_provider="myspace")
    with pytest.raises(ValidationError, match="id"):
        ann(id="")
    with pytest.raises(ValidationError, match="confidence"):
        Vote.model_validate(
            {
                "session_id": "s",
                "persona_code": "p",
                "vote_choice": "v",
                "reasoning": "r",
                "confidence": "1.01",
            }
        )
    with pytest.raises(ValidationError, match="total_cost"):
        DeliberationSession.model_validate(
            {"id": "s", "user_id": "ann", "problem_statement": "?", "total_cost": "0.00001"}
        )


def test_a_value_that_no_vocabulary_knows_is_refused_before_it_is_sent(session: Session) -> None:
    session.add(User(id="ann", email="a", auth_provider="myspace"))
    with pytest.raises(StatementError, match="myspace"):
        session.flush()


def test_every_table_round_trips_with_its_defaults(session: Session) -> None:
    session.add(ann())
    session.add(Persona(code="cfo", name="Margit", expertise="Cash", system_prompt="You count."))
    session.flush()
    session.add(DeliberationSession(id="s1", user_id="ann", problem_statement="Where?"))
    session.flush()
    session.add(
        Contribution(
            session_id="s1",
            persona_code="cfo",
            content="Rent.",
            round_number=1,
            phase=ContributionPhase.DELIBERATION,
            model="m",
            user_id="ann",
        )
    )
    session.add(
        Vote(
            session_id="s1",
            persona_code="cfo",
            vote_choice="stay",
            reasoning="Rent.",
            confidence=Decimal("0.75"),
            user_id="ann",
        )
    )
    session.add(
        AuditLog(user_id="ann", action="session_created", resource_type="session", details={"n": [1]})
    )
    session.flush()
    session.expire_all()

    user = session.exec(select(User)).one()
    assert (user.auth_provider, user.subscription_tier) == (AuthProvider.GOOGLE, SubscriptionTier.FREE)
    assert user.created_at.tzinfo is not None
    board = session.exec(select(DeliberationSession)).one()
    assert (board.status, board.phase, board.max_rounds) == (
        SessionStatus.ACTIVE,
        "problem_decomposition",
        10,
    )
    assert board.total_cost == Decimal("0.0")
    assert session.exec(select(Contribution)).one().id is not None
    assert session.exec(select(Vote)).one().confidence == Decimal("0.75")
    assert session.exec(select(AuditLog)).one().details == {"n": [1]}


def test_an_absent_json_value_is_null_and_not_the_word_null(session: Session) -> None:
    session.add(ann())
    session.flush()
    session.add(DeliberationSession(id="s1", user_id="ann", problem_statement="?", problem_context=None))
    session.flush()
    null = select(DeliberationSession).where(col(DeliberationSession.problem_context).is_(None))
    assert session.exec(null).one().id == "s1"


def test_a_time_without_a_zone_is_refused(session: Session) -> None:
    naive = datetime(2026, 1, 1)
    session.add(ann(gdpr_consent_at=datetime(2026, 1, 1, tzinfo=UTC)))
    session.flush()
    session.add(DeliberationSession(id="s1", user_id="ann", problem_statement="?", completed_at=naive))
    with pytest.raises(StatementError):
        session.flush()


def test_a_child_cannot_belong_to_another_tenant_than_its_session(session: Session) -> None:
    session.add(ann())
    session.add(ann(id="bob", email="bob@example.org"))
    session.add(Persona(code="cfo", name="Margit", expertise="Cash", system_prompt="You count."))
    session.flush()
    session.add(DeliberationSession(id="s1", user_id="ann", problem_statement="?"))
    session.flush()
    session.add(Vote(session_id="s1", persona_code="cfo", vote_choice="v", reasoning="r", user_id="bob"))
    with pytest.raises(IntegrityError, match="votes_session_id_user_id_fkey"):
        session.flush()


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=255)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(id=TEXT, statement=TEXT, context=st.dictionaries(TEXT, st.integers() | TEXT | st.none(), max_size=3))
def test_any_text_survives_the_journey(session: Session, id: str, statement: str, context: dict) -> None:
    with session.begin_nested() as savepoint:
        session.add(User.model_validate({"id": id, "email": id, "auth_provider": "github"}))
        session.flush()
        session.add(
            DeliberationSession(id=id, user_id=id, problem_statement=statement, problem_context=context)
        )
        session.flush()
        session.expire_all()
        found = session.exec(select(DeliberationSession)).one()
        assert (found.id, found.user_id, found.problem_statement) == (id, id, statement)
        assert found.problem_context == context
        savepoint.rollback()


def test_a_table_without_tenancy_fails_at_import_and_names_the_choices(tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text(
        "from sqlmodel import Field\n"
        "from schema.base import Base\n"
        "class Note(Base, table=True):\n"
        '    """A note."""\n'
        '    __tablename__ = "notes"\n'
        "    id: int = Field(primary_key=True)\n"
    )
    tried = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path[:0] = sys.argv[1:]; import notes",
            str(tmp_path),
            str(ROOT),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    last = tried.stderr.strip().splitlines()[-1]
    assert tried.returncode != 0
    assert "'notes'" in last
    assert all(choice in last for choice in ("OwnedBy(", "PublicRead()", "ServiceOnly()"))
