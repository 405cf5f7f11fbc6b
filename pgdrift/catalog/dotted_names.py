"""The dotted names in a text of SQL.

PostgreSQL spells every name out, qualified, when the search path is empty. So the dotted names in a
definition are the objects it depends on, and perhaps a few more: too many only makes an order stricter.
"""

import re

# What is not ASCII is a letter to PostgreSQL; a set of all those letters would take long to compile.
_FIRST, _NEXT = r"[^\x00-@\[-^`{-\x7f]", r"[^\x00-#%-/:-@\[-^`{-\x7f]"
_PART = rf'(?:"(?:[^"]|"")+"|{_FIRST}{_NEXT}*+)'
_QUOTED, _CONSTANT = r'"(?:[^"]|"")*+"', r"'(?:[^']|'')*+'"
# An operator is spelled out as OPERATOR(public.<#).
_OPERATOR = r"[+*/<>=~!@#%^&|`?-]+"
_CALLED = re.compile(rf"(?:{_PART}\.)*(?:{_PART}|{_OPERATOR})")
# A name begins where a word does: to try at each of its letters takes the square of a long word's time.
_DOTTED = re.compile(rf"((?<!{_NEXT}){_PART}\.(?:{_PART}|{_OPERATOR}))(?:\.{_PART})*")


def names(text: str) -> list[str]:
    """The first two parts of every dotted name in `text`, schema and object, each once."""
    return list(dict.fromkeys(_DOTTED.findall(text)))


def without_arguments(name: str) -> str:
    """A function's or an operator's dotted name without its argument list; any other name as it is."""
    if '"' not in name:
        return name.partition("(")[0]
    found = _CALLED.match(name)
    return found[0] if found else name


def mentions(text: str, identifier: str) -> bool:
    """Whether `text` has the quoted `identifier` in it as a word of its own, outside of constants."""
    return word(text, identifier, "") != text


def word(text: str, identifier: str, other: str) -> str:
    """`text` with the quoted `identifier` replaced by `other`, wherever it is a word of its own."""
    if identifier not in text:
        return text
    # A name may have an apostrophe in it, a constant a quotation mark: what begins first goes on to its end.
    pattern = rf'{_CONSTANT}|(?<![\w$"]){re.escape(identifier)}(?![\w$"])|{_QUOTED}'
    return re.sub(pattern, lambda found: other if found[0] == identifier else found[0], text)


def bare(name: str) -> str:
    """The last part of a dotted name."""
    if '"' not in name:
        return name.rpartition(".")[2]
    found = re.search(rf"{_PART}$", name)
    return found[0] if found else name


def above(name: str) -> str:
    """A dotted name without its last part, which may have dots: a table's schema, a column's table."""
    if '"' not in name:
        return name.rpartition(".")[0]
    return name.removesuffix(bare(name)).removesuffix(".")
