"""Thirty written problems, and the experts whom a person would expect on the board of each."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session, col, delete, select

from boardofone import tenant_session
from boardofone.search import embed_personas, matching_personas
from schema import Persona, PersonaEmbedding
from seed_data import loader
from tests.boardofone.search.conftest import Board

STATEMENTS = json.loads(Path(__file__).with_name("problem_statements.json").read_text("utf-8"))
Embed = Callable[[Sequence[str]], list[list[float]]]


def load(board: Board) -> list[str]:
    """Have the personas in the database; what is embedded of each."""
    with board.url.connect() as connection:
        loader.load(connection)
    with Session(board.service) as session:
        personas = session.exec(select(Persona)).all()
        return [f"{persona.expertise}\n{persona.system_prompt}" for persona in personas]


@contextmanager
def embedded(board: Board, embed: Embed, model: str) -> Iterator[None]:
    """Have the loaded personas embedded by `embed`; afterwards they and their embeddings are gone again."""
    with Session(board.service) as session:
        embed_personas(session, embed, model=model)
    yield
    with Session(board.service) as session:
        session.exec(delete(PersonaEmbedding).where(col(PersonaEmbedding.model) == model))
        session.exec(delete(Persona).where(col(Persona.code) != "cfo"))
        session.commit()


def expected(board: Board) -> list[list[str]]:
    """The experts expected for each problem; all of them are personas."""
    with Session(board.service) as session:
        codes = set(session.exec(select(Persona.code)).all())
    found = [each["experts"] for each in STATEMENTS]
    assert len(found) == 30
    assert {code for experts in found for code in experts} <= codes
    return found


def hits(board: Board, embed: Embed, model: str, expected: list[list[str]], k: int = 3) -> int:
    """For how many problems one of the expected experts is among the nearest `k`."""
    vectors = embed([each["problem"] for each in STATEMENTS])
    with tenant_session(board.engine, "ann") as session:
        found = [
            {match.item.code for match in matching_personas(session, vector, k, model=model)}
            for vector in vectors
        ]
    return sum(bool(codes & set(experts)) for codes, experts in zip(found, expected, strict=True))
