"""OPTIONS (...) of what is foreign: wrappers, servers, user mappings, foreign tables and their columns.

A fact holds an option as `name=value`. The value of one that is named like a secret never leaves the
database; the fact then holds the bare name, and a script has a placeholder for the value.
"""

from __future__ import annotations

from collections.abc import Sequence

from pgdrift.declare.identifiers import literal, quoted

PLACEHOLDER = "fill in"
UNKNOWN = "fill in the values that are secret: they are never read"


def clause(options: Sequence[str]) -> str:
    """` OPTIONS (host 'here')` for a statement that creates; empty without options."""
    return f" OPTIONS ({', '.join(_written(option) for option in options)})" if options else ""


def change(wanted: Sequence[str], found: Sequence[str]) -> str:
    """`OPTIONS (ADD ..., SET ..., DROP ...)` for a statement that alters."""
    had = {option.partition("=")[0]: option for option in found}
    kept = {option.partition("=")[0] for option in wanted}
    actions = []
    for option in wanted:
        name = option.partition("=")[0]
        if name not in had:
            actions.append(f"ADD {_written(option)}")
        elif had[name] != option:
            actions.append(f"SET {_written(option)}")
    actions += [f"DROP {quoted(name)}" for name in had if name not in kept]
    return f"OPTIONS ({', '.join(actions)})"


def unknown(options: Sequence[str], found: Sequence[str] = ()) -> str:
    """What a script has to say about values that it cannot know; empty when it knows them all."""
    return UNKNOWN if any("=" not in option and option not in found for option in options) else ""


def _written(option: str) -> str:
    name, known, value = option.partition("=")
    return f"{quoted(name)} {literal(value if known else PLACEHOLDER)}"
