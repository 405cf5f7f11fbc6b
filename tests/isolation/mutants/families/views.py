"""Views without their options, for other rows, and with other rights."""

import re
from collections.abc import Iterator

from tests.isolation.mutants.law import Law, Relation
from tests.isolation.mutants.mutant import Mutant, about

_WHERE = re.compile(r"\bWHERE\s+(?P<condition>.*?);?\s*$", re.DOTALL)
_OPTIONS = ("security_barrier", "security_invoker", "check_option")


def mutants(law: Law) -> Iterator[Mutant]:
    """Each option of each view left out and turned round, and the condition of each view opened and shut."""
    for view in law.views:
        options = dict(option.split("=", 1) for option in view.options)
        for option in _OPTIONS:
            other = {"true": "false", "false": "true", "cascaded": "local", "local": "cascaded"}.get(
                options.get(option, "false"), "true"
            )
            if option in options:
                yield _mutant(view, f"without {option}", f"RESET ({option})")
            if option != "check_option" or option in options:
                yield _mutant(view, f"{option} = {other}", f"SET ({option} = {other})")
        yield from _conditions(view)


def _mutant(view: Relation, how: str, change: str) -> Mutant:
    return Mutant("view", view.name, how, (f"ALTER VIEW {view.name} {change}",), about=about(view.name))


def _conditions(view: Relation) -> Iterator[Mutant]:
    assert view.definition is not None
    found = _WHERE.search(view.definition)
    if found is None:
        return
    condition = found["condition"]
    options = f" WITH ({', '.join(view.options)})" if view.options else ""
    for how, other in (
        ("true", "true"),
        ("false", "false"),
        ("negated", f"NOT ({condition})"),
        ("OR NULL", f"({condition}) OR NULL"),
        ("IS NOT FALSE", f"({condition}) IS NOT FALSE"),
    ):
        # A view that takes changes keeps its columns: only the condition is another.
        body = f"{view.definition[: found.start()]}WHERE {other}"
        statement = f"CREATE OR REPLACE VIEW {view.name}{options} AS {body}"
        yield Mutant("view", view.name, f"WHERE {how}", (statement,), about=about(view.name))
