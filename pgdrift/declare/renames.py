"""What a table or a column was called before, so that a generated revision renames it and keeps its rows."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from pgdrift.errors import PgdriftError

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

_KEY = "renamed_from"


class RenameMistaken(PgdriftError):
    """A declared rename that cannot be meant."""


def renamed_from(old: str) -> dict[str, Any]:
    """Arguments of a column that was called ``old``.

    ``Field(sa_column_kwargs=renamed_from("mail"))`` in a model, ``Column("email", **renamed_from("mail"))``
    in a Table. It says nothing any more once every database has been migrated, and may then be removed.
    """
    return {"info": {_KEY: old}}


def table_renamed_from(table: "Table", old: str | None) -> None:
    """Record that ``table`` was called ``old``: what a model says as ``__renamed_from__ = "old"``.

    None says nothing. Raises RenameMistaken when it is no name of a table.
    """
    if old is None:
        return
    if not isinstance(old, str) or not old:
        raise RenameMistaken(
            f"The table {table.name!r} has the __renamed_from__ {old!r}, which is no table's name. Write the "
            "name that it had before, without its schema, or remove the line."
        )
    table.metadata.info.setdefault(_KEY, {})[table.fullname] = old


def tables(metadata: "MetaData") -> Iterator[tuple["Table", str]]:
    """The tables that say what they were called before, each with that name."""
    known = metadata.info.get(_KEY, {})
    for table in metadata.sorted_tables:
        if (old := known.get(table.fullname)) and old != table.name:
            yield table, old


def columns(metadata: "MetaData") -> Iterator[tuple["Table", str, str]]:
    """The columns that say what they were called before: (table, name, former name).

    Raises RenameMistaken when what one says is no name.
    """
    for table in metadata.sorted_tables:
        for column in table.columns:
            old = column.info.get(_KEY)
            if old is not None and (not isinstance(old, str) or not old):
                raise RenameMistaken(
                    f"The column {table.name}.{column.name} has renamed_from {old!r}, which is no column's "
                    "name. Write the name that it had before, or remove it."
                )
            if old and old != column.name:
                yield table, column.name, old


def refuse_circles(metadata: "MetaData") -> None:
    """Raise RenameMistaken for names that change places: no later revision could tell that they have."""
    of_tables = {table.fullname: _beside(table, old) for table, old in tables(metadata)}
    of_columns = {
        f"{table.fullname}.{name}": f"{table.fullname}.{old}" for table, name, old in columns(metadata)
    }
    for known in (of_tables, of_columns):
        try:
            TopologicalSorter({name: [former] for name, former in known.items()}).prepare()
        except CycleError as error:
            raise RenameMistaken(
                f"{' and '.join(sorted(set(error.args[1])))} each say that they were another of them. Names "
                "cannot change places in one revision, because no later one could tell that they have. No "
                "revision was written. Rename one to a name that is free, write that revision, and rename it "
                "again in the next."
            ) from None


def _beside(table: "Table", name: str) -> str:
    """The full name of a table in the same schema."""
    return f"{table.schema}.{name}" if table.schema else name
