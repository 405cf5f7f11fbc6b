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
from tests.isolation.mutants.mutant import Mutant
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

_FIRST = {
    "default privilege given": ("later objects",),
    "key": ("keys",),
    "owner column": ("owner columns",),
    "privilege given": ("powers", "onlooker", "matrix"),
    "privilege withdrawn": ("matrix",),
    "privilege to hand on": ("grantees",),
}

CODE_JUDGES: dict[str, Judge] = {"tenant sessions": tenant_sessions.differences}
"""Those who are asked about our own code."""


def judges_of(mutant: Mutant) -> dict[str, Judge]:
    """Those who are asked about ``mutant``; whoever sees most of its family comes first."""
    if mutant.family == "tenant session":
        return CODE_JUDGES
    # Where any object may behave otherwise, whoever is quickest comes first.
    first = _FIRST.get(mutant.family, ()) if mutant.about else ()
    return {name: JUDGES[name] for name in (*first, *(name for name in JUDGES if name not in first))}
