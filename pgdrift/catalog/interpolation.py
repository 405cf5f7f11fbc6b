"""Statements as psql leaves them, which puts variables where it reads :name, :'name' or :"name"."""

import re

# What PostgreSQL and psql read as one word: in quotes, comments and names a colon means nothing to either.
_WORD = re.compile(
    r"""
    [eE]'(?:[^'\\]|\\.|'')*'
    | '(?:[^']|'')*'
    | "(?:[^"]|"")*"
    | --[^\r\n]*
    | /\*
    | (?P<dollar>\$(?:[A-Za-z_\u0080-\U0010ffff][\w\u0080-\U0010ffff]*)?\$).*?(?P=dollar)
    | [A-Za-z_\u0080-\U0010ffff][\w$\u0080-\U0010ffff]*
    | ::
    | (?P<colon>:)(?=['"{\w\u0080-\U0010ffff])
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"/\*|\*/")


def without_variables(sql: str) -> str:
    """`sql` with a blank after each colon that psql would take for the beginning of a variable.

    Such a colon stands in the slice of an array: a[1:"USER"] is a[1: "USER"].
    """
    if ":" not in sql:
        return sql
    parts, at = [], 0
    for end in _colons(sql):
        parts.append(sql[at:end])
        at = end
    return " ".join([*parts, sql[at:]])


def _colons(sql: str) -> list[int]:
    """Where those colons end."""
    found, at = [], 0
    while word := _WORD.search(sql, at):
        at = _after_comment(sql, word.end()) if word[0] == "/*" else word.end()
        if word["colon"]:
            found.append(at)
    return found


def _after_comment(sql: str, at: int) -> int:
    """Where a comment ends, with those that are in it."""
    depth = 1
    while depth and (mark := _COMMENT.search(sql, at)):
        depth += 1 if mark[0] == "/*" else -1
        at = mark.end()
    return len(sql) if depth else at
