"""Row security says which rows a tenant may change, not that it may not make itself an administrator."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.dotted_names import bare, mentions
from pgdrift.catalog.fact import Fact, Key

# What these say is meant for whoever runs the service to say, in whatever table.
_ANYWHERE = re.compile(
    r"(is_?)?(admin|administrator|super_?user|super_?admin|staff|root)"
    r"|(user_|account_)?(permissions?|privileges?|access_level|security_level|clearance)"
    r"|(subscription|pricing|billing|account)_?(tier|plan|level|status)"
    r"|(\w+_)?(credits|balance|quota)",
    re.IGNORECASE,
)
# Elsewhere these mean something else: the role of a message's author, the plan of a trip.
_OF_SOMEBODY = re.compile(r"(user_|account_)?(roles?|role_id|tier|plan|plan_id|scopes?)", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"user|account|member|profile|tenant|org|team|customer|compan|workspace|subscri|person|people|login"
    r"|credential|role|permission|api_?key|token",
    re.IGNORECASE,
)
_VERBS = ("INSERT", "UPDATE")


def _find(subject: Subject) -> Iterator[Breach]:
    for table in subject.tables:
        columns = {fact["column"]: fact for fact in subject.columns(table).values()}
        special = [
            column for column in columns if columns[column]["generated"] is None and _tells(table, column)
        ]
        for column in special:
            held = {
                verb: grants
                for verb in _VERBS
                if (grants := _grants(subject, table, column, verb))
                and not _checked(subject, table, column, verb)
            }
            if held:
                others = [c for c in columns if c not in special and columns[c]["generated"] is None]
                yield _breach(table, column, held, others)


def _tells(table: str, column: str) -> bool:
    plain = column.strip('"')
    if _ANYWHERE.fullmatch(plain):
        return True
    return bool(_OF_SOMEBODY.fullmatch(plain) and _SOMEBODY.search(bare(table)))


def _grants(subject: Subject, table: str, column: str, verb: str) -> list[Fact]:
    return [
        grant
        for grant in subject.grants(table)
        if verb in grant["privileges"]
        and grant["column"] in (None, column)
        and grant["grantee"] in subject.within_reach
    ]


def _checked(subject: Subject, table: str, column: str, verb: str) -> bool:
    """Whether policies have a say in what is written to the column."""
    if table not in subject.protected:
        return False
    said = [policy for policy in subject.policies(table).values() if policy["command"] in ("ALL", verb)]
    known = [mentions(policy["check"] or policy["using"] or "", column) for policy in said]
    open_ones = [known for policy, known in zip(said, known, strict=True) if policy["permissive"]]
    return all(open_ones) or any(
        told for policy, told in zip(said, known, strict=True) if not policy["permissive"]
    )


def _breach(table: str, column: str, held: dict[str, list[Fact]], others: list[str]) -> Breach:
    who = list(dict.fromkeys(grant["grantee"] for grants in held.values() for grant in grants))
    verbs = " and ".join({"INSERT": "insert", "UPDATE": "update"}[verb] for verb in held)
    statements = []
    for verb, grants in held.items():
        for grant in grants:
            one = f" ({column})" if grant["column"] else ""
            statements.append(f"REVOKE {verb}{one} ON {table} FROM {grant['grantee']};")
            if not grant["column"] and others:
                # A privilege on the whole table covers every column, and none can be taken out of it.
                statements.append(f"GRANT {verb} ({', '.join(others)}) ON {table} TO {grant['grantee']};")
    return Breach(
        Key("column", f"{table}.{column}"),
        f"{' and '.join(who)} can {verbs} {column} of {table}: a tenant gives itself what it wants.",
        "\n".join(statements),
    )


RULE = Rule(
    "writable-privilege-column",
    "error",
    "No tenant role may write a column that says what somebody is allowed or has paid for.",
    _find,
)
