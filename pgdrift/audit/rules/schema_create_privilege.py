"""Whoever may create in a schema of the search path can put functions and operators before the ones meant."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Fact, Key


def _find(subject: Subject) -> Iterator[Breach]:
    for grant in _grants(subject):
        privileges = {privilege.removesuffix(" WITH GRANT OPTION") for privilege in grant["privileges"]}
        if "CREATE" in privileges and grant["grantee"] in subject.within_reach:
            name, grantee = grant["object"], grant["grantee"]
            who = "Everyone" if grantee == "PUBLIC" else grantee
            yield Breach(
                Key("schema", name),
                f"{who} can create functions and operators in {name}, which then run with the rights of "
                f"whoever finds them before the ones that were meant.",
                f"REVOKE CREATE ON SCHEMA {name} FROM {grantee};",
            )


def _grants(subject: Subject) -> Iterator[Fact]:
    for name in subject.of_kind("schema"):
        yield from subject.grants(name, "schema")
    # Schemas of extensions, and those that came with PostgreSQL.
    for grant in subject.of_kind("system_grant").values():
        if grant["object_kind"] == "SCHEMA":
            yield grant


RULE = Rule(
    "schema-create-privilege",
    "error",
    "No tenant role may create anything in a schema.",
    _find,
)
