"""Transactions that an application signed for, made with nothing but SQL and a key."""

from typing import Any

import psycopg

from boardofone.tenant_signature import Backend, SigningKey

_BACKEND = """
SELECT pg_backend_pid(), (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint,
       encode(convert_to(current_database(), 'UTF8'), 'hex')
"""


def install(connection: psycopg.Connection[Any], key: SigningKey) -> None:
    """Have the database verify with `key` from here on; `connection` is a superuser's."""
    connection.execute(
        "INSERT INTO tenant_signing_keys (id, inner_pad, outer_pad) VALUES (%s, %s, %s)", [key.id, *key.pads]
    )


def backend(connection: psycopg.Connection[Any]) -> Backend:
    """The transaction that `connection` is in."""
    row = connection.execute(_BACKEND).fetchone()
    assert row is not None
    return Backend(*row)


def claim(connection: psycopg.Connection[Any], tenant: str, signature: str) -> None:
    """Name the tenant for this transaction, with a signature that may be anything."""
    connection.execute(
        "SELECT set_config('role', 'bo1_signed_app', true), set_config('app.current_user_id', %s, true), "
        "set_config('app.tenant_signature', %s, true)",
        [tenant, signature],
    )


def sign(connection: psycopg.Connection[Any], tenant: str, key: SigningKey) -> str:
    """Name the tenant for this transaction and sign for it; the signature."""
    signature = key.signature(tenant, backend(connection))
    claim(connection, tenant, signature)
    return signature
