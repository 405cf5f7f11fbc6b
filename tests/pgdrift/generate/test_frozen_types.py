"""History names the library's plain types, not the models' own, so that it outlives them."""

import pytest
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from pgvector.sqlalchemy import VECTOR, Vector
from sqlalchemy import JSON, DateTime, Enum, Integer, Numeric, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import TypeDecorator
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from pgdrift.generate.frozen_types import render_item
from schema.vocabularies import SessionStatus, varchar_of


class Money(TypeDecorator[object]):
    """A type that only today's code knows."""

    impl = Numeric(10, 4)


class Document(TypeDecorator[object]):
    """A type that only today's code knows, over one of PostgreSQL's own."""

    impl = JSONB


@pytest.fixture
def context() -> AutogenContext:
    """What Alembic hands to render_item."""
    options = {"sqlalchemy_module_prefix": "sa.", "user_module_prefix": None, "render_item": render_item}
    migration = MigrationContext.configure(dialect_name="postgresql", opts=options)
    return AutogenContext(migration, autogenerate=False)


@pytest.mark.parametrize(
    ("declared", "rendered"),
    [
        (AutoString(255), "sa.String(255)"),
        (AutoString(), "sa.String()"),
        (String(50), "sa.String(50)"),
        (UTCDateTime(), "sa.DateTime(timezone=True)"),
        (DateTime(), "sa.DateTime()"),
        (varchar_of(SessionStatus), "sa.String(50)"),
        (JSON(none_as_null=True), "sa.JSON()"),
        (Vector(3), "VECTOR(3)"),
        (VECTOR(), "VECTOR()"),
        (Money(), "sa.Numeric(precision=10, scale=4)"),
        (Document(), "postgresql.JSONB(astext_type=sa.Text())"),
        (Enum("a", "b", name="mood"), "postgresql.ENUM(name='mood', create_type=False)"),
        (Enum("a", name="mood", schema="x"), "postgresql.ENUM(name='mood', schema='x', create_type=False)"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_a_type_is_rendered_without_live_code(
    declared: object, rendered: str, context: AutogenContext
) -> None:
    assert render_item("type", declared, context) == rendered


@pytest.mark.parametrize("plain", [Integer(), Text(), Numeric(3, 2), ARRAY(Integer())])
def test_what_is_plain_already_is_left_to_alembic(plain: object, context: AutogenContext) -> None:
    assert render_item("type", plain, context) is False
    assert render_item("server_default", plain, context) is False
