"""Statements that would take a transaction out of the tenant session's hands, refused before they are sent.

This catches mistakes, not attacks: SQL can always be spelled in another way. What holds against an attacker
is the login, which can become nobody else, and the check of role and tenant before every commit.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from boardofone.refusal import TenantRefused
from schema.tenant import TENANT_SETTING

_IDENTITY = ("role", "session_authorization", TENANT_SETTING)
_SWITCH = re.compile(
    r"\s*(?:re)?set\s+(?:local\s+|session\s+(?!authorization))?"
    rf"(?:role\b|session\s+authorization\b|{re.escape(TENANT_SETTING)}\b)",
    re.IGNORECASE,
)
_TRANSACTION = re.compile(
    r"\s*(?:begin|start\s+transaction|commit|end|abort|prepare\s+transaction"
    r"|rollback(?!\s+(?:work\s+|transaction\s+)?to\b))\b",
    re.IGNORECASE,
)
_SET_CONFIG = re.compile(
    rf"set_config\s*\(\s*'(?:{'|'.join(map(re.escape, _IDENTITY))})'",
    re.IGNORECASE,
)


def refuse(statement: str, parameters: Any) -> None:
    """Raise TenantRefused when `statement` changes role or tenant, or begins or ends a transaction."""
    if _TRANSACTION.match(statement):
        raise TenantRefused(
            "A tenant session begins and ends its transactions itself, because each must begin by naming the "
            "tenant. Use the session's commit, rollback and begin_nested instead of SQL text."
        )
    if _SWITCH.match(statement) or (
        "set_config" in statement.lower() and _sets_identity(statement, parameters)
    ):
        raise TenantRefused(
            f"A tenant session keeps the tenant it was opened for: role and {TENANT_SETTING} cannot be "
            "changed in it. Open another tenant_session for another user, after this one or beside it."
        )


def _sets_identity(statement: str, parameters: Any) -> bool:
    if _SET_CONFIG.search(statement):
        return True
    return any(isinstance(value, str) and value.lower() in _IDENTITY for value in _values(parameters))


def _values(parameters: Any) -> Iterable[Any]:
    if isinstance(parameters, Mapping):
        yield from parameters.values()
    elif isinstance(parameters, list | tuple):
        for value in parameters:
            yield from _values(value) if isinstance(value, Mapping | list | tuple) else (value,)
