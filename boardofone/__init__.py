"""What applications call: a session that reaches the rows of one tenant and of nobody else.

Importing this package also settles which `schema`, `policies`, `migrations` and `seed_data` are meant: those
that lie beside it. An ImportError of one paragraph says so when that cannot be.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from boardofone import own_packages

if TYPE_CHECKING:
    from boardofone.refusal import TenantRefused
    from boardofone.settings import database_url
    from boardofone.tenant_sessions import async_tenant_session, tenant_session

__all__ = ["TenantRefused", "async_tenant_session", "database_url", "tenant_session"]

_HOMES = {
    "TenantRefused": "boardofone.refusal",
    "async_tenant_session": "boardofone.tenant_sessions",
    "database_url": "boardofone.settings",
    "tenant_session": "boardofone.tenant_sessions",
}

own_packages.claim()


def __getattr__(name: str) -> Any:
    # Imported on first use: the commands of this package need neither SQLAlchemy nor the models.
    if name not in _HOMES:
        raise AttributeError(f"module 'boardofone' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
