"""Any text may be a tenant's id and is taken as it is; what cannot be one is refused at once."""

import enum
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from boardofone import TenantRefused
from tests.boardofone.doors import Door
from tests.boardofone.visits import who


class Kind(enum.StrEnum):
    ANN = "ann"


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        (None, "is of type NoneType"),
        (7, "is of type int"),
        (b"ann", "is of type bytes"),
        (["ann"], "is of type list"),
        ("a\0nn", "contains a NUL"),
        ("\ud800", "contains a surrogate"),
        ("x" * 256, "is longer than 255"),
    ],
)
def test_what_is_no_id_is_refused_before_anything_happens(door: Door, bad: Any, fault: str) -> None:
    with pytest.raises(TenantRefused, match=fault):
        door.visit(bad, lambda session: pytest.fail("the session was opened"))


@pytest.mark.parametrize(
    "odd", ["x" * 255, "ö" * 255, "'; DROP TABLE users --", "%(tenant)s", "%s", " a ", Kind.ANN]
)
def test_any_other_text_is_taken_as_it_is(door: Door, odd: str) -> None:
    assert door.visit(odd, who) == ("bo1_app", str(odd))


@pytest.mark.parametrize(
    "setting",
    ["standard_conforming_strings = off", "client_encoding = 'SJIS'", "search_path = nowhere, pg_catalog"],
)
@pytest.mark.parametrize("odd", ["\\' OR true --", "\u8868' OR true --"])  # in SJIS it ends in a backslash
def test_the_proof_takes_the_id_as_it_is_whatever_is_set_by_then(door: Door, odd: str, setting: str) -> None:
    def keep(session: Session) -> None:
        for end in (session.commit, session.rollback):
            session.connection().execute(text(f"SET {setting}"))
            end()

    def switch(session: Session) -> None:
        session.connection().execute(text(f"SET {setting}"))
        session.connection().connection.cursor().execute("SET LOCAL app.current_user_id = 'bob'")
        session.commit()

    door.visit(odd, keep)
    with pytest.raises(TenantRefused, match="was not committed"):
        door.visit(odd, switch)
