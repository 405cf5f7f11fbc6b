"""The one statement that begins a tenant's transaction, and the check of who logged in that rides on it."""

from collections.abc import Sequence

from policies.roles import APP_ROLE
from schema.tenant import TENANT_SETTING

# Row level security holds for what the *login* can become, not for what it is at the moment: RESET ROLE is
# one injected statement away. So whoever logged in must be able to become the application's role and nothing
# else, and neither of the two may have a power that reads past policies or hands out such a power.
# pg_has_role follows memberships to the end, whatever their INHERIT, SET and ADMIN options, and counts the
# owner of the database as a member of pg_database_owner.
BEGIN_AS_TENANT = f"""
SELECT pg_catalog.set_config('role', '{APP_ROLE}', true),
       pg_catalog.set_config('{TENANT_SETTING}', %(tenant)s, true),
       session_user::text,
       ARRAY(
         SELECT CASE WHEN rolname NOT IN (session_user, '{APP_ROLE}') THEN 'may become ' || rolname
                     WHEN rolsuper THEN rolname || ' is a superuser'
                     WHEN rolbypassrls THEN rolname || ' bypasses row level security'
                     WHEN rolcreaterole THEN rolname || ' may create roles'
                     ELSE rolname || ' may read the replication stream' END
         FROM pg_catalog.pg_roles
         WHERE CASE WHEN rolname IN (session_user, '{APP_ROLE}')
                    THEN rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication
                    ELSE pg_catalog.pg_has_role(session_user, oid, 'MEMBER') END
       )
"""

STILL_THE_TENANT = f"""
SELECT current_user = '{APP_ROLE}'
   AND pg_catalog.current_setting('{TENANT_SETTING}', true) IS NOT DISTINCT FROM %(tenant)s
"""


def too_powerful(login: str, powers: Sequence[str]) -> str | None:
    """Why a login with these `powers` is no tenant's login; None when it is one."""
    if not powers:
        return None
    # A superuser may become everybody: say what it is rather than list them.
    own = [power for power in powers if not power.startswith("may become ")]
    reasons = ", ".join(own or sorted(powers))
    return (
        f"The login {login} cannot be used for tenant sessions: {reasons}. Whatever runs in such a session "
        f"could reach every tenant's rows. Log in as a role that is a member of {APP_ROLE} and of nothing "
        f"else: CREATE ROLE my_application LOGIN PASSWORD '...' IN ROLE {APP_ROLE};"
    )
