"""Whatever can be declared can change: one revision does it, undoes it, and leaves nothing to do.

That the upgrade ends equal and the downgrade brings the facts back is proven by `write` itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy
from alembic_utils.pg_trigger import PGTrigger
from pgvector.sqlalchemy import Vector
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Enum,
    Identity,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import DOMAIN

from pgdrift.declare import DefaultPrivileges, Extension, Grant, RowSecurity, Statistics, View
from tests.pgdrift.generate.workshop import NAMES, TRIGGER_FUNCTION, Workshop


@dataclass(frozen=True)
class Case:
    """A declaration that takes one argument, its two values, and what the revision has to say."""

    name: str
    declaring: Callable[[Workshop, Any], tuple[Table, Sequence[Any]]]
    before: Any
    after: Any
    said: str
    not_said: Sequence[str] = field(default=())


def notes(*more: Any, comment: str | None = None, key: Any = None) -> Table:
    identity = Column("id", Integer, key or Identity(), primary_key=True)
    columns = (identity, Column("customer", Text), Column("size", Integer), Column("title", String(50)))
    return Table("notes", MetaData(naming_convention=NAMES), *columns, *more, comment=comment)


def indexed(made: Callable[[Table], Any], *more: Any) -> Table:
    table = notes(*more)
    made(table)
    return table


def policy(shop: Workshop, definition: str) -> PGPolicy:
    return PGPolicy(
        schema="public",
        signature="mine",
        on_entity="public.notes",
        definition=definition.format(app=f"{shop.name}_app"),
    )


def trigger(definition: str) -> list[Any]:
    made = PGTrigger(schema="public", signature="touch", on_entity="public.notes", definition=definition)
    return [PGFunction("public", "touch()", TRIGGER_FUNCTION), made]


def hnsw(m: int) -> Callable[[Table], Any]:
    return lambda table: Index(
        "idx_notes_vector",
        table.c.vector,
        postgresql_using="hnsw",
        postgresql_with={"m": m, "ef_construction": 64},
        postgresql_ops={"vector": "vector_l2_ops"},
    )


ROW = "BEFORE UPDATE ON public.notes FOR EACH ROW {}EXECUTE FUNCTION public.touch()"
CASES = [
    Case(
        "a rule's expression",
        lambda _, rule: (notes(CheckConstraint(rule, name="size")), ()),
        "size > 0",
        "size > 1",
        "CHECK (size > 1) NOT VALID",
    ),
    Case(
        "a partial index's predicate",
        lambda _, where: (
            indexed(lambda t: Index("idx_notes_title", t.c.title, postgresql_where=text(where))),
            (),
        ),
        "size > 0",
        "size > 1",
        "WHERE (size > 1)",
    ),
    Case(
        "an operator class",
        lambda _, ops: (indexed(lambda t: Index("idx_notes_title", t.c.title, postgresql_ops=ops)), ()),
        {},
        {"title": "varchar_pattern_ops"},
        "varchar_pattern_ops",
    ),
    Case(
        "an index's method parameters",
        lambda _, m: (indexed(hnsw(m), Column("vector", Vector(3))), [Extension("vector")]),
        8,
        24,
        "m='24'",
    ),
    Case(
        "a generated column's expression",
        lambda _, said: (notes(Column("area", Integer, Computed(said, persisted=True))), ()),
        "size * 2",
        "size * 3",
        "size * 3",
    ),
    Case(
        "an identity's options",
        lambda _, key: (notes(key=key), ()),
        Identity(),
        Identity(always=True),
        "ALWAYS",
    ),
    Case(
        "an identity's sequence",
        lambda _, key: (notes(key=key), ()),
        Identity(),
        Identity(increment=5, cache=20),
        "INCREMENT BY 5",
    ),
    Case(
        "an enum's labels",
        lambda _, labels: (notes(Column("mood", Enum(*labels, name="moods"))), ()),
        ("calm", "angry"),
        ("calm", "tense", "angry"),
        "ADD VALUE 'tense' BEFORE 'angry'",
    ),
    Case(
        "a domain's rule",
        lambda _, check: (
            notes(Column("price", DOMAIN("price", Integer, check=check, constraint_name="price_check"))),
            (),
        ),
        "VALUE > 0",
        "VALUE > 1",
        "ALTER DOMAIN public.price",
    ),
    Case(
        "a domain's default",
        lambda _, default: (notes(Column("price", DOMAIN("price", Integer, default=text(default)))), ()),
        "1",
        "2",
        "ALTER DOMAIN public.price SET DEFAULT 2",
    ),
    Case(
        "a domain that becomes required",
        lambda _, required: (notes(Column("price", DOMAIN("price", Integer, not_null=required))), ()),
        False,
        True,
        "ALTER DOMAIN public.price SET NOT NULL",
    ),
    Case(
        "a table's comment",
        lambda _, said: (notes(comment=said), ()),
        None,
        "It's 50% :new",
        "COMMENT ON TABLE",
    ),
    Case(
        "a column's comment",
        lambda _, said: (notes(Column("x", Text, comment=said)), ()),
        "a",
        "b",
        "COMMENT ON COLUMN public.notes.x",
    ),
    Case(
        "a function's body",
        lambda _, body: (notes(), [PGFunction("public", "one()", body)]),
        "RETURNS integer LANGUAGE sql RETURN 1",
        "RETURNS integer LANGUAGE sql RETURN 2",
        "CREATE OR REPLACE FUNCTION public.one()",
        ("DROP FUNCTION",),
    ),
    Case(
        "what a function returns, beside a column with its value that is required from now on",
        lambda _, said: (
            notes(Column("x", BigInteger, server_default=text("public.one()"), nullable=said == "bigint")),
            [PGFunction("public", "one()", f"RETURNS {said} LANGUAGE sql IMMUTABLE RETURN 1")],
        ),
        "bigint",
        "integer",
        "ALTER COLUMN x SET DEFAULT public.one()",
    ),
    Case(
        "a trigger's condition",
        lambda _, when: (notes(), trigger(ROW.format(when))),
        "",
        "WHEN (old.size IS DISTINCT FROM new.size) ",
        "WHEN",
    ),
    Case(
        "a view's options",
        lambda _, options: (notes(), [View("titles", "SELECT title FROM public.notes", options)]),
        {"security_invoker": "true"},
        {"security_invoker": "true", "security_barrier": "true"},
        "security_barrier=true",
    ),
    Case(
        "whose rights a view runs with",
        lambda _, invoker: (
            notes(),
            [View("titles", "SELECT title FROM public.notes", {"security_invoker": invoker})],
        ),
        "false",
        "true",
        "security_invoker=true",
    ),
    Case(
        "a view's query",
        lambda _, query: (notes(), [View("titles", query, {"security_invoker": "true"})]),
        "SELECT title FROM public.notes",
        "SELECT title, size FROM public.notes WHERE size > 0",
        "VIEW public.titles",
    ),
    Case(
        "a policy's roles",
        lambda shop, said: (notes(), [RowSecurity("notes"), policy(shop, said)]),
        "FOR ALL TO {app} USING (customer = current_user)",
        "FOR ALL TO PUBLIC USING (customer = current_user)",
        "ALTER POLICY mine ON public.notes TO PUBLIC",
        ("DROP POLICY",),
    ),
    Case(
        "a policy's command",
        lambda shop, said: (notes(), [RowSecurity("notes"), policy(shop, said)]),
        "FOR ALL TO {app} USING (customer = current_user)",
        "FOR SELECT TO {app} USING (customer = current_user)",
        "CREATE POLICY mine ON public.notes",
    ),
    Case(
        "row level security for the owner",
        lambda shop, force: (
            notes(),
            [RowSecurity("notes", force=force), policy(shop, "FOR ALL TO {app} USING (true)")],
        ),
        False,
        True,
        "FORCE ROW LEVEL SECURITY",
    ),
    Case(
        "privileges",
        lambda shop, held: (notes(), [Grant(held, "public.notes", f"{shop.name}_migrator", ("title",))]),
        ("SELECT",),
        ("SELECT", "UPDATE"),
        "GRANT",
    ),
    Case(
        "default privileges",
        lambda shop, kinds: (notes(), [DefaultPrivileges(f"{shop.name}_owner", kind) for kind in kinds]),
        (),
        ("FUNCTIONS", "TYPES"),
        "ALTER DEFAULT PRIVILEGES",
    ),
    Case(
        "default privileges that are PostgreSQL's own again",
        lambda shop, kinds: (notes(), [DefaultPrivileges(f"{shop.name}_owner", kind) for kind in kinds]),
        ("FUNCTIONS", "TYPES"),
        ("TYPES",),
        "GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
    ),
    Case(
        "extended statistics on an expression",
        lambda _, said: (notes(), [Statistics("notes_sizes", "notes", said)]),
        ("size", "title"),
        ("size", "(lower(title))"),
        "lower",
    ),
    Case(
        "extended statistics",
        lambda _, kinds: (notes(), [Statistics("notes_sizes", "notes", ("size", "title"), kinds)]),
        ("ndistinct",),
        ("ndistinct", "mcv"),
        "CREATE STATISTICS public.notes_sizes",
    ),
]


@pytest.mark.filterwarnings("error::UserWarning")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_change_is_generated_and_comes_back(shop: Workshop, case: Case) -> None:
    def declaring(value: Any) -> Workshop:
        table, entities = case.declaring(shop, value)
        return shop.declaring(table, entities=entities)

    declaring(case.before).write("before")
    changed = declaring(case.after)
    source = changed.written("after")
    upgrade = " ".join(source.partition("def downgrade()")[0].split())
    assert case.said in upgrade
    for absent in case.not_said:
        assert absent not in source
    assert changed.write("nothing") is None
