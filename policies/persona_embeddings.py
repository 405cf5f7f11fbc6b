"""Who may touch persona_embeddings: everyone reads, the service writes."""

from policies.service import service_grants
from policies.tenants import tenant_grants

READ = tenant_grants(("SELECT",), "public.persona_embeddings")
SERVICE = service_grants("persona_embeddings", generated_id=False)
