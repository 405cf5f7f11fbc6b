"""Who may touch users: the service. A tenant sees its own row through my_account and may give consent."""

from policies.service import service_grants
from policies.tenants import tenant_grants

SERVICE = service_grants("users", generated_id=False)
READ_OWN = tenant_grants(("SELECT",), "public.my_account")
CONSENT = tenant_grants(("UPDATE",), "public.my_account", columns=("gdpr_consent_at",))
