"""Every kind the engine knows, in the order in which a person reads a schema.

A kind that is not imported here does not exist.
"""

from collections.abc import Mapping

from pgdrift.catalog import (
    column,
    constraint,
    database,
    default_privilege,
    event_trigger,
    extension,
    function,
    grant,
    index,
    membership,
    policy,
    publication,
    role,
    rule,
    schema,
    sequence,
    setting,
    statistics,
    system_grant,
    table,
    trigger,
    type,
    view,
    view_column,
)
from pgdrift.catalog.kind import Kind

KINDS: Mapping[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        role,
        membership,
        setting,
        database,
        schema,
        extension,
        type,
        sequence,
        function,
        table,
        column,
        constraint,
        index,
        policy,
        trigger,
        view,
        view_column,
        rule,
        statistics,
        event_trigger,
        publication,
        grant,
        system_grant,
        default_privilege,
    )
}
