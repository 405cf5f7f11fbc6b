"""What a tenant does and asks in a tenant session of these tests."""

from sqlalchemy import text
from sqlmodel import Session, select

from schema import DeliberationSession

WHO = text("SELECT current_user::text, current_setting('app.current_user_id', true)")


def who(session: Session) -> tuple[str, str]:
    return tuple(session.connection().execute(WHO).one())


def titles(session: Session) -> list[str]:
    return sorted(session.exec(select(DeliberationSession.id)).all())


def a_problem(key: str, owner: str) -> DeliberationSession:
    return DeliberationSession(id=key, user_id=owner, problem_statement="Which way?")
