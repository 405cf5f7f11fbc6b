"""Who speaks of one topic only finds its nearest too, although everybody else's are nearer."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine

from benchmarks import vector_search
from benchmarks.vector_rows import Scale, load
from boardofone.search import neighbours
from pgdrift.database_url import DatabaseURL


def test_recall_does_not_depend_on_what_a_tenant_speaks_of(
    migrated_factory: Callable[[], DatabaseURL], logins: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 500)
    # In so many dimensions an iterative scan finds 0.91 of them.
    scale = Scale("topical_vectors", 12_000, 128, (9, 1_000))
    url = migrated_factory()
    with url.connect(autocommit=True) as connection:
        rows = load(connection, scale, lambda _: None)
    engine = create_engine(logins.url(logins.tenant, url).sqlalchemy())
    for number, size in enumerate(scale.tenants):
        recall = vector_search.measured(engine, rows, scale, number, 30).ours.recall
        assert recall >= vector_search.RECALL, f"{size} rows: {recall}"
    engine.dispose()
