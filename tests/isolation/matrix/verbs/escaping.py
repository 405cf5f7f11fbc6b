"""Ways out: other roles, no role, row level security off, and objects of one's own."""

from collections.abc import Iterator

from tests.isolation.matrix.cells import Attempt, Cell, ident
from tests.isolation.matrix.outcomes import BARRED, DENIED, ShowsAtMost

CREATIONS = {
    "CREATE SCHEMA": "CREATE SCHEMA mine",
    "CREATE TABLE": "CREATE TABLE public.mine (x int)",
    "CREATE TEMP TABLE": "CREATE TEMP TABLE mine (x int)",
    "CREATE TEMP SEQUENCE": "CREATE TEMP SEQUENCE mine",
    "CREATE FUNCTION": "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql RETURN 1",
    "CREATE TYPE": "CREATE TYPE public.mine AS (x int)",
    "CREATE OPERATOR": "CREATE OPERATOR public.=== (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
    "CREATE ROLE": "CREATE ROLE mine",
    "CREATE EVENT TRIGGER": "CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION current_user_id()",
    "ALTER ROLE BYPASSRLS": "ALTER ROLE CURRENT_USER BYPASSRLS",
}

LEAVING = ("RESET ROLE", "SET ROLE NONE", "SET SESSION AUTHORIZATION DEFAULT")


def into_roles(roles: list[str]) -> Iterator[Cell]:
    """Nobody becomes anybody else, and nobody makes anything."""
    for role in roles:
        yield Cell(f"SET ROLE {role}", f"SET ROLE {ident(role)}", DENIED)
        yield Cell(f"SET SESSION AUTHORIZATION {role}", f"SET SESSION AUTHORIZATION {ident(role)}", DENIED)


def creations() -> Iterator[Cell]:
    """Nobody makes anything."""
    for verb, statement in CREATIONS.items():
        yield Cell(verb, statement, DENIED)


def cells(at: Attempt) -> Iterator[Cell]:
    """A tenant that leaves its role, or turns row level security off, sees nothing more."""
    select = f"SELECT {ident(at.owner)}::text FROM {at.relation.quoted}"
    for way in LEAVING:
        yield Cell(f"SELECT after {way}", f"{way}; {select}", ShowsAtMost(frozenset(at.visible)))
    if at.hidden and at.rights.select and at.relation.kind == "r":
        yield Cell("SELECT with row_security off", f"SET LOCAL row_security = off; {select}", BARRED)
