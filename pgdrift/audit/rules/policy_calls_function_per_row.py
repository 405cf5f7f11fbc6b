"""A function that PostgreSQL can neither inline nor call once is called for every row it looks at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject, text_of
from pgdrift.catalog.dotted_names import without_arguments
from pgdrift.catalog.fact import Fact, Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, policy in subject.of_kind("policy").items():
        called = [
            function
            for function, fact in subject.called_by(policy).items()
            if not _is_inlined(fact) and _is_called_bare(without_arguments(function), text_of(policy))
        ]
        if called:
            yield Breach(
                Key("policy", name),
                f"A query of {policy['table']} calls {', '.join(called)} for each row that it looks at, "
                "and uses no index for it.",
                f"-- Write ( SELECT function() ) in {policy['policy']}, or make it a SQL "
                "function that can be inlined.",
            )


def _is_inlined(function: Fact) -> bool:
    """Whether PostgreSQL puts the body in place of the call."""
    return bool(
        function["language"] == "sql"
        and function["volatility"] != "VOLATILE"
        and not (function["security_definer"] or function["config"] or function["strict"])
    )


def _is_called_bare(function: str, text: str) -> bool:
    """Whether it is called outside of a sub-select of its own, which is run once."""
    calls = len(re.findall(rf"(?<![\w$.\"]){re.escape(function)}\(", text))
    return calls > len(re.findall(rf"\( SELECT {re.escape(function)}\(\)", text))


RULE = Rule(
    "policy-calls-function-per-row",
    "warning",
    "A policy calls no function again for each row.",
    _find,
)
