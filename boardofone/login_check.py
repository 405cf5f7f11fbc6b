"""Whoever logs in for tenants must be able to become the tenants' role and nobody else."""

import time
from collections.abc import MutableMapping, Sequence
from typing import Any

# Row level security holds for what the *login* can become, not for what it is at the moment: RESET ROLE is
# one injected statement away. So whoever logged in must be able to become the application's role and nothing
# else, and neither of the two may have a power that reads past policies or hands out such a power.
# pg_has_role follows memberships to the end, whatever their INHERIT, SET and ADMIN options, and counts the
# owner of the database as a member of pg_database_owner.
_POWERS = """session_user::text, pg_catalog.array_to_json(ARRAY(
    SELECT CASE WHEN rolname NOT IN (session_user, '{role}') THEN 'may become ' || rolname
                WHEN rolsuper THEN rolname || ' is a superuser'
                WHEN rolbypassrls THEN rolname || ' bypasses row level security'
                WHEN rolcreaterole THEN rolname || ' may create roles'
                ELSE rolname || ' may read the replication stream' END
    FROM pg_catalog.pg_roles
    WHERE CASE WHEN rolname IN (session_user, '{role}')
               THEN rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication
               ELSE pg_catalog.pg_has_role(session_user, oid, 'MEMBER') END
))"""

TRUSTED_FOR = 1.0
"""How long, in seconds, what was found out about a login is relied on.

What is granted to a login reaches even the transaction that is under way, so no look at the beginning of one
ever told about its end. The check finds what was set up wrongly, on a connection that is in use already a
second later. It takes the server as long as a small query: too long for each of hundreds of transactions in
that second.
"""

_CHECKED = "boardofone.login_check"


def due(info: MutableMapping[str, Any], role: str) -> bool:
    """Whether the login of the physical connection that `info` belongs to has to be looked at again."""
    checked: tuple[str | None, float] = info.get(_CHECKED, (None, 0.0))
    checked_role, at = checked
    return checked_role != role or time.monotonic() - at >= TRUSTED_FOR


def passed(info: MutableMapping[str, Any], role: str) -> None:
    """Note that the login may become `role` and nothing else, as of now."""
    info[_CHECKED] = (role, time.monotonic())


def columns(role: str) -> str:
    """Two columns for a SELECT: who logged in, and why it is no tenant's login, as a JSON array."""
    return _POWERS.format(role=role)


def too_powerful(login: str, powers: Sequence[str], role: str) -> str | None:
    """Why a login with these `powers` is no tenant's login; None when it is one."""
    if not powers:
        return None
    # A superuser may become everybody: say what it is rather than list them.
    own = [power for power in powers if not power.startswith("may become ")]
    reasons = ", ".join(own or sorted(powers))
    return (
        f"The login {login} cannot be used for tenant sessions: {reasons}. Whatever runs in such a session "
        f"could reach every tenant's rows. Log in as a role that is a member of {role} and of nothing "
        f"else: CREATE ROLE my_application LOGIN PASSWORD '...' IN ROLE {role};"
    )
