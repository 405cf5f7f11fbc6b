"""A function with its owner's rights that looks names up where its caller says runs the caller's code."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Fact, Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, function in subject.of_kind("function").items():
        if function["security_definer"] and not _has_path(function):
            yield Breach(
                Key("function", name),
                f"{name} runs with the rights of {function['owner']} and looks names up where its caller "
                "says: a table or function of the caller's own, under a name that it uses, is used in "
                "their place.",
                f"ALTER {function['variant']} {name} SET search_path = '';",
            )


def _has_path(function: Fact) -> bool:
    """Whether the function sets the path itself."""
    return any(item.startswith("search_path=") for item in function["config"] or ())


RULE = Rule(
    "definer-without-search-path",
    "error",
    "A SECURITY DEFINER function says where the names in it are looked up.",
    _find,
)
