"""The rows that benchmarks/vector_search.py searches: tenants of chosen sizes among many others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import psycopg
from pgvector.sqlalchemy import VECTOR
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from boardofone.search.neighbours import Space
from boardofone.search.searches import CONTRIBUTIONS

K = 10
TOPICS = 500
BLOCK = 20_000
MODEL = "bench-1"
TOPICAL = (1_000, 12_000, 60_000)
"""Each tenant of so many rows speaks of one topic only, which is nobody else's."""


@dataclass(frozen=True)
class Scale:
    """``tenants`` of so many rows each, and others that fill the table up to ``rows``."""

    table: str
    rows: int
    dimensions: int
    tenants: tuple[int, ...]


SCALES = {
    "sample": (Scale("sample_vectors", 4_000, 16, (0, 1, 9, 100, 1_000)),),
    "small": (Scale("small_vectors", 40_000, 32, (0, 1, 9, 100, 1_000, 10_000, 12_000)),),
    "medium": (
        # The last two are asked for by the index.
        Scale("vectors_128", 500_000, 128, (0, 1, 9, 100, 1_000, 5_000, 12_000, 50_000, 60_000, 70_000)),
        Scale("vectors_1024", 50_000, 1_024, (0, 1, 9, 100, 1_000, 5_000, 12_000)),
    ),
}
SCALES["large"] = SCALES["medium"]


class Rows:
    """Vectors of many topics: a topic is a direction, and each of its vectors strays from it."""

    def __init__(self, scale: Scale) -> None:
        self.scale = scale
        self.chance = np.random.default_rng(20_261_128)
        self.topics = self.chance.standard_normal((TOPICS, scale.dimensions))
        self.vectors = np.empty((scale.rows, scale.dimensions), dtype=np.float32)
        self.owners = np.empty(scale.rows, dtype="S9")
        self.starts = [sum(scale.tenants[:number]) for number, _ in enumerate(scale.tenants)]
        crowd = scale.rows - sum(scale.tenants)
        places = [np.full(size, self.tenant(number), "S9") for number, size in enumerate(scale.tenants)]
        sizes = np.minimum(self.chance.pareto(1.2, crowd) * 40 + 1, crowd / 20).astype(int)
        others = np.repeat(np.arange(crowd), sizes)[:crowd]
        names = np.char.add("other", np.char.zfill((others % 10_000).astype(str), 4)).astype("S9")
        self.owners = np.concatenate([*places, names])
        for start in range(0, scale.rows, BLOCK):
            part = slice(start, min(start + BLOCK, scale.rows))
            self.vectors[part] = self.stray(
                self.chance.integers(len(TOPICAL), TOPICS, part.stop - part.start)
            )
        for topic, size in enumerate(TOPICAL):
            if size in scale.tenants:
                start = self.starts[scale.tenants.index(size)]
                self.vectors[start : start + size] = self.stray(np.full(size, topic))

    def stray(self, topics: Any) -> Any:
        """A vector near each of these topics."""
        noise = self.chance.standard_normal((len(topics), self.scale.dimensions))
        return (self.topics[topics] + 0.8 * noise).astype(np.float32)

    def tenant(self, number: int) -> str:
        return f"tenant{number:03d}"

    def own(self, number: int) -> Any:
        return self.vectors[self.starts[number] :][: self.scale.tenants[number]]

    def queries(self, number: int, count: int) -> list[list[float]]:
        """Half of them near what the tenant has, half about anything; of length 1."""
        own, near = self.own(number), count // 2
        anything = self.stray(self.chance.integers(0, TOPICS, count))
        if len(own):
            noise = self.chance.standard_normal((near, self.scale.dimensions))
            anything[:near] = own[self.chance.integers(0, len(own), near)] + 0.5 * noise
        return (anything / np.linalg.norm(anything, axis=1, keepdims=True)).astype(float).tolist()

    def left_out(self, number: int, turn: int) -> int:
        """The row that is compared with the others; none of the tenant's if it has no others."""
        size = self.scale.tenants[number]
        return self.starts[number] + turn * 7919 % size if size > 1 else -1

    def nearest(self, number: int, query: Sequence[float], left_out: int) -> list[int]:
        """The ids that are right."""
        own = self.own(number).astype(float)
        near = own @ np.asarray(query) / np.linalg.norm(own, axis=1)
        ids = [self.starts[number] + int(place) for place in np.argsort(-near)[: K + 1]]
        return [each for each in ids if each != left_out][:K]


