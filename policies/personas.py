"""Who may touch personas: everyone reads, the service writes."""

from policies.service import service_grants
from policies.tenants import tenant_grants

READ = tenant_grants(("SELECT",), "public.personas")
SERVICE = service_grants("personas")
