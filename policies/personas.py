"""Who may touch personas: everyone reads, the service writes."""

from pgdrift.declare import Grant
from policies.roles import APP_ROLE
from policies.service import service_grants

READ = Grant(("SELECT",), "public.personas", APP_ROLE)
SERVICE = service_grants("personas")
