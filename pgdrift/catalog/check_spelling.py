"""Checks that PostgreSQL reads otherwise than it has them.

Of `a BETWEEN 1 AND 9 AND b` it keeps one AND within another, and prints `((a >= 1) AND (a <= 9)) AND b`,
which it reads as one AND of three. To us both are the same; where a table is attached, they are not.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"""'(?:[^']|'')*+'|"(?:[^"]|"")*+"|\(|\)|\b(?:AND|OR)\b|\S""")


def is_read_otherwise(definition: str) -> bool:
    """Whether an AND in the definition begins with another AND in parentheses, or an OR with an OR."""
    # What joins the parts of each group that is open, and whether it is the first part of the one around it.
    words, begins = [""], [False]
    closed = last = ""
    for token in _TOKEN.findall(definition):
        if token in ("AND", "OR"):
            if token == closed:
                return True
            words[-1] = token
        elif token == "(":
            words.append("")
            begins.append(last == "(")
        closed = ""
        if token == ")" and len(words) > 1:
            word = words.pop()
            closed = word if begins.pop() else ""
        last = token
    return False
