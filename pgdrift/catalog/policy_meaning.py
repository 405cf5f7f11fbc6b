"""What a policy that is missing, extra or different lets happen."""

from __future__ import annotations

from pgdrift.catalog import reach
from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Meaning

_VERBS = {
    "SELECT": "read",
    "INSERT": "insert",
    "UPDATE": "change",
    "DELETE": "delete",
    "ALL": "read",
}

CHANGED = Meaning(
    "policy-changed",
    "error",
    "{who} reaches other rows of {table} than intended: the rule of {policy} is another.",
)
OPENED = Meaning(
    "policy-changed", "error", "{whoever} can {reach} every row of {table}: {policy} admits all."
)
OTHERS_ADMITTED = Meaning(
    "policy-changed",
    "error",
    "The rows of {table} that {policy} decides on are another role's: {target}, not {reference}.",
)
ADMITS = Meaning(
    "policy-changed",
    "error",
    "{whoever} can {reach} rows of {table} that {policy} should only keep away: it admits them instead.",
)
MISSING = Meaning("policy-missing", "error", "{who} can {verb} no {rows}: {why}.")
RESTRICTION_MISSING = Meaning(
    "policy-missing",
    "error",
    "{whoever} can {reach} rows of {table} that {policy} should have kept away.",
)
OTHERS_ADMIT = Meaning(
    "policy-missing",
    "error",
    "Only the other policies of {table} decide which rows {who} can {verb}: {policy} is not there.",
)
EXTRA = Meaning(
    "policy-extra",
    "error",
    "{whoever} can {reach} rows of {table} that no declared policy admits: {policy} does.",
)
EXTRA_EVERYTHING = Meaning(
    "policy-extra", "error", "{whoever} can {reach} every row of {table}: {policy} admits all."
)
RESTRICTION_EXTRA = Meaning(
    "policy-extra",
    "error",
    "{who} may be refused rows of {table}: nothing declares the restriction {policy}.",
)
UNUSED = Meaning(
    "policy-extra",
    "warning",
    "The policy {policy} of {table} has no effect: row level security is off there.",
)

MEANINGS = (
    MISSING,
    OTHERS_ADMIT,
    RESTRICTION_MISSING,
    EXTRA,
    EXTRA_EVERYTHING,
    RESTRICTION_EXTRA,
    UNUSED,
    CHANGED,
    OPENED,
    OTHERS_ADMITTED,
    ADMITS,
)


def judge_missing(difference: Difference, comparison: Comparison) -> Meaning:
    fact = difference.fact
    if not fact["permissive"]:
        return RESTRICTION_MISSING
    others = [
        other
        for other in comparison.target.children(Key("table", fact["table"]), "policy").values()
        if other["permissive"]
        and (other["command"] in (fact["command"], "ALL") or fact["command"] == "ALL")
        and (set(other["roles"]) & {*fact["roles"], "PUBLIC"})
    ]
    if others or not _applies(fact, comparison.target):
        return OTHERS_ADMIT
    return MISSING


def judge_extra(difference: Difference, comparison: Comparison) -> Meaning:
    fact = difference.fact
    if not _applies(fact, comparison.target):
        return UNUSED
    if not fact["permissive"]:
        return RESTRICTION_EXTRA
    return EXTRA_EVERYTHING if "true" in (fact["using"], fact["check"]) else EXTRA


def judge_changed(difference: Difference, _: Comparison) -> Meaning:
    target = difference.target or {}
    if difference.fields == ("roles",):
        return OTHERS_ADMITTED
    if target["permissive"] and not difference.fact["permissive"]:
        return ADMITS
    admits_all = target["permissive"] and "true" in (target["using"], target["check"])
    return OPENED if admits_all and {"using", "check"} & set(difference.fields) else CHANGED


def words(fact: Fact, comparison: Comparison) -> dict[str, str]:
    """What the sentences say of a policy beyond its own fields."""
    table = comparison.target.get("table", fact["table"]) or {}
    forced = "forced" if table.get("force_row_security") else "on"
    roles = ["everyone" if role == "PUBLIC" else role for role in fact["roles"]]
    found = comparison.target.get("policy", f"{fact['table']}.{fact['policy']}") or fact
    return {
        "who": " and ".join(roles),
        # Who gains, where something is open.
        "whoever": reach.everybody_named(found["roles"], comparison),
        "reach": "read and write" if found["command"] == "ALL" else _VERBS[found["command"]],
        "verb": _VERBS[fact["command"]],
        "rows": bare(fact["table"]),
        "why": f"RLS is {forced} and no policy admits it",
    }


def _applies(fact: Fact, side: Side) -> bool:
    table = side.get("table", fact["table"])
    return bool(table and table["row_security"])
