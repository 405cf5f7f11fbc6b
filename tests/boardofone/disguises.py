"""Switches of role and tenant that are built while they run, so that their text tells nothing about them."""

from sqlmodel import Session

from tests.boardofone.visits import a_problem

BOB = "DO $$ BEGIN PERFORM set_config('app.' || 'current_user_id', 'bob', true); END $$"
DISGUISED = [
    BOB,
    BOB.replace("true", "false"),
    "DO $$ BEGIN PERFORM set_config('ro' || 'le', 'none', true); END $$",
    "DO $$ BEGIN EXECUTE 'RESET ' || 'ROLE'; END $$",
]
BEHIND_THE_BACK = ["ROLLBACK", "ROLLBACK; BEGIN", "RESET ROLE"]


def smuggle(session: Session, statement: str) -> None:
    """Write a row and run a statement that none of the hooks is told about."""
    session.add(a_problem("smuggled", "ann"))
    session.flush()
    session.connection().connection.cursor().execute(statement)
