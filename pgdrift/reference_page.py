"""The reference page of a project's tables, written from what it declares."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy
from alembic_utils.pg_trigger import PGTrigger
from sqlalchemy import Column, Identity, Index, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import Constraint, CreateIndex

from pgdrift import tenancy
from pgdrift.declare import DefaultPrivileges, Extension, Grant, Role, RowSecurity, View
from pgdrift.project import Project

_DIALECT: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
_DDL: Any = _DIALECT.ddl_compiler(_DIALECT, None)


def render(project: Project) -> str:
    """The whole page, as Markdown; the same text for the same declaration."""
    tables = sorted(project.metadata.tables.values(), key=lambda table: table.fullname)
    owners = tenancy.of(project.metadata)
    contents = ", ".join(f"[{table.name}](#{table.name})" for table in tables)
    parts = [
        f"# Tables of {project.name}",
        "Written by `./noxw -s docs` from the declaration; edits are overwritten.",
        f"Tables: {contents}.",
        *(_table(table, owners[table.fullname], project.entities) for table in tables),
        *(_view(view, project.entities) for view in _of(project, View)),
        _section("## Functions", _of(project, PGFunction), _signed),
        _section("## Roles", project.roles, _role),
        _section("## Extensions", _of(project, Extension), lambda extension: f"`{extension.name}`"),
        _section("## Grants beside those on tables and views", _other_grants(project), _grant_elsewhere),
        _section("## What new objects start with", _of(project, DefaultPrivileges), _code),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(table: Table, owner: tenancy.Tenancy, entities: Sequence[Any]) -> str:
    name = f"{table.schema or 'public'}.{table.name}"
    parts = [
        f"## {table.name}",
        table.comment or "",
        f"{_ownership(owner)} {_row_security(table, entities)}",
        _columns(table.columns),
        _section(None, _constraints(table), _constraint),
        _section("### Indexes", sorted(table.indexes, key=lambda index: str(index.name)), _index),
        _section(
            "### Policies", [e for e in entities if isinstance(e, PGPolicy) and e.on_entity == name], _signed
        ),
        _grants(name, entities),
        _section(
            "### Triggers", [e for e in entities if isinstance(e, PGTrigger) and e.on_entity == name], _signed
        ),
    ]
    return "\n\n".join(part for part in parts if part)


def _ownership(owner: tenancy.Tenancy) -> str:
    match owner:
        case tenancy.OwnedBy(column, append_only):
            may = ", which may add rows and never change them" if append_only else ""
            return f"Each row belongs to the tenant in `{column}`{may}."
        case tenancy.PublicRead():
            return "Every tenant may read every row; only the service writes."
        case tenancy.ServiceOnly():
            return "No tenant reaches this table."


def _row_security(table: Table, entities: Sequence[Any]) -> str:
    for entity in entities:
        if isinstance(entity, RowSecurity) and entity.table == table.name:
            return "Row level security is forced." if entity.force else "Row level security is enabled."
    return "Row level security is off."


def _columns(columns: Iterable[Column[Any]]) -> str:
    head = "| Column | Type | Null | Default | Meaning |\n| --- | --- | --- | --- | --- |"
    rows = [
        f"| `{column.name}` | {_cell(column.type.compile(_DIALECT))} | {'yes' if column.nullable else 'no'} "
        f"| {_default(column)} | {_cell(column.comment or '')} |"
        for column in columns
    ]
    return "\n".join([head, *rows])


def _default(column: Column[Any]) -> str:
    if isinstance(column.server_default, Identity):
        return "generated"
    default = _DDL.get_column_default_string(column)
    return f"`{_cell(default)}`" if default else ""


def _constraints(table: Table) -> list[Constraint]:
    return sorted(
        table.constraints, key=lambda item: (type(item).__name__ != "PrimaryKeyConstraint", str(item.name))
    )


def _constraint(constraint: Constraint) -> str:
    return f"`{_one_line(_DDL.process(constraint).removeprefix('CONSTRAINT '))}`"


def _index(index: Index) -> str:
    return f"`{_one_line(str(CreateIndex(index).compile(dialect=_DIALECT)))}`"


def _signed(entity: PGPolicy | PGTrigger | PGFunction) -> str:
    return f"`{entity.signature} {_one_line(entity.definition)}`"


def _grant(grant: Grant) -> str:
    columns = f" of {', '.join(f'`{column}`' for column in grant.columns)}" if grant.columns else ""
    return f"`{grant.to}` may {', '.join(grant.privileges)}{columns}"


def _grant_elsewhere(grant: Grant) -> str:
    place = "the database" if grant.kind == "DATABASE" else f"{grant.kind.lower()} `{grant.on}`"
    return f"{_grant(grant)} on {place}"


def _code(privileges: DefaultPrivileges) -> str:
    return f"`{privileges.sql()}`"


def _view(view: View, entities: Sequence[Any]) -> str:
    options = ", ".join(f"{key}={value}" for key, value in sorted(view.options.items()))
    parts = [
        f"## {view.name}",
        view.comment,
        f"A view ({options}):",
        f"```sql\n{view.definition.strip()}\n```",
        _grants(f"{view.schema}.{view.name}", entities),
    ]
    return "\n\n".join(part for part in parts if part)


def _grants(name: str, entities: Sequence[Any]) -> str:
    return _section("### Grants", [e for e in entities if isinstance(e, Grant) and e.on == name], _grant)


def _role(role: Role) -> str:
    traits = [
        "logs in" if role.login else "cannot log in",
        *(["reads past row level security"] if role.bypassrls else []),
        *(f"member of `{other}`" for other in role.member_of),
    ]
    return f"`{role.name}` ({', '.join(traits)}){': ' + role.comment if role.comment else ''}"


def _of(project: Project, kind: type[Any]) -> list[Any]:
    return [entity for entity in project.entities if isinstance(entity, kind)]


def _other_grants(project: Project) -> list[Grant]:
    shown = {f"{table.schema or 'public'}.{table.name}" for table in project.metadata.tables.values()}
    shown |= {f"{view.schema}.{view.name}" for view in _of(project, View)}
    return [entity for entity in _of(project, Grant) if entity.on not in shown]


def _section(title: str | None, items: Iterable[Any], line: Callable[[Any], str]) -> str:
    lines = [f"- {line(item)}" for item in items]
    if not lines:
        return ""
    return "\n".join([*([title, ""] if title else []), *lines])


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _one_line(text).replace("|", "\\|")
