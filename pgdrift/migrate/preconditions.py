"""Rows that would break a rule of a pending revision, found before anything is changed."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg import errors

from pgdrift.declare.identifiers import literal, quoted
from pgdrift.errors import PgdriftError
from pgdrift.sessions import call

_NOT_THERE_YET = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.InvalidSchemaName,
)


# How the rule of a column begins that is not there yet: no row can be made to keep it beforehand.
NEW_COLUMN = "NOT NULL of the new column "


class Rule(NamedTuple):
    """``query`` counts the rows of ``table`` that break ``rule``, which the revision in ``file`` adds."""

    table: str
    rule: str
    query: str
    file: str = ""

    @property
    def is_of_new_column(self) -> bool:
        """Whether every row breaks it, whatever is in it."""
        return self.rule.startswith(NEW_COLUMN)


class RowsBreakRules(PgdriftError):
    """Existing rows break rules that the pending revisions add."""


def of(modules: Iterable[Any]) -> list[Rule]:
    """The preconditions of revision modules."""
    return [
        Rule(table, rule, query, str(getattr(module, "__file__", None) or ""))
        for module in modules
        for table, rule, query in getattr(module, "PRECONDITIONS", ())
    ]


def remedy(rules: Sequence[Rule]) -> str:
    """What to do about rows that break ``rules``, as a clause."""
    said = []
    if any(not rule.is_of_new_column for rule in rules):
        said.append("correct or remove those rows")
    if new := [rule for rule in rules if rule.is_of_new_column]:
        files = " and ".join(dict.fromkeys(rule.file for rule in new if rule.file)) or "the revision"
        said.append(
            f"give the new column a default, or fill it by hand in {files}: add it without NOT NULL, UPDATE "
            "its rows as the migrator role, set NOT NULL, take its line out of PRECONDITIONS, and run "
            f"`{call('revision', '--record')}`"
        )
    return "; ".join(said)


def count(
    connection: psycopg.Connection[Any],
    rules: Iterable[Rule],
    role: str | None,
    *,
    lock_timeout: str = "0",
    passed_over: list[Rule] | None = None,
) -> bool:
    """Count as ``role`` (None: as the login), which must see every row; changes nothing.

    Returns False when the role may not see all rows, so that nothing is known. Raises RowsBreakRules, naming
    table, rule and number of rows, when there are any. A query about a table or column that an earlier
    pending revision is going to create has nothing to count and is passed over, into ``passed_over``.
    """
    broken: list[Rule] = []
    told = []
    with seeing_all(connection, role, lock_timeout):
        for rule in rules:
            try:
                with connection.transaction():
                    row = connection.execute(rule.query.encode()).fetchone()
            except _NOT_THERE_YET:
                if passed_over is not None:
                    passed_over.append(rule)
                continue
            except errors.InsufficientPrivilege:
                return False
            except (errors.DataError, errors.IntegrityError) as error:
                # A label that its enum does not have yet, so that no row has it; PostgreSQL says where it
                # stands in the query. Of what is in a row it would not: that would end the revision as well.
                if error.diag.statement_position is None:
                    broken.append(rule)
                    why = " ".join((error.diag.message_primary or "").split())
                    told.append(f"{rule.table} has at least 1 row that breaks {rule.rule} ({why})")
                elif not isinstance(error, errors.InvalidTextRepresentation):
                    raise
                continue
            if row and row[0]:
                broken.append(rule)
                rows = f"{rows_counted(int(row[0]))} that break{'s' * (row[0] == 1)}"
                told.append(f"{rule.table} has {rows} {rule.rule}")
    if broken:
        do = remedy(broken)
        raise RowsBreakRules(
            f"The database {connection.info.dbname} cannot be migrated yet, and nothing was changed: "
            f"{'; '.join(told)}. {do[0].upper()}{do[1:]}. Then run this again."
        )
    return True


@contextmanager
def seeing_all(connection: psycopg.Connection[Any], role: str | None, lock_timeout: str) -> Iterator[None]:
    """A transaction that changes nothing, as ``role``, which sees every row or gets InsufficientPrivilege."""
    with connection.transaction():
        connection.execute("SET TRANSACTION READ ONLY")
        # What row level security would hide raises an error instead.
        connection.execute("SET LOCAL row_security = off")
        connection.execute("SET LOCAL search_path = public")
        connection.execute(f"SET LOCAL lock_timeout = {literal(lock_timeout)}".encode())
        if role is not None:
            connection.execute(f"SET LOCAL ROLE {quoted(role)}".encode())
        yield


def rows_counted(number: int) -> str:
    """``number`` of rows, as part of a sentence."""
    return "1 row" if number == 1 else f"{number} rows"
