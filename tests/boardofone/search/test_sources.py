"""What is pending is read from where the last batch ended, of texts and of embeddings."""

import re

from sqlalchemy import text
from sqlmodel import Session

from boardofone.search.sources import CONTRIBUTIONS, PERSONAS, SESSIONS
from tests.boardofone.search.conftest import Board


def test_embeddings_before_the_last_batch_are_not_read_again(board: Board) -> None:
    for source, after in ((CONTRIBUTIONS, 17), (SESSIONS, "ann-1"), (PERSONAS, "cfo")):
        with Session(board.service) as session:
            # So it is done where statistics are older than the model, and promise little to read.
            session.execute(text("SET LOCAL enable_nestloop = off"))
            session.execute(text("SET LOCAL enable_hashjoin = off"))
            session.execute(text("SET LOCAL enable_seqscan = off"))
            session.execute(text("SET LOCAL enable_bitmapscan = off"))
            asked = {"model": "m", "after": after, "batch": 3}
            plan = (
                session.execute(text("EXPLAIN (COSTS off) " + source.pending(onwards=True)), asked)
                .scalars()
                .all()
            )
        read = re.search(rf"on {source.embeddings} e\n\s*Index Cond: (.*)", "\n".join(plan))
        assert read, plan
        assert re.search(rf"\b{source.reference}\b\S* > ", read[1])


def test_a_row_is_named_so_that_it_can_be_found() -> None:
    assert CONTRIBUTIONS.named(17) == "contribution 17"
    assert SESSIONS.named("a\nb") == r"session 'a\nb'"
    assert PERSONAS.named("cfo") == "persona 'cfo'"
