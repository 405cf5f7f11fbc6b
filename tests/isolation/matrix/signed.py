"""The mode in which the application signs for the tenant of a transaction."""

from typing import Any

import psycopg

from boardofone.tenant_signature import SigningKey
from tests.isolation.matrix.actors import ANN, Mode
from tests.isolation.signing import claim, sign

KEY, STRANGE_KEY = SigningKey.new(), SigningKey.new()


def _signed_for(connection: psycopg.Connection[Any], tenant: str | None) -> None:
    if tenant is None:
        connection.execute("SELECT set_config('role', 'bo1_signed_app', true)")
    else:
        sign(connection, tenant, KEY)


SIGNED = Mode(
    "signed",
    "bo1_signed_app",
    _signed_for,
    impostors=(
        ("the owner's name without a signature", lambda connection: claim(connection, ANN, "")),
        (
            "the owner's name, signed with a strange key",
            lambda connection: sign(connection, ANN, STRANGE_KEY),
        ),
    ),
)
