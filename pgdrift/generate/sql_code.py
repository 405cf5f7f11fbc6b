"""SQL as Python source: readable, and still the same SQL when SQLAlchemy has had its way with it."""

import re

# What sqlalchemy.text() would take for a parameter. A cast (::) is none.
_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w+(?!:))")
# A word with whatever quoted parts it contains: a line is never broken inside quotes.
_WORD = re.compile(r"""(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|[^\s'"])+""")
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")

_WIDTH = 96
_SHORT = 90


def execute(sql: str, *, depth: int = 0) -> str:
    """``op.execute`` of one or several statements, ``depth`` blocks deep in the function it will stand in."""
    text = _escaped(sql.strip())
    if _keeps_its_lines(sql):
        # Its line breaks are part of a body or a text, which PostgreSQL stores as they are.
        return f'op.execute("""\n{text}\n""")'
    lines = [line for written in text.split("\n") for line in _wrapped(written.rstrip())]
    if len(lines) == 1 and len(lines[0]) <= _SHORT and '"' not in lines[0]:
        return f'op.execute("{lines[0]}")'
    margin = "    " * (depth + 1)
    return 'op.execute("""\n' + "".join(f"{margin}    {line}\n" for line in lines) + f'{margin}""")'


def string(text: str) -> str:
    """``text`` as a string constant, in several pieces when it is long."""
    words = re.findall(r"\S+\s*|\s+", text)
    pieces = [""]
    for word in words:
        if pieces[-1] and len(pieces[-1]) + len(word) > _SHORT:
            pieces.append("")
        pieces[-1] += word
    return "\n".join(repr(piece) for piece in pieces)


def in_python(sql: str) -> str:
    """``sql``, which is one line, as it stands between double quotes."""
    return _escaped(sql).replace('"', '\\"')


def _escaped(sql: str) -> str:
    source = sql.replace("\\", "\\\\").replace('"""', '\\"\\"\\"').replace("\r", "\\r")
    return _PARAMETER.sub(r"\\\\:", source)


def _keeps_its_lines(sql: str) -> bool:
    return "$" in sql or any("\n" in quoted for quoted in _QUOTED.findall(sql))


def _wrapped(line: str) -> list[str]:
    if len(line) <= _WIDTH or "--" in line:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    lines = [indent]
    for word in _WORD.findall(line):
        if lines[-1].strip() and len(lines[-1]) + len(word) >= _WIDTH:
            lines.append(indent + "    ")
        lines[-1] += word if not lines[-1].strip() else f" {word}"
    return lines
