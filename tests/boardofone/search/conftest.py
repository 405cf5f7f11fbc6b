"""A migrated database in which Ann and Bob can say things, each with a vector of the test's own choosing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine

from boardofone.search import sizes
from pgdrift.database_url import DatabaseURL
from schema.embeddings import DIMENSIONS
from tests.users import sign_up

MODEL = "by-hand-1"


def direction(*numbers: float) -> list[float]:
    """A vector of 1,024 dimensions that begins with these numbers."""
    return [*map(float, numbers), *[0.0] * (DIMENSIONS - len(numbers))]


@dataclass(frozen=True)
class Board:
    """The superuser's URL, and an engine for a login that is a member of bo1_app and of nothing else."""

    url: DatabaseURL
    engine: Engine
    service: Engine

    def clear(self) -> None:
        with self.url.connect() as connection:
            connection.execute("TRUNCATE sessions CASCADE")
        sizes.forget()

    def say(
        self, user: str, vectors: Sequence[list[float]], *, model: str = MODEL, session: str = "1"
    ) -> list[int]:
        """A contribution of ``user`` for each vector; their ids."""
        with self.url.connect() as connection:
            return said(connection, user, vectors, model, f"{user}-{session}")


def said(
    connection: psycopg.Connection[Any], user: str, vectors: Sequence[list[float]], model: str, session: str
) -> list[int]:
    connection.execute(
        "INSERT INTO sessions (id, user_id, problem_statement) VALUES (%s, %s, 'Which way?') "
        "ON CONFLICT DO NOTHING",
        [session, user],
    )
    ids = connection.execute(
        "INSERT INTO contributions (session_id, user_id, persona_code, content, round_number, phase, model) "
        "SELECT %s, %s, 'cfo', 'said ' || n, 1, 'deliberation', 'm' FROM generate_series(1, %s) n "
        "RETURNING id",
        [session, user, len(vectors)],
    ).fetchall()
    with connection.cursor().copy(
        "COPY contribution_embeddings "
        "(contribution_id, session_id, model, content_sha256, embedding, user_id) FROM STDIN"
    ) as copy:
        for (key,), vector in zip(ids, vectors, strict=True):
            copy.write_row((key, session, model, bytes(32), str(vector), user))
    return [key for (key,) in ids]


@pytest.fixture(scope="package")
def shared_board(migrated_factory: Callable[[], DatabaseURL], logins: Any) -> Iterator[Board]:
    url = migrated_factory()
    with url.connect() as connection:
        sign_up(connection, "ann", "bob")
        connection.execute(
            "INSERT INTO personas (code, name, expertise, system_prompt) "
            "VALUES ('cfo', 'Margit', 'Cash', 'You count.')"
        )
    engine = create_engine(logins.url(logins.tenant, url).sqlalchemy())
    service = create_engine(logins.url(logins.service, url).sqlalchemy())
    yield Board(url, engine, service)
    engine.dispose()
    service.dispose()


@pytest.fixture
def board(shared_board: Board) -> Board:
    """The shared board with nothing said on it."""
    shared_board.clear()
    return shared_board
