"""What applications call: a session that reaches the rows of one tenant and of nobody else.

Importing this package also settles which `schema`, `policies`, `migrations` and `seed_data` are meant: those
that lie beside it. ImportError says so when that cannot be.
"""

from typing import TYPE_CHECKING, Any

from boardofone import own_packages

if TYPE_CHECKING:
    from boardofone.async_tenant_session import async_tenant_session as async_tenant_session
    from boardofone.refusal import TenantRefused as TenantRefused
    from boardofone.settings import database_url as database_url
    from boardofone.tenant_session import tenant_session as tenant_session

__all__ = ["TenantRefused", "async_tenant_session", "database_url", "tenant_session"]

own_packages.claim()


def __getattr__(name: str) -> Any:
    # Imported on first use: the commands of this package need neither SQLAlchemy nor the models.
    from importlib import import_module

    homes = {"TenantRefused": "refusal", "database_url": "settings"}
    if name not in __all__:
        raise AttributeError(f"module 'boardofone' has no attribute {name!r}")
    return getattr(import_module(f"boardofone.{homes.get(name, name)}"), name)
