"""Those who look for a difference in behaviour where the matrix by its nature sees none, and the matrix."""

from collections.abc import Callable, Iterator

from tests.isolation.mutants.judges import (
    glance,
    grantees,
    hijackers,
    keys,
    later_objects,
    leaks,
    matrix,
    near_misses,
    onlooker,
    owner,
    owner_columns,
    powers,
    prepared,
    tenant_sessions,
    updated_at,
)
from tests.isolation.mutants.specimen import Specimen

Judge = Callable[[Specimen], Iterator[str]]

JUDGES: dict[str, Judge] = {
    "glance": glance.differences,
    "keys": keys.differences,
    "owner columns": owner_columns.differences,
    "owner and migrator": owner.differences,
    "near misses": near_misses.differences,
    "prepared": prepared.differences,
    "leaks": leaks.differences,
    "powers": powers.differences,
    "hijackers": hijackers.differences,
    "updated_at": updated_at.differences,
    "grantees": grantees.differences,
    "onlooker": onlooker.differences,
    "later objects": later_objects.differences,
    "matrix": matrix.differences,
}
"""In the order in which they are asked: who takes longest comes last."""

CODE_JUDGES: dict[str, Judge] = {"tenant sessions": tenant_sessions.differences}
"""Those who are asked about our own code."""
