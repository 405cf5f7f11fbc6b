"""The attack list: what a tenant with SQL of its own may try, as data, each with what must come of it."""

from tests.isolation.attacks import (
    catalogs,
    existence,
    files,
    functions,
    identity,
    keys,
    messages,
    pooled,
    relations,
    shadowing,
    shared,
)
from tests.isolation.attacks.attack import Attack

ATTACKS: tuple[Attack, ...] = tuple(
    attack
    for family in (
        messages,
        catalogs,
        existence,
        identity,
        shadowing,
        shared,
        keys,
        functions,
        relations,
        files,
    )
    for attack in family.ATTACKS
)
LEFT_BEHIND = pooled.LEFT_BEHIND

__all__ = ["ATTACKS", "LEFT_BEHIND", "Attack"]
