"""Mutants that behave as the law does, each with the reason why nobody can tell them from it."""

from fnmatch import fnmatchcase

_FALLS_BACK = "A policy FOR ALL without WITH CHECK holds new rows to USING, which says the same."
_NULL = "A condition that is NULL admits as little as one that is false: OR NULL adds nothing."
_NO_SUCH_ROW = "The column is NOT NULL: no row has an owner who is NULL, and NULL is nobody's id."
_BYPASSES = "The role has BYPASSRLS: no policy is asked for it."
_NO_PRIVILEGE = "The table is append-only: no tenant has the privilege that the policy would be asked for."
_NOT_FORCED = (
    "Its owner, as which view and function read it, is not held to row level security that is not forced, "
    "nor is the service, by BYPASSRLS; tenants have no privilege on the table."
)
_OF_VIEWS = "REFERENCES means nothing on a view: PostgreSQL refuses it for what it is."
_INHERITED = "The migrator is a member of the owner and inherits the same."
_NO_PASSWORD = "The role has no password, and without one nobody logs in."
_NOTHING_TO_LEAK = "The function takes no argument: there is nothing that it could leak, or keep to itself."
_ONLY_QUALIFIED = (
    "It reads one setting, or sets one column, by qualified names: whose rights it has is all the same."
)
_NOT_DEFERRABLE = (
    "No key is deferrable: what RESTRICT refuses at once NO ACTION refuses at the end of the statement."
)
_NAMES_NOBODY = (
    "It differs for who names nobody, whose row the policy or the key refuses with either default."
)

EQUIVALENTS: dict[str, str] = {
    "policy: *: WITH CHECK dropped": _FALLS_BACK,
    "policy: *: USING OR NULL": _NULL,
    "policy: *: WITH CHECK OR NULL": _NULL,
    "policy: public.contribution_embeddings.*: USING OR an owner who is NULL": _NO_SUCH_ROW,
    "policy: public.contributions.*: USING OR an owner who is NULL": _NO_SUCH_ROW,
    "policy: public.session_embeddings.*: USING OR an owner who is NULL": _NO_SUCH_ROW,
    "policy: public.sessions.*: USING OR an owner who is NULL": _NO_SUCH_ROW,
    "policy: public.votes.*: USING OR an owner who is NULL": _NO_SUCH_ROW,
    "policy: public.contribution_embeddings.*: USING with = as IS NOT DISTINCT FROM": _NO_SUCH_ROW,
    "policy: public.contributions.*: USING with = as IS NOT DISTINCT FROM": _NO_SUCH_ROW,
    "policy: public.session_embeddings.*: USING with = as IS NOT DISTINCT FROM": _NO_SUCH_ROW,
    "policy: public.sessions.*: USING with = as IS NOT DISTINCT FROM": _NO_SUCH_ROW,
    "policy: public.votes.*: USING with = as IS NOT DISTINCT FROM": _NO_SUCH_ROW,
    "policy: *: also TO bo1_migrator": _BYPASSES,
    "policy: *: also TO bo1_service": _BYPASSES,
    "policy: *_signed_isolation: also TO bo1_app": (
        "bo1_app may name any tenant without a signature: what the signed policy would show it, its own does."
    ),
    "policy: public.audit_log.*: another beside it that is true FOR UPDATE": _NO_PRIVILEGE,
    "policy: public.audit_log.*: another beside it that is true FOR DELETE": _NO_PRIVILEGE,
    "row security: public.alembic_version: switched on without a policy": _NOT_FORCED,
    "row security: public.tenant_signing_keys: switched on without a policy": _NOT_FORCED,
    "row security: public.users: switched on without a policy": _NOT_FORCED,
    "privilege given: TABLE public.my_account: REFERENCES, bo1_*": _OF_VIEWS,
    "privilege withdrawn: DATABASE *: CONNECT, bo1_migrator": _INHERITED,
    "privilege withdrawn: SCHEMA public: USAGE, bo1_migrator": _INHERITED,
    "privilege withdrawn: public.*_seq: ALL from its owner *": (
        "A generated key asks for no privilege on its sequence, and an owner may give itself its own back."
    ),
    "role: *: given LOGIN": _NO_PASSWORD,
    "setting: bo1_*: *": "A role's settings hold for who logs in as it, and nobody can.",
    "view: *: without security_invoker": "Without the option a view has its owner's rights all the same.",
    "view: *: check_option = local": "Below the view is a table: there is no other condition to check.",
    "view: *: WHERE OR NULL": _NULL,
    "function: public.current_user_id(): its owner's rights": _ONLY_QUALIFIED,
    "function: public.set_updated_at(): its owner's rights": _ONLY_QUALIFIED,
    "function: public.set_updated_at(): declared IMMUTABLE": "Nobody plans the call of a trigger function.",
    "function: *: declared LEAKPROOF": _NOTHING_TO_LEAK,
    "key: *_persona_code_fkey: ON UPDATE RESTRICT": _NOT_DEFERRABLE,
    "key: public.contributions.contributions_persona_code_fkey: ON DELETE RESTRICT": _NOT_DEFERRABLE,
    "key: public.votes.votes_persona_code_fkey: ON DELETE RESTRICT": _NOT_DEFERRABLE,
    "key: public.audit_log.audit_log_user_id_fkey: ON UPDATE RESTRICT": _NOT_DEFERRABLE,
    "key: public.sessions.sessions_user_id_fkey: ON UPDATE RESTRICT": _NOT_DEFERRABLE,
    "owner column: public.contribution_embeddings.user_id: default: the raw setting": _NAMES_NOBODY,
    "owner column: public.contributions.user_id: default: the raw setting": _NAMES_NOBODY,
    "owner column: public.session_embeddings.user_id: default: the raw setting": _NAMES_NOBODY,
    "owner column: public.votes.user_id: default: the raw setting": _NAMES_NOBODY,
    "tenant session: *: an ended transaction taken for kept": (
        "Role and tenant end with the transaction: the proof, asked after it, fails as well."
    ),
    "tenant session: *: a used connection taken for clean": (
        "It is clean at the end of a tenant's transaction. What follows lies in another, which names no "
        "tenant: at its end the connection is closed."
    ),
    "tenant session: *: superusers accepted": "A superuser may become everybody, and is refused for that.",
}


def argument(mutant: str) -> str | None:
    """Why the mutant of this name cannot be killed; None for one that must be."""
    return next((why for pattern, why in EQUIVALENTS.items() if fnmatchcase(mutant, pattern)), None)


def unused(mutants: list[str]) -> list[str]:
    """The patterns that no mutant bears any more."""
    return [pattern for pattern in EQUIVALENTS if not any(fnmatchcase(name, pattern) for name in mutants)]
