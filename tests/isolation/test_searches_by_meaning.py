"""boardofone.search finds no foreign neighbour: for any tenant, role, filter and way to look for it."""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session

from boardofone import search, tenant_session
from boardofone.search import neighbours, sizes
from boardofone.settings import SIGNING_KEY
from boardofone.tenant_signature import SigningKey
from pgdrift.database_url import DatabaseURL
from tests.boardofone.search.conftest import direction, said
from tests.isolation.signing import install
from tests.users import sign_up

TENANTS = ("ann", "bob", "cleo")
MODELS = ("one", "two")
KEY = SigningKey.new()
FILTERS: list[dict[str, Any]] = [
    {},
    *({"session_id": f"{tenant}-{number}"} for tenant in TENANTS for number in (1, 2)),
    {"persona_code": "cfo"},
    {"persona_code": "nobody"},
    {"exclude": range(1, 40, 2)},
    {"exclude": [1, 2, 3], "session_id": "bob-1", "persona_code": "cfo"},
]
QUERIES = [direction(1), direction(-1, 1), direction(0, -1, 1)]


@dataclass(frozen=True)
class Place:
    """A database in which every tenant says things in two sessions, for two models, near to one another."""

    url: DatabaseURL
    tenants: Engine
    service: Engine

    def populate(self) -> None:
        """The same rows under the same keys each time; duplicates and ties among tenants are the rule."""
        chance = random.Random(2_026)
        with self.url.connect() as connection:
            connection.execute("TRUNCATE sessions RESTART IDENTITY CASCADE")
            for number, model, tenant in itertools.product((1, 2), MODELS, TENANTS):
                vectors = [direction(*(chance.randint(-2, 2) for _ in range(2)), 1) for _ in range(8)]
                said(connection, tenant, vectors, model, f"{tenant}-{number}")
                connection.execute(
                    "INSERT INTO session_embeddings (session_id, user_id, model, content_sha256, embedding) "
                    "VALUES (%s, %s, %s, %s, %s)",
                    [f"{tenant}-{number}", tenant, model, bytes(32), str(vectors[0])],
                )
        sizes.forget()

    def leave_only(self, tenant: str) -> None:
        with self.url.connect() as connection:
            connection.execute("DELETE FROM sessions WHERE user_id <> %s", [tenant])
        sizes.forget()

    def found(self, tenant: str) -> list[list[tuple[Any, str, float]]]:
        """Keys, owners and distances: of every query, model and filter."""
        results = []
        with tenant_session(self.tenants, tenant) as session:
            for query, model, k in itertools.product(QUERIES, MODELS, (3, 60)):
                for narrowed in FILTERS:
                    results.append(search.similar_contributions(session, query, k, model=model, **narrowed))
                for left_out in ([], ["ann-1", "bob-2"]):
                    results.append(search.similar_sessions(session, query, k, model=model, exclude=left_out))
            return [[(m.item.id, m.item.user_id, m.distance) for m in matches] for matches in results]


@pytest.fixture(params=["plain", "signed"])
def place(
    request: pytest.FixtureRequest,
    migrated_factory: Callable[[], DatabaseURL],
    logins: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Place]:
    """In each mode: a tenant that the application names, or signs for."""
    url = migrated_factory()
    with url.connect() as connection:
        sign_up(connection, *TENANTS)
        connection.execute(
            "INSERT INTO personas (code, name, expertise, system_prompt) VALUES ('cfo', 'M', 'Cash', 'Sum')"
        )
        install(connection, KEY)
    login = logins.tenant
    if request.param == "signed":
        login = logins.signed_tenant
        monkeypatch.setenv(SIGNING_KEY, KEY.text)
    engines = [create_engine(logins.url(name, url).sqlalchemy()) for name in (login, logins.service)]
    made = Place(url, *engines)
    made.populate()
    yield made
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize("exact_up_to", [neighbours.EXACT_UP_TO, 0])
def test_no_foreign_neighbour_is_found_whatever_is_asked(
    place: Place, monkeypatch: pytest.MonkeyPatch, exact_up_to: int
) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", exact_up_to)
    for tenant in TENANTS:
        results = place.found(tenant)
        assert {owner for matches in results for _, owner, _ in matches} == {tenant}
        assert max(map(len, results)) == 16, "all that the tenant has for one model"
    assert not any(place.found("nobody at all"))


def test_what_is_compared_exactly_is_the_same_without_other_tenants(place: Place) -> None:
    beside = {tenant: place.found(tenant) for tenant in TENANTS}
    for tenant in TENANTS:
        place.populate()
        place.leave_only(tenant)
        assert place.found(tenant) == beside[tenant], "keys, order and distances, ties included"


def test_who_is_no_tenant_finds_nothing(
    place: Place, logins: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    searches: list[Any] = [search.similar_contributions, search.similar_sessions]
    superuser = create_engine(place.url.sqlalchemy())
    for find in searches:
        with Session(place.tenants) as nobody:
            assert find(nobody, QUERIES[0], model="one") == []
        for engine in (place.service, superuser):
            with Session(engine) as session, pytest.raises(search.SearchRefused, match="every tenant"):
                find(session, QUERIES[0], model="one")
    superuser.dispose()
    if "signed" in request.node.name:
        monkeypatch.setenv(SIGNING_KEY, SigningKey.new().text)
        assert not any(place.found("ann")), "signed with a key that the database does not know"
