"""Row security policies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.policy_meaning import MEANINGS, judge_changed, judge_extra, judge_missing, words
from pgdrift.catalog.properties import comment_on, parenthesized
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    parts = [f"CREATE POLICY {fact['policy']} ON {fact['table']}"]
    if not fact["permissive"]:
        parts.append("AS RESTRICTIVE")
    parts += [f"FOR {fact['command']}", f"TO {', '.join(fact['roles'])}", *_expressions(fact)]
    yield Statement("\n    ".join(parts), "policy", _name(fact), phase=Phase.POLICY)
    yield from comment_on("POLICY", _on(fact), fact, "policy", key=_name(fact))


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    # ALTER POLICY never leaves a moment without the policy.
    fact, changed = difference.fact, set(difference.fields)
    parts = [f"ALTER POLICY {_on(fact)}"]
    if "roles" in changed:
        parts.append(f"TO {', '.join(fact['roles'])}")
    parts += _expressions({field: fact[field] if field in changed else None for field in ("using", "check")})
    if len(parts) > 1:
        yield Statement("\n    ".join(parts), "policy", _name(fact), phase=Phase.POLICY)
    if "comment" in changed:
        yield from comment_on("POLICY", _on(fact), fact, "policy", changed=True, key=_name(fact))


def replaces(difference: Difference) -> bool:
    """ALTER POLICY can change neither the command nor the mode, and cannot take an expression away."""
    gone = any(field in difference.fields and difference.fact[field] is None for field in ("using", "check"))
    return gone or bool({"permissive", "command"} & set(difference.fields))


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(f"DROP POLICY {_on(fact)}", "policy", _name(fact), phase=Phase.DROP, rank=10)


def _expressions(fact: Fact) -> list[str]:
    return [
        f"{keywords} {parenthesized(fact[field])}"
        for field, keywords in (("using", "USING"), ("check", "WITH CHECK"))
        if fact[field] is not None
    ]


def _parents(fact: Fact) -> Sequence[Key]:
    return [Key("table", fact["table"]), *(Key("column", column) for column in fact["columns"] or ())]


def _on(fact: Fact) -> str:
    return f"{fact['policy']} ON {fact['table']}"


def _name(fact: Fact) -> str:
    return f"{fact['table']}.{fact['policy']}"


KIND = Kind(
    name="policy",
    plural="policies",
    identity=frozenset({"table", "policy", "columns"}),
    fields={
        "permissive": judge_changed,
        "command": judge_changed,
        "roles": judge_changed,
        "using": judge_changed,
        "check": judge_changed,
        "comment": Meaning(
            "comment-changed", "warning", "The description of the policy {policy} is another."
        ),
    },
    missing=judge_missing,
    extra=judge_extra,
    judged=MEANINGS,
    words=words,
    create=create,
    alter=alter,
    drop=drop,
    replaces=replaces,
    parents=_parents,
    texts=frozenset({"using", "check"}),
)
