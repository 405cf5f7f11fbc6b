"""Every rule, in the order in which its breaches are reported."""

from __future__ import annotations

from pgdrift.audit.rule import Rule
from pgdrift.audit.rules import (
    constraint_not_validated,
    definer_without_search_path,
    duplicate_index,
    foreign_key_without_index,
    invalid_index,
    materialized_view_of_protected_rows,
    partition_with_privileges,
    partition_without_row_security,
    policy_always_true,
    policy_calls_function_per_row,
    policy_cast_raises,
    policy_without_check,
    policy_without_row_security,
    privilege_of_public,
    redundant_index,
    row_security_not_forced,
    row_security_without_policy,
    setting_names_differ,
    several_permissive_policies,
    table_without_primary_key,
    table_without_row_security,
    tenant_role_beyond_policies,
    view_with_owner_rights,
)

RULES: tuple[Rule, ...] = (
    # Isolation.
    table_without_row_security.RULE,
    policy_without_row_security.RULE,
    row_security_without_policy.RULE,
    row_security_not_forced.RULE,
    partition_with_privileges.RULE,
    partition_without_row_security.RULE,
    policy_always_true.RULE,
    policy_without_check.RULE,
    several_permissive_policies.RULE,
    setting_names_differ.RULE,
    policy_cast_raises.RULE,
    view_with_owner_rights.RULE,
    materialized_view_of_protected_rows.RULE,
    definer_without_search_path.RULE,
    privilege_of_public.RULE,
    tenant_role_beyond_policies.RULE,
    # Speed and upkeep.
    policy_calls_function_per_row.RULE,
    foreign_key_without_index.RULE,
    duplicate_index.RULE,
    redundant_index.RULE,
    invalid_index.RULE,
    constraint_not_validated.RULE,
    table_without_primary_key.RULE,
)
