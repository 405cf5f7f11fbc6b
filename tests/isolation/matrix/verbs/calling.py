"""Functions: who may call them, what they show when they are given another's keys, and who owns them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pgdrift.tenancy import ForService, ForTenants, Purpose
from tests.isolation.matrix.actors import Actor, Standing
from tests.isolation.matrix.cells import Cell, literal
from tests.isolation.matrix.objects import Function
from tests.isolation.matrix.outcomes import DENIED, Expected, Keeps, Permitted, Unjudged

_VALUES = {"integer": "1", "bigint": "1", "smallint": "1", "boolean": "true", "numeric": "1"}


@dataclass(frozen=True)
class Call:
    """An actor before a function, with what another's rows hold and must not be shown."""

    actor: Actor
    function: Function
    purpose: Purpose | None
    secrets: frozenset[str] = field(repr=False)
    others: tuple[str, ...]  # the other tenants, whose ids it is given


def cells(at: Call) -> Iterator[Cell]:
    """A function for tenants shows none of them anything of another's, whatever it is given."""
    name = at.function.quoted
    for who in at.others:
        values = ", ".join(_value(type_, who) for type_ in at.function.arguments)
        call = f"{'CALL' if at.function.kind == 'p' else 'SELECT'} {name}({values})"
        yield Cell(f"call with {who!r}" if values else "call", call, _expected(at))
        if not values:
            break
    signature = f"{name}({', '.join(at.function.arguments)})"
    for verb in ("SECURITY DEFINER", "OWNER TO CURRENT_USER", "RENAME TO mine"):
        yield Cell(f"ALTER FUNCTION {verb}", f"ALTER ROUTINE {signature} {verb}", DENIED)
    yield Cell("DROP FUNCTION", f"DROP ROUTINE {signature} CASCADE", DENIED)


def _expected(at: Call) -> Expected:
    if at.actor.standing is Standing.SERVICE:
        if isinstance(at.purpose, ForTenants):
            return Unjudged()
        return Permitted() if isinstance(at.purpose, ForService) else DENIED
    if at.actor.standing is Standing.TENANT and isinstance(at.purpose, ForTenants):
        return Keeps(at.secrets, frozenset({at.actor.tenant} - {None}))
    return DENIED


def _value(type_: str, who: str) -> str:
    if type_ in ("text", "character varying"):
        return literal(who)
    return f"{_VALUES.get(type_, 'NULL')}::{type_}"
