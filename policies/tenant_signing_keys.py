"""Who may touch tenant_signing_keys: the owner, and the service, as which the database is backed up."""

from pgdrift.declare import Grant
from policies.roles import SERVICE_ROLE

BACK_UP = Grant(("SELECT",), "public.tenant_signing_keys", SERVICE_ROLE)
