"""The base of every table: PostgreSQL's own constraint names, comments from the docs, a mandatory tenancy."""

import sys
from datetime import datetime
from inspect import cleandoc
from typing import Any, cast

from sqlalchemy import Identity, MetaData, Table, event, func
from sqlalchemy.orm import Mapper, registry
from sqlmodel import Field, SQLModel

from pgdrift import tenancy
from pgdrift.declare import table_renamed_from
from pgdrift.errors import PgdriftError

# What PostgreSQL itself would call them, so that the names of databases that exist already stay.
# Indexes are named as the specification names them.
NAMES = {
    "pk": "%(table_name)s_pkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "ix": "idx_%(table_name)s_%(column_0_N_name)s",
}

METADATA = MetaData(naming_convention=NAMES)


class Base(SQLModel, registry=registry(metadata=METADATA)):
    """A table model. Its docstring becomes the table's comment, field descriptions the columns'.

    Construction does not validate, as in every SQLModel table; ``Model.model_validate({...})`` does.
    """


@event.listens_for(Base, "instrument_class", propagate=True)
def _complete(mapper: Mapper[Any], model: type[Base]) -> None:
    """Check the tenancy of a newly declared table and write its comments."""
    table = cast(Table, mapper.local_table)
    try:
        tenancy.require(f"{model.__name__} ({_place(model)})", table, getattr(model, "__tenancy__", None))
        table_renamed_from(table, getattr(model, "__renamed_from__", None))
    except PgdriftError:
        # A class that failed to be declared must not leave its table behind to be migrated.
        METADATA.remove(table)
        raise
    table.comment = cleandoc(model.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
    for name, field in model.model_fields.items():
        table.columns[name].comment = field.description


def _place(model: type[Base]) -> str:
    return str(getattr(sys.modules.get(model.__module__), "__file__", model.__module__))


def generated_id() -> int | None:
    """An INTEGER key that the database counts up; tenants need no privilege on its sequence."""
    value: int | None = Field(
        default=None, primary_key=True, sa_column_args=(Identity(),), description="Internal ID"
    )
    return value


def set_by_database(description: str) -> datetime:
    """A timestamp that the database sets when the row is inserted; leave it out, tenants may not write it."""
    value: datetime = Field(
        default=None,
        nullable=False,
        sa_column_kwargs={"server_default": func.now()},
        description=description,
    )
    return value
