"""Who may touch users: the service. A tenant sees its own row through my_account and may give consent."""

from pgdrift.declare import Grant
from policies.roles import APP_ROLE
from policies.service import service_grants

SERVICE = service_grants("users", generated_id=False)
READ_OWN = Grant(("SELECT",), "public.my_account", APP_ROLE)
CONSENT = Grant(("UPDATE",), "public.my_account", APP_ROLE, columns=("gdpr_consent_at",))
