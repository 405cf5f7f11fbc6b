"""my_account: the one row of users that a tenant may see and edit."""

from pgdrift.declare import View
from pgdrift.tenancy import ShowsOwn, meant

# Whoever may become bo1_app can name any tenant; of everyone else a signature is asked for. session_user is
# who logged in, which only a superuser can change.
#
# Owner's rights, because tenants have no privilege on users; the barrier keeps a tenant's own functions
# from seeing other rows before the WHERE does.
MY_ACCOUNT = meant(
    ShowsOwn("id", editable=("gdpr_consent_at",)),
    View(
        name="my_account",
        options={"security_invoker": "false", "security_barrier": "true", "check_option": "cascaded"},
        definition="""
SELECT id, email, auth_provider, subscription_tier, gdpr_consent_at, created_at, updated_at
FROM public.users
WHERE id = (
    SELECT CASE WHEN pg_catalog.pg_has_role(session_user, 'bo1_app', 'MEMBER')
                THEN public.current_user_id()
                ELSE public.signed_user_id() END
)
""",
        comment="The current tenant's own account",
    ),
)
