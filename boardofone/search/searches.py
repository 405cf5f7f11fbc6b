"""What can be searched for: contributions, sessions and personas."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import ARRAY, ColumnElement, all_, bindparam, select
from sqlmodel import Session, col

from boardofone.search import questions, sessions, vectors
from boardofone.search.match import Found, Match
from boardofone.search.neighbours import Condition, Space, nearest
from boardofone.search.refused import SearchRefused
from schema import (
    Contribution,
    ContributionEmbedding,
    DeliberationSession,
    Persona,
    PersonaEmbedding,
    SessionEmbedding,
)
from schema.embeddings import DIMENSIONS

MOST = 1_000
"""Neighbours that one search returns."""


def _of_model(rows: Any) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", rows.model == bindparam("model"))


def _of_session(rows: Any) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", rows.session_id == bindparam("session_id"))


def _of_persona(rows: Any) -> ColumnElement[bool]:
    said = select(col(Contribution.id)).where(col(Contribution.persona_code) == bindparam("persona_code"))
    return cast("ColumnElement[bool]", rows.contribution_id.in_(said))


def _without(key: str) -> Condition:
    def condition(rows: Any) -> ColumnElement[bool]:
        column = getattr(rows, key)
        # One array: a parameter for each key would come to an end at 65,535.
        return cast("ColumnElement[bool]", column != all_(bindparam("exclude", type_=ARRAY(column.type))))

    return condition


CONTRIBUTIONS = Space(
    Contribution,
    ContributionEmbedding,
    ("id", "contribution_id"),
    DIMENSIONS,
    of_tenants=True,
    indexed=True,
    conditions={
        "model": _of_model,
        "session_id": _of_session,
        "persona_code": _of_persona,
        "exclude": _without("contribution_id"),
    },
)
SESSIONS = Space(
    DeliberationSession,
    SessionEmbedding,
    ("id", "session_id"),
    DIMENSIONS,
    of_tenants=True,
    indexed=True,
    conditions={"model": _of_model, "exclude": _without("session_id")},
)
PERSONAS = Space(
    Persona,
    PersonaEmbedding,
    ("code", "persona_code"),
    DIMENSIONS,
    of_tenants=False,
    indexed=False,
    conditions={"model": _of_model, "exclude": _without("persona_code")},
)


def similar_contributions(
    session: Session,
    vector: Sequence[float],
    k: int = 10,
    *,
    model: str,
    session_id: str | None = None,
    persona_code: str | None = None,
    exclude: Collection[int] = (),
) -> list[Match[Contribution]]:
    """The tenant's ``k`` contributions whose embeddings by ``model`` are nearest to ``vector``, in order.

    ``session`` is a tenant session. ``session_id`` and ``persona_code`` narrow the search; ``exclude`` holds
    ids of contributions that are not wanted, such as the one that is compared; None, the id of a draft that
    is not written yet, leaves out nothing. Fewer than ``k`` come back only when there are fewer. A session of
    the application that names no tenant has none.

    Raises SearchRefused when ``vector`` is not 1,024 finite numbers of which one is not 0, ``k`` is not from
    1 to 1,000, a name or an id cannot be one, ``session`` is no Session, or row level security does not hold
    for it, as for one of the service.
    """
    narrowed = {"session_id": session_id, "persona_code": persona_code}
    return _search(session, CONTRIBUTIONS, vector, k, model, narrowed, exclude)


def similar_sessions(
    session: Session,
    vector: Sequence[float],
    k: int = 10,
    *,
    model: str,
    exclude: Collection[str] = (),
) -> list[Match[DeliberationSession]]:
    """The tenant's ``k`` sessions whose problem statements are nearest to ``vector``, in order.

    As similar_contributions; ``exclude`` holds ids of sessions.
    """
    return _search(session, SESSIONS, vector, k, model, {}, exclude)


def matching_personas(
    session: Session,
    vector: Sequence[float],
    k: int = 5,
    *,
    model: str,
    exclude: Collection[str] = (),
) -> list[Match[Persona]]:
    """The ``k`` personas who are nearest to ``vector``, in order: whom to put on a board.

    As similar_contributions, but in any session, as personas are nobody's own; ``exclude`` holds codes.
    """
    return _search(session, PERSONAS, vector, k, model, {}, exclude)


def _search(
    session: Session,
    space: Space[Found],
    vector: Sequence[float],
    k: int,
    model: str,
    narrowed: Mapping[str, Any],
    exclude: Any,
) -> list[Match[Found]]:
    opened = sessions.synchronous(session, "A search", "await the search of that name with async_ before it")
    number = questions.whole(k)
    if number is None or not 1 <= number <= MOST:
        raise SearchRefused(
            f"A search returns from 1 to {MOST:,} neighbours, and {k!r:.50} were asked for. Pass such a "
            "number as k."
        )
    if not model or not questions.is_name(model):
        raise SearchRefused(
            "A search needs the name of the embedding model that made its vector, a str without NUL in valid "
            "Unicode, because vectors of "
            f"different models cannot be compared, and got {model!r:.50}. Pass the model that the embed "
            "function was given."
        )
    try:
        unit = vectors.unit(vector, space.dimensions)
    except vectors.Unusable as fault:
        raise SearchRefused(
            f"The query vector {fault}. Pass what the embedding model returns for the text that is looked "
            f"for, padded with zeros to {space.dimensions} dimensions if the model has fewer."
        ) from None
    wanted: dict[str, Any] = {name: questions.name(name, value) for name, value in narrowed.items()}
    wanted["exclude"] = questions.keys(exclude, space.key_type) or None
    asked = {name: value for name, value in wanted.items() if value is not None}
    return nearest(opened, space, unit, number, {"model": str(model), **asked})
