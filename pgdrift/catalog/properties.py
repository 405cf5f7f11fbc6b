"""The statements for what nearly every kind of object has: an owner and a comment."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.grant_statements import as_granted, kept_by_old_owner, label_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal


def parenthesized(expression: str) -> str:
    """`expression` in parentheses, which PostgreSQL has often put there already."""
    depth, quote = 0, ""
    for position, character in enumerate(expression):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character in "()":
            depth += 1 if character == "(" else -1
        if depth == 0 and position < len(expression) - 1:
            return f"({expression})"
    return expression if expression.startswith("(") else f"({expression})"


def owner_of(
    object_kind: str,
    name: str,
    fact: Fact,
    comparison: Comparison,
    kind: str,
    *,
    changed: bool = False,
    key: str | None = None,
) -> Iterator[Statement]:
    """ALTER ... OWNER TO; not said of a new object whose creator is the owner. `key` is as for comments."""
    owner = fact["owner"]
    key = "database" if kind == "database" else key or name
    if changed or owner != comparison.acting_role:
        yield Statement(f"ALTER {object_kind} {name} OWNER TO {owner}", kind, key, phase=Phase.OWNER)
    if changed:
        yield from privileges_of_the_owner(Key(kind, key), owner, comparison)
        yield from kept_by_old_owner(Key(kind, key), comparison)


def privileges_of_the_owner(of: Key, owner: str, comparison: Comparison) -> Iterator[Statement]:
    """A new owner takes over what the old one had; who did not hold everything, or should not, is listed."""
    kind, key = of
    found = comparison.target.get(kind, key)
    label = label_of(kind, key)
    wanted = comparison.reference.get("grant", f"{label} to {owner}")
    held = comparison.target.get("grant", f"{label} to {found['owner']}") if found else None
    listed = wanted or held
    if listed is None:
        return
    name = comparison.target.snapshot.database if kind == "database" else key
    on = name if listed["object_kind"] == "TABLE" else f"{listed['object_kind']} {name}"
    yield Statement(f"REVOKE ALL ON {on} FROM {owner}", kind, key, phase=Phase.GRANT, rank=-1)
    privileges = ", ".join(wanted["privileges"]) if wanted else "ALL"
    if privileges:
        yield Statement(f"GRANT {privileges} ON {on} TO {owner}", kind, key, phase=Phase.GRANT)
    # That REVOKE also takes what the new owner holds on columns.
    grants = comparison.reference.children(Key(kind, key), "grant").values()
    columns = [
        (privilege, grant["column"])
        for grant in grants
        if grant["grantee"] == owner and grant["column"]
        for privilege in grant["privileges"]
    ]
    if columns:
        yield Statement(f"GRANT {as_granted(columns)} ON {on} TO {owner}", kind, key, phase=Phase.GRANT)


def comment_on(
    object_kind: str, name: str, fact: Fact, kind: str, *, changed: bool = False, key: str | None = None
) -> Iterator[Statement]:
    """COMMENT ON ...; not said of a new object that has none. `key` is the fact's name if not `name`."""
    comment = fact["comment"]
    if changed or comment:
        text = "NULL" if comment is None else literal(comment)
        sql = f"COMMENT ON {object_kind} {name} IS {text}"
        yield Statement(sql, kind, key or name, phase=Phase.COMMENT)


def options_changed(
    object_kind: str, name: str, wanted: list[str], found: list[str], kind: str
) -> Iterator[Statement]:
    """SET what differs and RESET what should not be there; options are written `name=value`."""
    settings = [option for option in wanted if option not in found]
    kept = {option.partition("=")[0] for option in wanted}
    superfluous = [option.partition("=")[0] for option in found if option.partition("=")[0] not in kept]
    if settings:
        sql = f"ALTER {object_kind} {name} SET ({', '.join(settings)})"
        yield Statement(sql, kind, name, phase=Phase.TABLE)
    if superfluous:
        sql = f"ALTER {object_kind} {name} RESET ({', '.join(superfluous)})"
        yield Statement(sql, kind, name, phase=Phase.TABLE)


def closed_to_public(object_kind: str, name: str, comparison: Comparison) -> Iterator[Statement]:
    """REVOKE what PostgreSQL gives PUBLIC on a new function or type, unless the reference has it too."""
    key = f"{label_of(object_kind.lower(), name)} to PUBLIC"
    if comparison.reference.get("grant", key) is None:
        # Right after it is made: nobody else may use it in between.
        yield Statement(f"REVOKE ALL ON {object_kind} {name} FROM PUBLIC", "grant", key)
