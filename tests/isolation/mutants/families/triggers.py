"""Triggers that are gone or do not fire."""

from collections.abc import Iterator

from pgdrift.declare.identifiers import quoted
from tests.isolation.mutants.law import Law
from tests.isolation.mutants.mutant import Mutant, about


def mutants(law: Law) -> Iterator[Mutant]:
    for trigger in law.triggers:
        name, what = quoted(trigger.name), f"{trigger.table}.{trigger.name}"
        for how, statement in (
            ("dropped", f"DROP TRIGGER {name} ON {trigger.table}"),
            ("disabled", f"ALTER TABLE {trigger.table} DISABLE TRIGGER {name}"),
            ("for replicas only", f"ALTER TABLE {trigger.table} ENABLE REPLICA TRIGGER {name}"),
        ):
            yield Mutant("trigger", what, how, (statement,), about=about(trigger.table))
