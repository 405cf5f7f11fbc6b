"""The constants that an expression names, as PostgreSQL spells it out."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""
      "(?:[^"]|"")*"                              # a quoted name is no constant
    | [Ee]?'(?P<string>(?:[^']|'')*)'
    | (?<![\w$.])(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)
    """,
    re.VERBOSE,
)


def constants(expression: str) -> frozenset[str]:
    """Every string and number in `expression`, without quotes and signs, each once.

    Reading an expression again may move a cast, repeat it, or quote a number; it never makes another constant
    of one. So two expressions with other constants are not two spellings of one.
    """
    found = (
        match["string"] if match["number"] is None else match["number"]
        for match in _TOKEN.finditer(expression)
    )
    return frozenset(constant.lstrip("-") for constant in found if constant is not None)
