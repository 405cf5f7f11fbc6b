"""The declared database: built from the models and entities alone, without a single migration."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.migration import MigrationContext
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy
from alembic_utils.replaceable_entity import ReplaceableEntity
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from pgdrift.database_url import DatabaseURL
from pgdrift.declare import DefaultPrivileges, Extension, Grant, RowSecurity, Statistics, View
from pgdrift.declare.identifiers import quoted
from pgdrift.migrate import bootstrap
from pgdrift.project import Project
from pgdrift.references import faults, intent
from pgdrift.references.faults import DeclarationError

# Kinds in the order in which they can be created: a table's default calls a function, a view reads tables,
# a grant needs its object, and nothing is readable before its policy is there.
_AFTER_TABLES = ("View", "Statistics", "RowSecurity", "PGPolicy", "PGTrigger", "Grant")


def build(project: Project, url: DatabaseURL) -> None:
    """Create everything that ``project`` declares in the empty database at ``url``.

    ``url`` must log in as a superuser. Raises DeclarationError naming the declaration that PostgreSQL
    refused, TenancyMissing for a table that does not say who owns its rows, and IntentBroken for one whose
    protection is not what it says.
    """
    faults.refuse(project)
    engine = create_engine(url.sqlalchemy(), poolclass=NullPool)
    try:
        _bootstrap(project, url)
        with engine.begin() as connection:
            if project.owner_role:
                _run(connection, f"SET LOCAL ROLE {quoted(project.owner_role)}", "the owner's role")
            _create(connection, project)
            intent.refuse_broken(connection, project)
    finally:
        engine.dispose()


def _bootstrap(project: Project, url: DatabaseURL) -> None:
    extensions = [entity.name for entity in _of_kind(project, Extension)]
    with url.connect(autocommit=True, application_name=f"{project.name} reference") as connection:
        # A reference does without an extension that its server has not; what needs it is then named.
        absent = bootstrap.unavailable_extensions(connection, extensions)
        bootstrap.ensure(connection, project, without=absent)


def _create(connection: Connection, project: Project) -> None:
    for entity in _of_kind(project, DefaultPrivileges):
        _run(connection, entity.sql(), f"the default privileges of {entity.owner}")
    # A table's default calls a function; a function has a table's or an enum's type in its signature.
    late: dict[PGFunction, DeclarationError] = {}
    for entity in _of_kind(project, PGFunction):
        try:
            with connection.begin_nested():
                _run(connection, create_sql(entity), _Name(entity, project))
        except DeclarationError as refused:
            late[entity] = refused
    try:
        with _refusals_named("the tables"):
            project.metadata.create_all(connection, checkfirst=False)
    except DeclarationError as refused:
        # What a table lacks may be one of those functions, which then has more to say.
        raise next(iter(late.values()), refused) from None
    for entity in late:
        _run(connection, create_sql(entity), _Name(entity, project))
    # The table that records the revision is part of every migrated database.
    MigrationContext.configure(connection)._ensure_version_table()
    for kind in _AFTER_TABLES:
        for entity in project.entities:
            if type(entity).__name__ == kind and not _belongs_to_bootstrap(entity):
                for statement in _statements(entity):
                    _run(connection, statement, _Name(entity, project))


def create_sql(entity: ReplaceableEntity) -> str:
    """The CREATE statement of ``entity``, with the colons and quotes that alembic-utils changes."""
    statement = str(entity.to_sql_statement_create().text).replace("\\:", ":")
    if isinstance(entity, PGPolicy):
        schema, _, table = entity.on_entity.partition(".")
        head = f"CREATE POLICY {entity.signature} on {entity.on_entity} "
        named = f"CREATE POLICY {quoted(entity.signature)} on {quoted(schema)}.{quoted(table)} "
        return named + statement.removeprefix(head)
    return statement


def _statements(entity: Any) -> list[str]:
    if isinstance(entity, RowSecurity | View):
        return entity.sql()
    if isinstance(entity, Grant | Statistics):
        return [entity.sql()]
    return [create_sql(entity)]


def _belongs_to_bootstrap(entity: Any) -> bool:
    return isinstance(entity, Extension) or (
        isinstance(entity, Grant) and entity.kind in ("DATABASE", "SCHEMA")
    )


def _of_kind(project: Project, kind: type[Any]) -> Iterator[Any]:
    return (entity for entity in project.entities if isinstance(entity, kind))


class _Name:
    """What an entity is called, with its file, which takes a while to find."""

    def __init__(self, entity: Any, project: Project) -> None:
        self._entity, self._project = entity, project

    def __str__(self) -> str:
        return f"{faults.called(self._entity)}{faults.place(self._project, self._entity)}"

    def advice(self) -> str:
        """What may be wrong with the declaration although it looks right."""
        return faults.lost_quotes(self._project, self._entity)


def _run(connection: Connection, statement: str, what: object) -> None:
    with _refusals_named(what):
        # The driver's own execution takes the text as it is: no colon or percent sign is a parameter.
        connection.exec_driver_sql(statement.replace("%", "%%"))


@contextmanager
def _refusals_named(what: object) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0]
        advice = what.advice() if isinstance(what, _Name) else ""
        raise DeclarationError(
            f"PostgreSQL refused {what}: {reason}. Correct the declaration and try again.{advice}"
        ) from None
