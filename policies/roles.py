"""The roles: none can log in; logins are made by operators as members of exactly one."""

from pgdrift.declare import Role

OWNER_ROLE = "bo1_owner"
MIGRATOR_ROLE = "bo1_migrator"
APP_ROLE = "bo1_app"
SIGNED_APP_ROLE = "bo1_signed_app"
SERVICE_ROLE = "bo1_service"

ROLES = (
    Role(OWNER_ROLE, comment="Owns every object of Board of One"),
    Role(
        MIGRATOR_ROLE,
        bypassrls=True,
        member_of=(OWNER_ROLE,),
        comment="Migrates Board of One: reads past row level security, because its owner under FORCE cannot",
    ),
    Role(APP_ROLE, comment="Tenant requests of Board of One: reaches the rows of app.current_user_id alone"),
    Role(
        SIGNED_APP_ROLE,
        comment="Tenant requests of Board of One where the application signs for app.current_user_id",
    ),
    Role(SERVICE_ROLE, bypassrls=True, comment="Jobs, auth hooks and administration of Board of One"),
)
