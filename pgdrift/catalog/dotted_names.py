"""The dotted names in a text of SQL.

PostgreSQL spells every name out, qualified, when the search path is empty. So the dotted names in a
definition are the objects it depends on, and perhaps a few more: too many only makes an order stricter.
"""

import re

_PART = r'(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)'
_DOTTED = re.compile(rf"({_PART}\.{_PART})(?:\.{_PART})*")


def names(text: str) -> list[str]:
    """The first two parts of every dotted name in `text`, schema and object, each once."""
    return list(dict.fromkeys(_DOTTED.findall(text)))
