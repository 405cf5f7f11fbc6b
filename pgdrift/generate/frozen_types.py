"""Column types as history keeps them: the library's plain ones, whatever the models use today."""

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, DateTime, Enum, String
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeDecorator, TypeEngine

_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]


def render_item(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Alembic's ``render_item``: the source of a column type, False for what Alembic may render itself."""
    if kind != "type":
        return False
    plain = undecorated(item)
    if isinstance(plain, Enum):
        return _enumeration(plain, context)
    if isinstance(plain, DateTime):
        return "sa.DateTime(timezone=True)" if plain.timezone else "sa.DateTime()"
    if type(plain) is String:
        return f"sa.String({plain.length})" if plain.length else "sa.String()"
    if type(plain) is JSON:
        return "sa.JSON()"
    if type(plain).__module__.startswith("pgvector."):
        return _vector(plain, context)
    if plain is not item:
        # A decorator that Alembic would name, and with it live code: render what the database stores.
        return context.migration_context.impl.render_type(plain, context) or _by_name(plain, context)
    return False


def undecorated(item: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type that PostgreSQL stores for ``item``."""
    plain: TypeEngine[Any] = item
    while isinstance(plain, TypeDecorator):
        plain = plain.load_dialect_impl(_POSTGRESQL)
    return plain


def _enumeration(plain: Enum, context: AutogenContext) -> str:
    if not plain.native_enum:
        return f"sa.String({plain.length})"
    # The type itself is made before the table, with every other type.
    context.imports.add("from sqlalchemy.dialects import postgresql")
    schema = f", schema={plain.schema!r}" if plain.schema else ""
    return f"postgresql.ENUM(name={plain.name!r}{schema}, create_type=False)"


def _vector(plain: TypeEngine[Any], context: AutogenContext) -> str:
    name, dimensions = type(plain).__name__.upper(), getattr(plain, "dim", None)
    context.imports.add(f"from pgvector.sqlalchemy import {name}")
    return f"{name}({dimensions or ''})"


def _by_name(plain: TypeEngine[Any], context: AutogenContext) -> str:
    if type(plain).__module__.startswith("sqlalchemy.dialects.postgresql"):
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return f"postgresql.{plain!r}"
    return f"sa.{plain!r}"
