"""All the mutants of a law."""

from collections.abc import Iterator

from tests.isolation.mutants.families import (
    functions,
    keys,
    policies,
    privileges,
    roles,
    row_security,
    settings,
    tenant_sessions,
    triggers,
    views,
)
from tests.isolation.mutants.law import Law
from tests.isolation.mutants.mutant import Mutant

_FAMILIES = (
    policies,
    row_security,
    privileges,
    roles,
    views,
    functions,
    keys,
    triggers,
    settings,
    tenant_sessions,
)


def mutants(law: Law) -> Iterator[Mutant]:
    """Every mutant of every family, in an order that is the same in every run."""
    for family in _FAMILIES:
        yield from family.mutants(law)
