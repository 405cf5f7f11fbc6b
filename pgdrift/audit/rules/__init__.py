"""Every rule, in the order in which its breaches are reported."""

from __future__ import annotations

from pgdrift.audit.rule import Rule
from pgdrift.audit.rules import foreign_key_without_index, table_without_row_security

RULES: tuple[Rule, ...] = (
    # Isolation.
    table_without_row_security.RULE,
    # Speed and upkeep.
    foreign_key_without_index.RULE,
)
