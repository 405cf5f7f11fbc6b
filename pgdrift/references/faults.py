"""What is wrong with a declaration before PostgreSQL is asked, and where something is declared."""

from collections import Counter
from typing import Any

from alembic_utils.pg_policy import PGPolicy
from alembic_utils.replaceable_entity import ReplaceableEntity
from sqlalchemy import CheckConstraint, Table

from pgdrift import tenancy
from pgdrift.catalog.fact import Key
from pgdrift.catalog.grant_statements import label_of
from pgdrift.declare import Grant, RowSecurity, View
from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError
from pgdrift.locations import Locations
from pgdrift.project import Project


class DeclarationError(PgdriftError):
    """What the project declares is not valid SQL, or not in an order that PostgreSQL accepts."""


def refuse(project: Project) -> None:
    """Raise DeclarationError for a CHECK without a name, and for two policies of one table with the same.

    Raises TenancyMissing for a table that does not say who owns its rows.
    """
    for table in tenancy.undeclared(project.metadata):
        tenancy.require(f"Table{place(project, _table(table))}", table, None)
    for table in project.metadata.sorted_tables:
        for constraint in table.constraints:
            # SQLAlchemy's own CHECKs, of a Boolean or an Enum, are never created on PostgreSQL.
            own = isinstance(constraint, CheckConstraint) and not getattr(constraint, "_type_bound", False)
            if own and not isinstance(constraint.name, str):
                where = place(project, _table(table))
                condition = getattr(constraint, "sqltext", "")
                raise DeclarationError(
                    f"The table {table.fullname}{where} has a CHECK without a name: {condition}. "
                    'Nothing can find it again without one: write CheckConstraint("...", name="its_subject").'
                )
    policies = Counter(_policy(entity) for entity in project.entities if isinstance(entity, PGPolicy))
    for key, number in policies.items():
        if number > 1:
            on, _, name = key.name.rpartition(".")
            raise DeclarationError(
                f"{number} policies of {on} are called {name}; one of them is declared in "
                f"{place(project, key, bare=True)}. PostgreSQL knows a policy by its name on its "
                "table: rename or remove the others."
            )


def place(project: Project, entity: Any, *, bare: bool = False) -> str:
    """`` (policies/votes.py:7)``: where it is declared, without brackets when ``bare``; empty if unknown."""
    key = entity if isinstance(entity, Key) else _key(entity)
    found = Locations(project).find(key) if key is not None else None
    if bare:
        return found or "an unknown file"
    return f" ({found})" if found else ""


def lost_quotes(project: Project, entity: Any) -> str:
    """How an entity gets its double quotes back, where alembic-utils has taken some out of it; or nothing.

    A quote that is part of a name, or stands around a parameter's, is lost that way.
    """
    if not isinstance(entity, ReplaceableEntity):
        return ""
    locations, kind = Locations(project), type(entity).__name__
    said = {name: getattr(entity, name, "") for name in ("signature", "on_entity")}
    lost = [name for name, text in said.items() if locations.has_quotes(kind, text)]
    if not lost:
        return ""
    again = " and ".join(f"{kind[2:].lower()}.{name} = '...'" for name in lost)
    own = ", without those around the function's own name" if kind == "PGFunction" else ""
    return (
        f" {kind} takes the double quotes out of {' and '.join(lost)}: where they have to stay, give the "
        f"declaration a name and assign the text to it once more, as in {again}{own}."
    )


def called(entity: Any) -> str:
    """What an entity is called in a sentence."""
    if isinstance(entity, ReplaceableEntity):
        return f"{type(entity).__name__} {entity.schema}.{entity.signature}"
    if isinstance(entity, Grant):
        columns = f" ({', '.join(entity.columns)})" if entity.columns else ""
        return f"the grant of {', '.join(entity.privileges)}{columns} on {entity.on} to {entity.to}"
    if isinstance(entity, RowSecurity):
        return f"row level security of {entity.schema}.{entity.table}"
    if isinstance(entity, View):
        return f"the view {entity.schema}.{entity.name}"
    return repr(entity)


def _key(entity: Any) -> Key | None:
    if isinstance(entity, PGPolicy):
        return _policy(entity)
    if isinstance(entity, ReplaceableEntity):
        kind = {"PGFunction": "function", "PGTrigger": "trigger"}.get(type(entity).__name__)
        on = getattr(entity, "on_entity", None) or entity.schema
        return Key(kind, f"{on}.{entity.signature}") if kind else None
    if isinstance(entity, View):
        return Key("view", f"{quoted(entity.schema)}.{quoted(entity.name)}")
    if isinstance(entity, Grant):
        return Key("grant", f"{label_of(entity.kind.lower(), entity.on)} to {entity.to}")
    if isinstance(entity, RowSecurity):
        return Key("row_security", f"{quoted(entity.schema)}.{quoted(entity.table)}")
    return None


def _table(table: Table) -> Key:
    return Key("table", f"{quoted(table.schema or 'public')}.{quoted(table.name)}")


def _policy(policy: PGPolicy) -> Key:
    return Key("policy", f"{policy.on_entity}.{quoted(policy.signature)}")
