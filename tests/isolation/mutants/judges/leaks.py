"""A condition that raises an error tells nothing of rows that its view does not show."""

from collections.abc import Iterator
from typing import Any

import psycopg

from schema import METADATA
from tests.isolation.matrix.objects import Relation, relations
from tests.isolation.mutants.rows_in_sql import insertion
from tests.isolation.mutants.specimen import Specimen
from tests.isolation.rows import row_for

_NO_PATTERN = "("
"""The id of a user that no regular expression can be made from."""


def differences(specimen: Specimen) -> Iterator[str]:
    users = METADATA.tables["users"]
    with specimen.url.connect(autocommit=True) as superuser:
        views = [relation for relation in relations(superuser) if relation.kind == "v"]
        superuser.execute(*_bytes(insertion(users, row_for(users, "", {}) | {"id": _NO_PATTERN})))
        try:
            yield from _leaks(specimen, [view for view in views if specimen.concerns(view.label)])
        finally:
            superuser.execute("DELETE FROM users WHERE id = %s", [_NO_PATTERN])


def _leaks(specimen: Specimen, views: list[Relation]) -> Iterator[str]:
    for mode in specimen.modes:
        with specimen.tenants_of(mode) as as_tenant:
            for view in views:
                connection = as_tenant(specimen.tenants[0])
                connection.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
                # PostgreSQL takes ANY over one element for half as dear as the view's own condition, which it
                # therefore asks last; only security_barrier stops it.
                probe = f"SELECT 1 FROM {view.quoted} WHERE 'x' ~ ANY (ARRAY[{view.columns[0]}::text])"
                try:
                    connection.execute(probe.encode())
                except psycopg.errors.InvalidRegularExpression:
                    yield f"{mode.role} learns by an error of a row that {view.label} hides"


def _bytes(statement: tuple[str, list[Any]]) -> tuple[bytes, list[Any]]:
    return statement[0].encode(), statement[1]
