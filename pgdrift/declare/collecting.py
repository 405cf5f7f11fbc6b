"""Gather what modules declare, so that a declaration that is written is a declaration that counts."""

from types import ModuleType
from typing import Any

from pgdrift.declare.extensions import Extension
from pgdrift.declare.grants import DefaultPrivileges, Grant
from pgdrift.declare.row_security import RowSecurity
from pgdrift.declare.statistics import Statistics
from pgdrift.declare.views import View

_OURS = (Extension, Grant, DefaultPrivileges, RowSecurity, Statistics, View)


def collect(*modules: ModuleType) -> tuple[Any, ...]:
    """Every declaration that is a public attribute of ``modules``, or in a tuple that is one.

    Each is returned once, in the order in which the modules name them. Roles are not among them: they
    belong to the cluster and are listed by themselves.
    """
    # Brings SQLAlchemy along, which `python -m pgdrift diff` has to do without.
    from alembic_utils.replaceable_entity import ReplaceableEntity

    kinds = (ReplaceableEntity, *_OURS)
    found: list[Any] = []
    for module in modules:
        for name, value in vars(module).items():
            if name.startswith("_"):
                continue
            for item in value if isinstance(value, tuple) else (value,):
                if isinstance(item, kinds) and not any(item is known for known in found):
                    found.append(item)
    return tuple(found)
