"""What exists: one module per table, view or function, each imported here by name."""

from schema.audit_log import AuditLog
from schema.base import METADATA, Base
from schema.contribution_embeddings import ContributionEmbedding
from schema.contributions import Contribution
from schema.my_account import MY_ACCOUNT
from schema.persona_embeddings import PersonaEmbedding
from schema.personas import Persona
from schema.session_embeddings import SessionEmbedding
from schema.sessions import DeliberationSession
from schema.signed_tenant import SIGNED_USER_ID
from schema.tenant import CURRENT_USER_ID
from schema.tenant_signing_keys import TenantSigningKey
from schema.updated_at import SESSIONS_SET_UPDATED_AT, SET_UPDATED_AT, USERS_SET_UPDATED_AT
from schema.users import User
from schema.vocabularies import AuthProvider, ContributionPhase, SessionStatus, SubscriptionTier
from schema.votes import Vote

__all__ = [
    "CURRENT_USER_ID",
    "METADATA",
    "MY_ACCOUNT",
    "SESSIONS_SET_UPDATED_AT",
    "SET_UPDATED_AT",
    "SIGNED_USER_ID",
    "USERS_SET_UPDATED_AT",
    "AuditLog",
    "AuthProvider",
    "Base",
    "Contribution",
    "ContributionEmbedding",
    "ContributionPhase",
    "DeliberationSession",
    "Persona",
    "PersonaEmbedding",
    "SessionEmbedding",
    "SessionStatus",
    "SubscriptionTier",
    "TenantSigningKey",
    "User",
    "Vote",
]
