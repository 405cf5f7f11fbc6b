"""A copy of the database whose law was broken, and those who come to look at it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from pgdrift.database_url import DatabaseURL
from tests.isolation.matrix import Mode, Subject
from tests.isolation.matrix.actors import ANN, BOB, Standing, name_only

# Each login is a member of the one role in its name; the others of none.
STRANGER = "a_stranger"
ONLOOKER = "an_onlooker"
OUTSIDER = "an_outsider"  # who may not even connect
HEIR = "an_heir_of_the_service"  # who may connect because the service may

_UNDO = "ROLLBACK TO SAVEPOINT tried; RELEASE SAVEPOINT tried"


def login_of(role: str) -> str:
    """The login that is a member of ``role`` and of nothing else."""
    return f"login_of_{role}"


def table_of(somebody: str) -> str:
    """The one table that somebody owns, in a schema that belongs to no database of ours."""
    return f"witness.table_that_{somebody}_owns"


@dataclass(frozen=True)
class Specimen:
    """``url`` is a superuser's; ``modes`` are the ways in which tenants are told apart, ``tenants`` are two.

    ``about`` labels the objects that were changed; None when it may be any. The onlooker may look names up in
    the schema, as the role of a reporting tool may, and nothing else; it has a table of its own.
    """

    url: DatabaseURL
    modes: tuple[Mode, ...]
    about: frozenset[str] | None = None
    tenants: tuple[str, str] = (ANN, BOB)

    def concerns(self, label: str) -> bool:
        """Whether the object of this label, as the matrix labels it, may behave otherwise."""
        return self.about is None or label in self.about

    def login(self, name: str) -> DatabaseURL:
        """The URL for a login."""
        return self.url.replace(user=name)

    @contextmanager
    def acting(self, role: str, tenant: str | None = None) -> Iterator[Any]:
        """A transaction of the login of ``role`` in that role, which sets the tenant; rolled back."""
        with self.login(login_of(role)).connect() as connection:
            connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
            if tenant is not None:
                name_only(connection, tenant)
            yield connection
            connection.rollback()

    @contextmanager
    def tenants_of(self, mode: Mode) -> Iterator[Callable[[str | None], Any]]:
        """``as_tenant(id)`` begins a transaction of a tenant, on the one connection that they all share."""
        with self.login(login_of(mode.role)).connect() as connection:

            def as_tenant(tenant: str | None) -> Any:
                connection.rollback()
                mode.naming(connection, tenant)
                return connection

            yield as_tenant
            connection.rollback()

    def subjects(self) -> Iterator[Subject]:
        """What the matrix judges, in each mode."""
        for mode in self.modes:
            logins: Mapping[Standing, DatabaseURL] = {
                Standing.TENANT: self.login(login_of(mode.role)),
                Standing.SERVICE: self.login(login_of("bo1_service")),
                Standing.STRANGER: self.login(STRANGER),
            }
            yield Subject(self.url, logins, mode, self.tenants)


def refusal(connection: psycopg.Connection[Any], statement: str, parameters: Any = None) -> str | None:
    """The SQLSTATE with which ``statement`` is refused, None if it is not; its effects are undone."""
    # In one round trip, for there are hundreds to a mutant; parameters are therefore bound here.
    whole = f"SAVEPOINT tried; {statement}; SET CONSTRAINTS ALL IMMEDIATE; {_UNDO}"
    try:
        psycopg.ClientCursor(connection).execute(whole.encode(), parameters)
    except psycopg.Error as error:
        connection.execute(_UNDO)
        return error.sqlstate or "-----"
    return None
