"""my_account: the one row of users that a tenant may see and edit."""

from pgdrift.declare import View

# Owner's rights, because tenants have no privilege on users; the barrier keeps a tenant's own functions
# from seeing other rows before the WHERE does.
MY_ACCOUNT = View(
    name="my_account",
    options={"security_invoker": "false", "security_barrier": "true", "check_option": "cascaded"},
    definition="""
SELECT id, email, auth_provider, subscription_tier, gdpr_consent_at, created_at, updated_at
FROM public.users
WHERE id = public.current_user_id()
""",
    comment="The current tenant's own account",
)
