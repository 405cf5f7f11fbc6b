"""What every kind's query may say of our objects, as far as it says it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FIRST = re.compile(r"\A(?:\s*--.*\n)*\s*,")  # the query goes on with further WITH queries of its own


def before(query: str) -> str:
    """The query with those of the WITH queries of `ours.sql` that it uses.

    PostgreSQL analyses all of them, used or not: a tenth of what reading a small catalog costs.
    """
    used: list[str] = []
    text = query
    for name, definition in reversed(_definitions()):
        if re.search(rf"\b{name}\b", text):
            used.insert(0, definition)
            text += definition
    more = _FIRST.search(query)
    if used:
        return f"WITH {', '.join(used)}\n{query}"
    return f"{query[: more.end() - 1]}WITH{query[more.end() :]}" if more else query


@cache
def _definitions() -> tuple[tuple[str, str], ...]:
    """Each name with its definition, in the order in which one may use another."""
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    found = re.findall(r"^(?:WITH )?((\w+) AS \(\n.*?^\))", text, re.MULTILINE | re.DOTALL)
    return tuple((name, definition) for definition, name in found)
