"""The names under which objects wait while a repair needs their own names for others."""

from __future__ import annotations

import hashlib

from pgdrift.catalog.dotted_names import above, bare

_QUOTE = '"'
_LONGEST = 63  # bytes of a name


def meanwhile(name: str, word: str = "pgdrift") -> str:
    """A name after that of an object, as far as names go; with another `word` before it, another name."""
    told = f"{above(name).strip(_QUOTE)}.{bare(name).strip(_QUOTE)}"
    if len(f"{word}_{told}".encode()) > _LONGEST or told.count(".") > 1:  # another's could come out the same
        told = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f'"{word}_{told}"'


def beside(name: str, word: str = "pgdrift") -> str:
    """That name in the schema of the object."""
    return f"{above(name)}.{meanwhile(name, word)}"
