"""Signatures by which the database knows which tenant the application opened a transaction for."""

import hmac
import re
import secrets
from dataclasses import dataclass, field

from pgdrift.errors import PgdriftError
from schema.tenant_signing_keys import BLOCK

LENGTH = 32  # bytes: as many as SHA-256 gives, which RFC 2104 advises


class SigningKeyMalformed(PgdriftError):
    """What was given is no signing key."""


@dataclass(frozen=True)
class Backend:
    """The transaction that a signature is good for: what PostgreSQL says of itself in it.

    `started` is its transaction_timestamp() in microseconds since 1970, `database` the database's name in
    UTF-8, as hexadecimal.
    """

    pid: int
    started: int
    database: str


@dataclass(frozen=True)
class SigningKey:
    """A key to sign tenants' ids with. It never shows in what is printed of it."""

    secret: bytes = field(repr=False)

    @classmethod
    def new(cls) -> "SigningKey":
        """A key from the operating system's random numbers."""
        return cls(secrets.token_bytes(LENGTH))

    @classmethod
    def parsed(cls, text: str, source: str) -> "SigningKey":
        """The key that `text` spells; SigningKeyMalformed, which does not quote it, names `source`."""
        if not re.fullmatch(rf"[0-9a-fA-F]{{{2 * LENGTH}}}", text):
            raise SigningKeyMalformed(
                f"{source} holds no signing key: that is {2 * LENGTH} hexadecimal digits and nothing else. "
                "Make one with: python -m boardofone signing-key new"
            )
        return cls(bytes.fromhex(text))

    @property
    def text(self) -> str:
        """The secret itself, as hexadecimal."""
        return self.secret.hex()

    @property
    def id(self) -> str:
        """What signatures call it; tells nothing of the secret."""
        return self._mac(b"id").hex()[:16]

    @property
    def pads(self) -> tuple[bytes, bytes]:
        """The two blocks that HMAC makes of it (RFC 2104), from which the database computes the same."""
        block = self.secret.ljust(BLOCK, b"\0")
        return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)

    def signature(self, user_id: str, backend: Backend) -> str:
        """The value of app.tenant_signature with which `user_id` counts in this one transaction.

        No two different (transaction, tenant) give the same text to sign: the first three fields hold no dot.
        """
        signed = f"{backend.pid}.{backend.started}.{backend.database}.{user_id}"
        return f"{self.id}.{self._mac(signed.encode()).hex()}"

    def _mac(self, message: bytes) -> bytes:
        return hmac.digest(self.secret, message, "sha256")
