"""Statements about who owns what, who may do what, and what is said of it."""

from __future__ import annotations

from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.fuzz.create_types import ROLES
from tests.pgdrift.fuzz.inventory import Inventory, Thing
from tests.pgdrift.fuzz.names import text

_OWNED = (
    "SCHEMA", "TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "TYPE", "DOMAIN", "FUNCTION", "PROCEDURE",
    "AGGREGATE", "STATISTICS", "PUBLICATION",
)  # fmt: skip


def described(thing: Thing) -> str:
    """The object as COMMENT ON and DROP name it."""
    return f"{thing.kind} {thing.name}" + (f" ON {thing.on}" if thing.on else "")


def comment(choose: Choices, has: Inventory) -> str:
    said = text(choose) if not choose.once_in(5) else "NULL"
    if choose.once_in(4):
        target = has.table(choose, "rpvm")
        return f"COMMENT ON COLUMN {target.name}.{choose.one(target.columns).name} IS {said}"
    return f"COMMENT ON {described(choose.one(has.objects))} IS {said}"


def owner(choose: Choices, has: Inventory) -> str:
    thing = choose.one(has.of_kind(*_OWNED))
    return f"ALTER {thing.kind} {thing.name} OWNER TO {choose.one([*ROLES, 'CURRENT_USER'])}"


def grant(choose: Choices, has: Inventory) -> str:
    return _privileges(choose, has, "GRANT", "TO", choose.maybe(" WITH GRANT OPTION", 5))


def revoke(choose: Choices, has: Inventory) -> str:
    return _privileges(choose, has, "REVOKE", "FROM", choose.one(["", " CASCADE"]))


def _privileges(choose: Choices, has: Inventory, verb: str, word: str, suffix: str) -> str:
    role = choose.one([*ROLES, *ROLES, "PUBLIC", "CURRENT_USER" if verb == "REVOKE" else ROLES[0]])
    if role == "PUBLIC":
        suffix = suffix.replace(" WITH GRANT OPTION", "")
    tables = [r for r in has.relations if r.columns]
    target = choose.one(tables)
    columns = ", ".join(c.name for c in choose.some(target.columns, 2))
    things = {
        "SCHEMA": ("ALL", "USAGE", "CREATE"), "SEQUENCE": ("USAGE", "SELECT, UPDATE", "ALL"),
        "FUNCTION": ("EXECUTE", "ALL"), "PROCEDURE": ("EXECUTE",), "AGGREGATE": ("EXECUTE",),
        "TYPE": ("USAGE",), "DOMAIN": ("USAGE", "ALL"),
    }  # fmt: skip
    if choose.once_in(2):
        what = choose.one(
            [
                "SELECT",
                "INSERT, UPDATE",
                "ALL",
                "TRIGGER, REFERENCES",
                f"SELECT ({columns})",
                f"UPDATE ({columns}), DELETE",
                f"ALL ({columns})",
            ]
        )
        return f"{verb} {what} ON {target.name} {word} {role}{suffix}"
    thing = choose.one(has.of_kind(*things))
    kind = "FUNCTION" if thing.kind == "AGGREGATE" else thing.kind
    return f"{verb} {choose.one(things[thing.kind])} ON {kind} {thing.name} {word} {role}{suffix}"


def default_privilege(choose: Choices, has: Inventory) -> str:
    where = f" IN SCHEMA {choose.one(has.schemas)}" if choose.once_in(2) else ""
    what = choose.one(
        ["SELECT ON TABLES", "ALL ON TABLES", "USAGE ON SEQUENCES", "EXECUTE ON FUNCTIONS", "USAGE ON TYPES"]
    )
    change = choose.one([f"GRANT {what} TO {choose.one(ROLES)}", f"REVOKE {what} FROM PUBLIC"])
    return f"ALTER DEFAULT PRIVILEGES FOR ROLE {choose.one(ROLES)}{where} {change}"


def setting(choose: Choices, has: Inventory) -> str:
    whose = choose.one(["DATABASE {database}", f"ROLE {choose.one(ROLES)} IN DATABASE {{database}}"])
    what = choose.one(
        [
            "SET work_mem = '5MB'",
            'SET search_path = public, "Mixed Case"',
            "SET app.tenant = 'it''s %'",
            "RESET work_mem",
            "SET statement_timeout = 0",
            "RESET ALL",
        ]
    )
    return f"ALTER {whose} {what}"


def database(choose: Choices, _: Inventory) -> str:
    return choose.one(
        [
            "COMMENT ON DATABASE {database} IS " + text(choose),
            "ALTER DATABASE {database} CONNECTION LIMIT 50",
            f"GRANT {choose.one(['CONNECT', 'CREATE', 'TEMPORARY', 'ALL'])} ON DATABASE {{database}} TO {choose.one(ROLES)}",
            "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
            f"ALTER DATABASE {{database}} OWNER TO {choose.one(ROLES)}",
        ]
    )
