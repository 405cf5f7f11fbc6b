"""tenant_signing_keys: what the database needs to verify that the application signed for a tenant."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field

from pgdrift.tenancy import ServiceOnly
from schema.base import Base, set_by_database

BLOCK = 64  # bytes that SHA-256 takes in at once; HMAC pads its key to as many (RFC 2104)


class TenantSigningKey(Base, table=True):
    """Keys that signatures of tenant ids are verified with, several while one replaces another.

    A key is kept as the two pads that HMAC makes of it. Whoever reads them can sign for every tenant.
    """

    __tablename__ = "tenant_signing_keys"  # pyright: ignore[reportAssignmentType]
    __tenancy__ = ServiceOnly(read_only=True)
    __table_args__ = (
        CheckConstraint(f"octet_length(inner_pad) = {BLOCK}", name="inner_pad"),
        CheckConstraint(f"octet_length(outer_pad) = {BLOCK}", name="outer_pad"),
    )

    id: str = Field(primary_key=True, max_length=16, description="Derived from the key; signatures name it")
    inner_pad: bytes = Field(sa_type=LargeBinary(BLOCK), description="The key, XOR 0x36 repeated")
    outer_pad: bytes = Field(sa_type=LargeBinary(BLOCK), description="The key, XOR 0x5c repeated")
    created_at: datetime = set_by_database("When the key was installed")
