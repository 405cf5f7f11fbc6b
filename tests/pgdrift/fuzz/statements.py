"""The statements a random schema is made of, stage by stage, and those that change it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.pgdrift.fuzz import (
    alter_others,
    alter_tables,
    create_others,
    create_tables,
    create_types,
    limits,
    rights,
)
from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.fuzz.inventory import Inventory

# Writes one statement for what there is; raises Impossible when that lacks something.
Writer = Callable[[Choices, Inventory], str]

# Each stage builds on the ones before. The number says how many statements of it there are at most.
STAGES: Sequence[tuple[int, Sequence[Writer]]] = (
    (3, [create_types.schema]),
    (5, [create_types.enum, create_types.domain, create_types.composite, create_types.range_type, create_types.sequence]),
    (4, [create_types.function, create_types.plpgsql_function, create_types.trigger_function, create_types.procedure,
         create_others.event_trigger_function, create_types.aggregate]),
    (5, [create_tables.table, create_tables.table, create_tables.partitioned_table]),
    (3, [create_tables.partition, create_tables.inheriting_table]),
    (4, [create_tables.rows]),
    (4, [create_tables.generated_column, create_tables.column, create_types.trigger_function]),
    (7, [create_tables.check, create_tables.key, create_tables.key, create_tables.exclusion, create_tables.index,
         create_tables.index, create_tables.statistics]),
    (4, [create_tables.foreign_key, create_tables.index, create_others.view, create_others.materialized_view]),
    (4, [create_others.view, create_others.materialized_view, create_types.function]),
    (7, [create_tables.index, create_others.view, create_others.trigger, create_others.view_trigger, create_others.rule,
         create_others.policy, create_others.publication, create_others.row_security, create_others.event_trigger]),
    (9, [rights.comment, rights.owner, rights.grant, rights.grant, rights.revoke, rights.default_privilege, rights.setting,
         rights.database, alter_tables.column_storage, alter_tables.replica_identity, alter_tables.cluster]),
)  # fmt: skip

CREATING: Sequence[Writer] = tuple(dict.fromkeys(writer for _, writers in STAGES for writer in writers))
ALTERING: Sequence[Writer] = (
    alter_tables.drop_column,
    alter_tables.retype_column,
    alter_tables.recollate_column,
    alter_tables.column_default,
    alter_tables.nullability,
    alter_tables.identity,
    alter_tables.generation,
    alter_tables.column_storage,
    alter_tables.table_options,
    alter_tables.persistence,
    alter_tables.replica_identity,
    alter_tables.cluster,
    *([alter_tables.inheritance] if limits.NO_INHERIT else []),
    alter_tables.attachment,
    alter_tables.reattachment,
    alter_tables.constraint,
    alter_tables.index,
    alter_tables.trigger_state,
    alter_tables.fill,
    alter_others.enum,
    alter_others.domain,
    alter_others.domain_constraint,
    alter_others.composite,
    alter_others.sequence,
    alter_others.sequence_position,
    alter_others.sequence_owner,
    alter_others.routine,
    alter_others.routine_body,
    alter_others.view,
    alter_others.view_query,
    alter_others.refresh,
    alter_others.policy,
    alter_others.publication,
    alter_others.event_trigger,
    alter_others.statistics,
    alter_others.rename,
    alter_others.rename_column,
    alter_others.move,
    alter_others.drop,
    alter_others.drop,
    alter_others.drop,
)
