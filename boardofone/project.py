"""What the installed distribution tells pgdrift about itself; a checkout says the same in pyproject.toml."""

from typing import Any

SETTINGS: dict[str, Any] = {
    "name": "boardofone",
    "metadata": "schema:METADATA",
    "entities": "policies:ENTITIES",
    "roles": "policies:ROLES",
    "migrations": "migrations",
    "database_url_variable": "DATABASE_URL",
    "data_directory": ".pgdata",
    "tenant_setting": "app.current_user_id",
    "tenant_role": "bo1_app",
    "other_tenant_roles": ["bo1_signed_app"],
    "owner_role": "bo1_owner",
    "migrator_role": "bo1_migrator",
    "service_role": "bo1_service",
    "adoption_page": "docs/adoption.md",
}
