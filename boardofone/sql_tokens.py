"""SQL text cut into tokens as PostgreSQL's scanner does it: without comments, quotes and dollar quotes."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple


class Kind(Enum):
    """What a token is."""

    WORD = auto()  # a keyword or an unquoted identifier, in lower case
    NAME = auto()  # a quoted identifier, without its quotes
    LITERAL = auto()  # a string, without its quotes
    OBSCURED = auto()  # a string or an identifier that is spelled with escapes, which nobody decodes here
    PARAMETER = auto()  # a placeholder of the driver; the text is its name, or "" when it has none
    SYMBOL = auto()  # any other character


class Token(NamedTuple):
    """One token: its kind, and its text as `Kind` describes it."""

    kind: Kind
    text: str


# PostgreSQL takes every character beyond ASCII for a letter. A construct without an end reaches to the end of
# the text, where the server reports the error.
_TOKEN = re.compile(
    r"""
    (?P<space>     [ \t\n\r\f\v]+ | --[^\n\r]* )
  | (?P<comment>   /\* )
  | (?P<obscured>  [uU]&'[^']*(?:''[^']*)*(?:'|\Z) | [uU]&"[^"]*(?:""[^"]*)*(?:"|\Z) )
  | [eE]'(?P<escaped> [^'\\]*(?:(?:\\.|'')[^'\\]*)* ) (?:'|\Z)
  | '(?P<string>   [^']*(?:''[^']*)* ) (?:'|\Z)
  | "(?P<name>     [^"]*(?:""[^"]*)* ) (?:"|\Z)
  | \$(?P<tag>     (?:[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_\u0080-\U0010ffff]*)? )\$
  | %(?:\((?P<parameter>[^)]*)\))?[sbt]
  | (?P<word>      [A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_$\u0080-\U0010ffff]* )
  | (?P<number>    [0-9][A-Za-z0-9_]* )
  | (?P<symbol>    . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")


def statements(text: str) -> Iterator[list[Token]]:
    """The statements of `text`, split at its semicolons, each as its tokens; none of them is empty."""
    statement: list[Token] = []
    for token in tokens(text):
        if token.kind is not Kind.SYMBOL or token.text != ";":
            statement.append(token)
        elif statement:
            yield statement
            statement = []
    if statement:
        yield statement


def tokens(text: str) -> Iterator[Token]:
    """Every token of `text`, semicolons among them."""
    position = 0
    while position < len(text):
        found = _TOKEN.match(text, position)
        assert found is not None  # the last alternative takes anything
        position = found.end()
        match found.lastgroup:
            case "space":
                pass
            case "comment":
                position = _end_of_comment(text, position)
            case "obscured":
                yield Token(Kind.OBSCURED, found[0])
            case "escaped":
                plain = "\\" not in found["escaped"]
                yield Token(Kind.LITERAL if plain else Kind.OBSCURED, found["escaped"].replace("''", "'"))
            case "string":
                yield Token(Kind.LITERAL, found["string"].replace("''", "'"))
            case "name":
                yield Token(Kind.NAME, found["name"].replace('""', '"'))
            case "tag":
                end = text.find(found[0], position)
                end = len(text) if end < 0 else end
                yield Token(Kind.LITERAL, text[position:end])
                position = end + len(found[0])
            case "word":
                yield Token(Kind.WORD, found["word"].lower())
            case "number" | "symbol":
                yield Token(Kind.SYMBOL, found[0])
            case _:
                yield Token(Kind.PARAMETER, found["parameter"] or "")


def _end_of_comment(text: str, position: int) -> int:
    depth = 1  # comments nest
    while depth:
        edge = _COMMENT_EDGE.search(text, position)
        if edge is None:
            return len(text)
        depth += 1 if edge[0] == "/*" else -1
        position = edge.end()
    return position
