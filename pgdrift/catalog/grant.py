"""Privileges on objects and columns."""

from __future__ import annotations

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.grant_statements import NAMED_WITH_KIND, emit, label_of
from pgdrift.catalog.kind import Kind, Meaning, no_statements

_CAN = {
    "SELECT": "read",
    "INSERT": "insert into",
    "UPDATE": "update",
    "DELETE": "delete from",
    "TRUNCATE": "empty",
    "REFERENCES": "reference",
    "TRIGGER": "add triggers to",
    "MAINTAIN": "vacuum and lock",
    "EXECUTE": "call",
    "USAGE": "use",
    "CREATE": "create objects in",
    "CONNECT": "connect to",
    "TEMPORARY": "create temporary tables in",
    "SET": "set",
    "ALTER SYSTEM": "set for the whole server",
}

EXTRA = Meaning("grant-extra", "error", "{grantee} can {can} {label}, which nothing declares.")
MISSING = Meaning("grant-missing", "error", "{grantee} cannot {cannot} {label}.")
# Not a lie while everyone may: the role can, but it no longer has the privilege itself.
BORROWED = Meaning("grant-missing", "warning", "{grantee} can {cannot} {label} only as long as everyone can.")
GRANTABLE = Meaning("grant-extra", "error", "{grantee} can pass on its privileges on {label} to anyone.")
NOT_GRANTABLE = Meaning("grant-missing", "warning", "{grantee} cannot pass on its privileges on {label}.")
OWNER = Meaning("grant-missing", "error", "{grantee} owns {label} but does not hold every privilege on it.")


def _missing(difference: Difference, comparison: Comparison) -> Meaning | None:
    # An owner is listed only where its privileges are not all there: no entry means it has them all.
    return EXTRA if difference.fact["is_owner"] else _lost(difference, comparison)


def _extra(difference: Difference, _: Comparison) -> Meaning | None:
    return OWNER if difference.fact["is_owner"] else EXTRA


def _gained(difference: Difference, _: Comparison) -> Meaning | None:
    return EXTRA if _surplus(difference.target, difference.reference) else None


def _lost(difference: Difference, comparison: Comparison) -> Meaning | None:
    lost = _surplus(difference.reference, difference.target)
    if not lost:
        return None
    everyone = comparison.target.get("grant", _name({**difference.fact, "grantee": "PUBLIC"}))
    return BORROWED if everyone and set(lost) <= set(everyone["privileges"]) else MISSING


def judge_privileges(difference: Difference, comparison: Comparison) -> Meaning | None:
    return _gained(difference, comparison) or _lost(difference, comparison)


def judge_grantable(difference: Difference, _: Comparison) -> Meaning:
    assert difference.target is not None
    more = set(difference.target["grantable"]) - set(difference.fact["grantable"])
    return GRANTABLE if more else NOT_GRANTABLE


def _surplus(more: Fact | None, less: Fact | None) -> list[str]:
    has = set(less["privileges"]) if less else set()
    return [privilege for privilege in (more["privileges"] if more else ()) if privilege not in has]


def words(fact: Fact, comparison: Comparison) -> dict[str, str]:
    """What the role can do that it should not, and the other way round, in words."""
    name = Key("grant", _name(fact)).name
    reference, target = comparison.reference.get("grant", name), comparison.target.get("grant", name)
    owner_default = fact["is_owner"]
    return {
        "label": _label(fact),
        "grantee": "everyone" if fact["grantee"] == "PUBLIC" else fact["grantee"],
        "can": verbs(_surplus(target, reference), " and ") if not owner_default else "do everything with",
        "cannot": verbs(_surplus(reference, target), " or "),
    }


def verbs(privileges: list[str], conjunction: str) -> str:
    """Privileges in words: `read and update`."""
    said = [_CAN.get(privilege, privilege) for privilege in privileges]
    return f"{', '.join(said[:-1])}{conjunction}{said[-1]}" if len(said) > 1 else "".join(said)


def _label(fact: Fact) -> str:
    name = fact["object"]
    if fact["kind"] in NAMED_WITH_KIND:
        name = f"the {fact['object_kind'].lower()} {name}"
    elif fact["object_kind"] == "DATABASE":
        name = "the database"
    return f"{fact['column']} of {name}" if fact["column"] else name


def _name(fact: Fact) -> str:
    object_name = f"{fact['object']}.{fact['column']}" if fact["column"] else fact["object"]
    return f"{label_of(fact['kind'], object_name)} to {fact['grantee']}"


def _parents(fact: Fact) -> list[Key]:
    parents = [Key(fact["kind"], fact["object"]), Key("role", fact["grantee"])]
    if fact["column"]:
        parents.append(Key("column", f"{fact['object']}.{fact['column']}"))
    if fact["grantee"] != "PUBLIC":
        # What everyone may do, a role can do without a privilege of its own.
        parents.append(Key("grant", _name({**fact, "grantee": "PUBLIC"})))
    return parents


def _version_gap(field: str, reference: Fact, target: Fact, lowest_major: int) -> bool:
    """MAINTAIN came with 17: it is no difference to a server that cannot have it."""
    if lowest_major >= 17:
        return False
    return {*reference[field]} - {"MAINTAIN"} == {*target[field]} - {"MAINTAIN"}


KIND = Kind(
    name="grant",
    plural="grants",
    of_every_database=True,
    identity=frozenset(
        {"object_kind", "kind", "object", "column", "grantee", "is_owner", "by_others", "to_owner"}
    ),
    fields={"privileges": judge_privileges, "grantable": judge_grantable},
    missing=_missing,
    extra=_extra,
    judged=(EXTRA, MISSING, BORROWED, GRANTABLE, NOT_GRANTABLE, OWNER),
    words=words,
    create=no_statements,
    alter=no_statements,
    drop=no_statements,
    emit=emit,
    parents=_parents,
    tolerates=_version_gap,
)
