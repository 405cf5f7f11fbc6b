"""Who reaches the rows of a table, in the words of a sentence: what a hole in its protection lets happen."""

from __future__ import annotations

from collections.abc import Iterable

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Key
from pgdrift.declare.identifiers import quoted

_VERBS = {"SELECT": "read", "UPDATE": "change", "DELETE": "delete"}


def named(role: str, comparison: Comparison) -> str:
    """A role as a sentence names it: `everyone`, `any tenant (app)`, or the role itself."""
    if role == "PUBLIC":
        return "everyone"
    return f"any tenant ({role})" if role in map(quoted, comparison.tenant_roles) else role


def everybody_named(roles: Iterable[str], comparison: Comparison) -> str:
    """Several roles, those that stand for most people first."""
    said = sorted(
        (named(role, comparison) for role in roles), key=lambda name: not name.startswith(("any", "ev"))
    )
    return " and ".join(said)


def privileges(relation: str, comparison: Comparison, kind: str = "table") -> dict[str, set[str]]:
    """What the target grants on a table or its columns, or on a view, by the roles that policies bind."""
    held: dict[str, set[str]] = {}
    for grant in comparison.target.children(Key(kind, relation), "grant").values():
        role = comparison.target.get("role", grant["grantee"]) or {}
        if not (grant["is_owner"] or role.get("bypass_rls") or role.get("superuser")):
            held.setdefault(grant["grantee"], set()).update(grant["privileges"])
    return held


def words(table: str, comparison: Comparison) -> dict[str, str]:
    """`who` reaches every row of the table once nothing keeps them from it, and what they `can` do."""
    held = privileges(table, comparison)
    everything = set().union(*held.values()) if held else {"SELECT", "UPDATE", "DELETE"}
    rows = f"every row of {bare(table)}"
    verbs = [verb for privilege, verb in _VERBS.items() if privilege in everything]
    can = [f"{_listed(verbs)} {rows}"] if verbs else []
    if "INSERT" in everything:
        can.append("add rows in anybody's name")
    return {
        "who": everybody_named(sorted(held), comparison) or "whoever is granted access",
        "can": " and ".join(can) or f"reach {rows}",
    }


def is_open(table: str, comparison: Comparison) -> bool:
    """Whether everyone or a role of tenants reaches the target's table, and no policy binds them."""
    fact = comparison.target.get("table", table)
    reached_by = outsiders("table", table, comparison)
    if fact is None or not reached_by:
        return False
    tenants = map(quoted, comparison.tenant_roles) if "PUBLIC" in reached_by else ()
    return not fact["row_security"] or _admits_all(table, {*reached_by, *tenants, "PUBLIC"}, comparison)


def outsiders(kind: str, relation: str, comparison: Comparison) -> set[str]:
    """Everyone and the roles of tenants, those of them that hold a privilege on the target's relation."""
    asked = {"PUBLIC", *map(quoted, comparison.tenant_roles)}
    return asked & privileges(relation, comparison, kind).keys()


def _admits_all(table: str, roles: set[str], comparison: Comparison) -> bool:
    """Whether the table's policies let one of the roles, or everyone, read every row."""
    policies = comparison.target.children(Key("table", table), "policy").values()
    binding = [one for one in policies if one["command"] in ("ALL", "SELECT") and roles & set(one["roles"])]
    admitting = any(one["permissive"] and one["using"] == "true" for one in binding)
    return admitting and all(one["permissive"] for one in binding)


def _listed(verbs: list[str]) -> str:
    return verbs[0] if len(verbs) == 1 else f"{', '.join(verbs[:-1])} and {verbs[-1]}"
