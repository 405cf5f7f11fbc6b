"""Who may touch what: one module per table, each imported here by name."""

from typing import Any

import schema
from pgdrift.declare import collect
from policies import (
    audit_log,
    contribution_embeddings,
    contributions,
    database,
    persona_embeddings,
    personas,
    session_embeddings,
    sessions,
    tenant_signing_keys,
    users,
    votes,
)
from policies.roles import ROLES

ENTITIES: tuple[Any, ...] = collect(
    schema,
    database,
    users,
    personas,
    sessions,
    contributions,
    votes,
    audit_log,
    tenant_signing_keys,
    persona_embeddings,
    session_embeddings,
    contribution_embeddings,
)

__all__ = ["ENTITIES", "ROLES"]
