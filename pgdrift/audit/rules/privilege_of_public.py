"""What PUBLIC holds, every login holds that there is or will ever be."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for grant in subject.of_kind("grant").values():
        if grant["grantee"] != "PUBLIC" or grant["kind"] not in ("table", "view", "sequence", "function"):
            continue
        key = Key(grant["kind"], grant["object"])
        function = subject.of_kind("function").get(grant["object"]) if grant["kind"] == "function" else None
        if grant["kind"] == "function" and not (function and function["security_definer"]):
            continue
        columns = f" ({grant['column']})" if grant["column"] else ""
        privileges = ", ".join(f"{privilege}{columns}" for privilege in grant["privileges"])
        yield Breach(
            key,
            f"Every login has {privileges} on {grant['object']}.",
            f"REVOKE {privileges} ON {grant['object_kind']} {grant['object']} FROM PUBLIC;",
        )


RULE = Rule(
    "privilege-of-public",
    "error",
    "PUBLIC has no privilege on a table, view or sequence, nor on a function with its owner's rights.",
    _find,
)
