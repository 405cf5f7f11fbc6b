"""Names and texts that a careless program breaks on."""

from __future__ import annotations

from tests.pgdrift.fuzz.choices import Choices

NAMES = (
    "plain",
    "other",
    "Mixed Case",
    "select",
    "user",
    'quo"te',
    "dot.ted",
    "dash-ed",
    "ünï cödé",
    "percent%s%%",
    "back\\slash",
    "it's",
    "$dollar$",
    "{brace}",
    "comma, (paren)",
    "semi;colon -- comment",
    "/* star */",
    "1digit",
    " space ",
    "a:b ::c",
    "table",
    "null",
    "é" * 31 + "x",
    "x" * 63,
    "FROM",
    "[1]",
)
TEXTS = (
    "plain",
    "it's",
    "back\\slash \\n",
    "per%cent %s {x}",
    "two\nlines",
    "$$ dollar $body$",
    "'; DROP TABLE x; --",
    "ünï \u2028 cödé",
    "  ",
)


def quoted(name: str) -> str:
    """As an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """As a string constant."""
    return "'" + text.replace("'", "''") + "'"


def name(choose: Choices) -> str:
    """Any name, quoted."""
    return quoted(choose.one(NAMES))


def names(choose: Choices, most: int = 4) -> list[str]:
    """Different names, quoted."""
    return [quoted(name) for name in choose.some(NAMES, most)]


def text(choose: Choices) -> str:
    """Any text, as a string constant."""
    return literal(choose.one(TEXTS))
