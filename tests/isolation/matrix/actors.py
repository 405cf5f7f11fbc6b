"""Who acts in the matrix: tenants, those who are nobody, the service, and a role without membership."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

import psycopg

# Ids that would match more than themselves if they were ever pasted into SQL or used as a pattern. The
# second one owns rows; the last two own none.
ANN = "ann"
BOB = "b%_'\"; --ö"
PATTERN = "%"
INJECTION = "' OR true --"

# How somebody begins his transaction.
Introduction = Callable[[psycopg.Connection[Any]], object]


class Standing(Enum):
    """What an actor is to the database."""

    TENANT = "tenant"
    SERVICE = "service"
    STRANGER = "stranger"


@dataclass(frozen=True)
class Actor:
    """Somebody who has logged in and names himself ``named``; the rows of ``tenant`` are his."""

    name: str
    standing: Standing
    introduce: Introduction
    named: str | None = None
    tenant: str | None = None


@dataclass(frozen=True)
class Mode:
    """A way in which tenants are told apart: the role that acts for them, and how an actor names his tenant.

    ``naming(connection, tenant)`` runs at the beginning of a transaction; with None it takes the role and
    names nobody. ``impostors`` are further actors, by name, who try something else and must reach nothing.
    """

    name: str
    role: str
    naming: Callable[[psycopg.Connection[Any], str | None], object]
    impostors: tuple[tuple[str, Introduction], ...] = ()

    def actors(self, owner: str, other: str) -> list[Actor]:
        """The two tenants who own rows, everybody who owns none, the service and the stranger."""
        named = {
            "the owner": owner,
            "another tenant": other,
            "unset": None,
            "the empty id": "",
            "an unknown id": "nobody",
            "a pattern": PATTERN,
            "an injection": INJECTION,
        }
        return [
            *(
                Actor(
                    name,
                    Standing.TENANT,
                    lambda connection, tenant=tenant: self.naming(connection, tenant),
                    named=tenant,
                    tenant=tenant if tenant in (owner, other) else None,
                )
                for name, tenant in named.items()
            ),
            *(Actor(name, Standing.TENANT, introduction) for name, introduction in self.impostors),
            Actor("the service", Standing.SERVICE, lambda connection: None),
            Actor("a stranger", Standing.STRANGER, partial(name_only, tenant=owner)),
        ]


def name_only(connection: psycopg.Connection[Any], tenant: str) -> None:
    """Name a tenant without taking a role."""
    connection.execute("SELECT set_config('app.current_user_id', %s, true)", [tenant])


def _role_and_setting(connection: psycopg.Connection[Any], tenant: str | None) -> None:
    connection.execute("SELECT set_config('role', 'bo1_app', true)")
    if tenant is not None:
        name_only(connection, tenant)


PLAIN = Mode("plain", "bo1_app", _role_and_setting)
