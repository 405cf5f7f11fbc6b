"""Schemas and changes between which the properties once did not hold, a module for each topic."""

import pkgutil
from importlib import import_module

from tests.pgdrift.fuzz.settled.case import Case

CASES: list[Case] = [
    case
    for module in pkgutil.iter_modules(__path__)
    if module.name != "case"
    for case in import_module(f"{__name__}.{module.name}").CASES
]
