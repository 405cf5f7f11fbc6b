"""A setting that was set in a transaction is empty afterwards, not unset: casting it raises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject, text_of
from pgdrift.catalog.fact import Key

_CAST = re.compile(
    r"\(current_setting\('(?P<setting>(?:[^']|'')+)'::text(?:, (?:true|false))?\)\)::(?P<type>[\w ]+)"
)
_HARMLESS = ("text", "character varying", "name")


def _find(subject: Subject) -> Iterator[Breach]:
    for name, policy in subject.of_kind("policy").items():
        for found in _CAST.finditer(text_of(policy)):
            setting, type_ = found["setting"], found["type"].strip()
            if type_ not in _HARMLESS:
                yield Breach(
                    Key("policy", name),
                    f"Queries of {policy['table']} fail where {setting} is empty, as it is on a connection "
                    f"that has been used: the empty text is no {type_}.",
                    f"-- In {policy['policy']}, write NULLIF(current_setting('{setting}', "
                    f"true), '')::{type_}.",
                )
                break


RULE = Rule(
    "policy-cast-raises",
    "warning",
    "A policy that casts a setting lets an empty one pass as nobody.",
    _find,
)