@cache
def space_of(table: str, dimensions: int) -> Space[Any]:
    """The table ``table``, as boardofone.search knows tables of embeddings."""
    documents, embeddings = f"{table}_documents", table

    class Apart(SQLModel, registry=registry()):
        """The base of tables that are none of the project's."""

    class Document(Apart, table=True):
        __tablename__ = documents
        id: int = Field(primary_key=True)
        user_id: str

    class Embedding(Apart, table=True):
        __tablename__ = embeddings
        contribution_id: int = Field(primary_key=True)
        user_id: str
        model: str
        embedding: list[float] = Field(sa_type=VECTOR(dimensions))

    return Space(
        Document,
        Embedding,
        CONTRIBUTIONS.key,
        dimensions,
        of_tenants=True,
        indexed=True,
        conditions=CONTRIBUTIONS.conditions,
    )


def load(connection: psycopg.Connection[Any], scale: Scale, show: Callable[[str], None]) -> Rows:
    """Make the table of ``scale``, and one more that holds the chosen tenants' rows and no others."""
    show(f"{scale.rows:,} vectors of {scale.dimensions} dimensions")
    rows = Rows(scale)
    for table, count in ((scale.table, scale.rows), (f"{scale.table}_alone", sum(scale.tenants))):
        connection.execute(
            f"CREATE TABLE {table} (contribution_id bigint, user_id varchar(255), "
            f"model varchar(100), embedding vector({scale.dimensions}))"
        )
        with connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            for start in range(0, count, BLOCK):
                copy.write(binary(rows, start, min(start + BLOCK, count)))
            copy.write(b"\xff\xff")
        show(f"{table}: {count:,} rows copied; building its indexes")
        connection.execute("SET maintenance_work_mem = '1GB'")
        for statement in INDEXES.format(table=table).split(";"):
            connection.execute(statement)
    show("indexes built")
    return rows


INDEXES = """
ALTER TABLE {table} ADD PRIMARY KEY (contribution_id, model);
CREATE INDEX ON {table} (user_id, contribution_id, model);
CREATE INDEX ON {table} USING hnsw (embedding vector_cosine_ops);
CREATE TABLE {table}_documents (id bigint PRIMARY KEY, user_id varchar(255));
INSERT INTO {table}_documents SELECT contribution_id, user_id FROM {table};
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} TO bo1_app USING (user_id = public.current_user_id());
ALTER TABLE {table}_documents ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table}_documents FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON {table}_documents TO bo1_app USING (user_id = public.current_user_id());
GRANT SELECT ON {table}, {table}_documents TO bo1_app;
VACUUM ANALYZE {table};
VACUUM ANALYZE {table}_documents
"""


def binary(rows: Rows, start: int, stop: int) -> bytes:
    """Rows in PostgreSQL's binary COPY format: every field is of fixed length, and big-endian."""
    dimensions = rows.scale.dimensions
    fields = [("fields", ">i2"), ("a", ">i4"), ("id", ">i8"), ("b", ">i4"), ("owner", "S9")]
    model = [("c", ">i4"), ("model", f"S{len(MODEL)}"), ("d", ">i4")]
    vector = [("dimensions", ">i2"), ("unused", ">i2"), ("numbers", ">f4", (dimensions,))]
    out = np.zeros(stop - start, dtype=fields + model + vector)
    out["fields"], out["a"], out["b"], out["c"], out["d"] = 4, 8, 9, len(MODEL), 4 + 4 * dimensions
    out["id"], out["owner"], out["model"] = np.arange(start, stop), rows.owners[start:stop], MODEL
    out["dimensions"], out["numbers"] = dimensions, rows.vectors[start:stop]
    return out.tobytes()
