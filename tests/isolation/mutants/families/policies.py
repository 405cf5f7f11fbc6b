"""Policies dropped, opened, shut, turned round, widened and narrowed."""

from collections.abc import Iterator

from pgdrift.declare.identifiers import literal, quoted
from tests.isolation.mutants.law import PUBLIC, Law, Policy
from tests.isolation.mutants.mutant import Mutant, about
from tests.isolation.rows import OWNED

_VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def mutants(law: Law) -> Iterator[Mutant]:
    """Every policy broken by itself, and a second policy put beside it."""
    for policy in law.policies:
        yield _mutant(policy, "dropped", (policy.drop,), (policy.create,))
        for how, changes in _changes(policy, law):
            yield _mutant(policy, how, policy.but(**changes), (policy.drop, policy.create))
        for verb in ("ALL", *_VERBS):
            using = None if verb == "INSERT" else "true"
            check = None if verb in ("SELECT", "DELETE") else "true"
            beside = Policy(policy.table, "beside", True, verb, policy.roles, using, check)
            yield _mutant(
                policy, f"another beside it that is true FOR {verb}", (beside.create,), (beside.drop,)
            )


def _mutant(policy: Policy, how: str, statements: tuple[str, ...], undo: tuple[str, ...]) -> Mutant:
    return Mutant("policy", policy.label, how, statements, undo, about(policy.table))


def _changes(policy: Policy, law: Law) -> Iterator[tuple[str, dict[str, object]]]:
    yield "WITH CHECK dropped", {"check": None}
    for clause, condition in (("USING", policy.using), ("WITH CHECK", policy.check)):
        if condition:
            field = "using" if clause == "USING" else "check"
            for name, other in _conditions(condition, policy, law):
                yield f"{clause} {name}", {field: other}
    condition = policy.using or policy.check
    for name, other in (("true", "true"), ("false", "false"), ("negated", f"NOT ({condition})")):
        yield f"both {name}", {"using": other, "check": other}
    yield (
        ("made restrictive", {"permissive": False})
        if policy.permissive
        else ("made permissive", {"permissive": True})
    )
    for role in (PUBLIC, *(role.name for role in law.roles)):
        if role not in policy.roles:
            yield f"also TO {role}", {"roles": (PUBLIC,) if role == PUBLIC else (*policy.roles, role)}
            yield f"TO {role} instead", {"roles": (role,)}
    for verb in _VERBS:
        if policy.command == "ALL":
            yield f"narrowed to {verb}", {"command": verb}


def _conditions(condition: str, policy: Policy, law: Law) -> Iterator[tuple[str, str]]:
    """Conditions that might be taken for ``condition``."""
    yield "true", "true"
    yield "false", "false"
    yield "negated", f"NOT ({condition})"
    yield "OR NULL", f"({condition}) OR NULL"
    yield "IS NOT FALSE", f"({condition}) IS NOT FALSE"
    choice = OWNED.get(policy.table.removeprefix("public."))
    if choice is None:
        return
    owner = quoted(choice.column)
    identity = _identity(condition, owner)
    yield "OR an owner who is NULL", f"({condition}) OR {owner} IS NULL"
    yield "OR an owner who is the empty id", f"({condition}) OR {owner} = ''"
    yield (
        "OR a tenant who is the empty id",
        f"({condition}) OR current_setting('app.current_user_id', true) = ''",
    )
    yield "OR a tenant who is unset", f"({condition}) OR current_setting('app.current_user_id', true) IS NULL"
    yield "OR a tenant's name for the role", f"({condition}) OR {owner} = session_user"
    yield "with = as IS NOT DISTINCT FROM", f"{owner} IS NOT DISTINCT FROM {identity}"
    yield "with = as <>", f"{owner} <> {identity}"
    yield "with = as <=", f"{owner} <= {identity}"
    yield "with = as LIKE", f"{owner} LIKE {identity}"
    yield "with = as LIKE turned round", f"{identity} LIKE {owner}"
    yield "with = as starts_with", f"starts_with({owner}, {identity})"
    yield "with = as a regular expression", f"{owner} ~ {identity}"
    yield "without case", f"lower({owner}) = lower({identity})"
    yield "without blanks", f"{owner} = btrim({identity})"
    yield "of the empty id for nobody", f"{owner} = coalesce({identity}, '')"
    yield "of a list in the setting", f"{owner} = ANY (string_to_array({identity}, ','))"
    yield "with the raw setting", f"{owner} = current_setting('app.current_user_id', true)"
    yield "with the strict setting", f"{owner} = current_setting('app.current_user_id')"
    yield "with another setting", f"{owner} = current_setting('app.user_id', true)"
    yield "with the role's name", f"{owner} = current_user"
    relation = next(relation for relation in law.relations if relation.name == policy.table)
    for column in relation.columns:
        if column.text and column.name != choice.column:
            yield f"with the column {column.name}", f"{quoted(column.name)} = {identity}"
            yield f"OR the column {column.name}", f"({condition}) OR {quoted(column.name)} = {identity}"
    yield "of any row's owner", f"{literal('x')} <> {owner} AND {identity} IS NOT NULL"


def _identity(condition: str, owner: str) -> str:
    """What ``condition`` compares ``owner`` with; without such a comparison, the function on its own."""
    # As pg_get_expr prints it: ((user_id)::text = current_user_id())
    _, equals, right = condition.removeprefix("(").removesuffix(")").partition(" = ")
    return right if equals and owner in _ else "public.current_user_id()"
