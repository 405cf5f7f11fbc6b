"""A project of another domain whose declarations are plain objects, so that a test can change them."""

import io
import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy
from alembic_utils.pg_trigger import PGTrigger
from sqlalchemy import CheckConstraint, Column, Identity, Integer, MetaData, String, Table, Text, text

from pgdrift import tenancy
from pgdrift.database_url import DatabaseURL
from pgdrift.declare import Grant, Role, RowSecurity, View, renames, table_renamed_from
from pgdrift.generate.writing import write
from pgdrift.migrate import in_process
from pgdrift.migrate.request import ATTRIBUTE, Request
from pgdrift.project import Project
from pgdrift.scratch import Scratch

_numbers = itertools.count(1)

NAMES = {"ck": "%(table_name)s_%(constraint_name)s_check", "ix": "idx_%(table_name)s_%(column_0_N_name)s"}
OWNER_FUNCTION = "RETURNS text LANGUAGE sql STABLE RETURN current_setting('shop.customer', true)"
# With all that Python, SQLAlchemy and psycopg each read in their own way.
TRIGGER_FUNCTION = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- 50% of 'a:b' and ':name', E'\\n' and "quoted"
    RETURN NEW;
END
$$"""
OPEN_ORDERS = "SELECT id, stage FROM public.orders WHERE stage = 'new'"
ENVIRONMENT = """
from pathlib import Path
from alembic import context
from pgdrift.migrate import environment
environment.run(context, Path(__file__).parent)
"""


@dataclass(frozen=True)
class Workshop:
    """The project ``name`` in ``folder``, and the server that its scratch databases are on."""

    name: str
    folder: Path
    scratch: Scratch
    metadata: MetaData
    entities: tuple[Any, ...]

    @property
    def roles(self) -> Sequence[Role]:
        return (
            Role(f"{self.name}_owner"),
            Role(f"{self.name}_migrator", bypassrls=True, member_of=(f"{self.name}_owner",)),
            Role(f"{self.name}_app"),
        )

    @property
    def project(self) -> Project:
        settings = {
            "name": self.name,
            "metadata": "not:imported",
            "entities": "not:imported",
            "roles": "not:imported",
            "migrations": "migrations",
            "owner_role": f"{self.name}_owner",
            "migrator_role": f"{self.name}_migrator",
            "tenant_role": f"{self.name}_app",
        }
        project = Project(self.folder, self.folder, settings)
        access = [
            *(Grant(("CONNECT",), "", role.name, kind="DATABASE") for role in self.roles),
            Grant(("USAGE", "CREATE"), "public", f"{self.name}_owner", kind="SCHEMA"),
            *(Grant(("USAGE",), "public", role.name, kind="SCHEMA") for role in self.roles[1:]),
        ]
        vars(project).update(
            metadata=self.metadata, entities=(*access, *self.entities), roles=tuple(self.roles)
        )
        return project

    def declaring(self, *tables: Table, entities: Sequence[Any] = ()) -> "Workshop":
        """The same project with these declarations alone."""
        metadata = MetaData(naming_convention=NAMES)
        isolated = {entity.table for entity in entities if isinstance(entity, RowSecurity) and entity.force}
        for table in tables:
            copy = table.to_metadata(metadata)
            table_renamed_from(copy, dict(renames.tables(table.metadata)).get(table))
            owned = tenancy.OwnedBy("customer") if table.name in isolated else tenancy.ServiceOnly()
            tenancy.require(table.name, copy, owned)
        return replace(self, metadata=metadata, entities=tuple(entities))

    def write(self, message: str = "change the shop", *, allow_destructive: bool = False) -> Path | None:
        """Generate a revision."""
        return write(self.project, self.scratch, message, allow_destructive=allow_destructive)

    def written(self, message: str = "change the shop", *, allow_destructive: bool = False) -> str:
        """Generate a revision that must come about; its source."""
        path = self.write(message, allow_destructive=allow_destructive)
        assert path is not None
        return path.read_text()

    def revisions(self) -> list[Path]:
        return sorted((self.folder / "migrations" / "versions").glob("*.py"))

    def rendered(self) -> str:
        """The upgrade of the newest revision as the SQL that `alembic upgrade --sql` prints."""
        config = in_process.configuration(self.project.migrations)
        script = ScriptDirectory.from_config(config)
        newest = script.get_revision("head")
        config.attributes[ATTRIBUTE] = Request(self.project)
        config.output_buffer = io.StringIO()
        command.upgrade(config, f"{newest.down_revision or 'base'}:{newest.revision}", sql=True)
        return str(config.output_buffer.getvalue())

    def upgrade(self, url: DatabaseURL, revision: str = "heads") -> None:
        in_process.upgrade(Request(self.project, url), revision)

    def downgrade(self, url: DatabaseURL, revision: str = "-1") -> None:
        in_process.downgrade(Request(self.project, url), revision)


def open_workshop(folder: Path, scratch: Scratch) -> Workshop:
    """A project that declares nothing and has no revision; its roles have names of their own."""
    (folder / "migrations" / "versions").mkdir(parents=True)
    (folder / "migrations" / "env.py").write_text(ENVIRONMENT)
    (folder / "pyproject.toml").write_text("[tool.ruff]\nline-length = 110\n")
    name = f"shop{os.getpid()}_{next(_numbers)}"
    return Workshop(name, folder, scratch, MetaData(naming_convention=NAMES), ())


def orders(*columns: Column[Any], stages: str = "'new', 'paid'") -> Table:
    """A table with a key, a text, a rule, and whatever else is asked for."""
    return Table(
        "orders",
        MetaData(naming_convention=NAMES),
        Column("id", Integer, Identity(), primary_key=True),
        Column("stage", String(20), server_default=text("'new'"), nullable=False, comment="Where it stands"),
        Column("customer", Text, nullable=False),
        *columns,
        CheckConstraint(f"stage IN ({stages})", name="stage"),
        comment="What customers want",
    )


def isolation(shop: Workshop, *, rule: str = "customer = public.customer()") -> list[Any]:
    """A function, row security, a policy, grants, a trigger and a view for ``orders``."""
    app = f"{shop.name}_app"
    return [
        PGFunction("public", "customer()", OWNER_FUNCTION),
        PGFunction("public", "stamp()", TRIGGER_FUNCTION),
        RowSecurity("orders"),
        PGPolicy(
            schema="public",
            signature="orders_isolation",
            on_entity="public.orders",
            definition=f"FOR ALL TO {app} USING ({rule}) WITH CHECK ({rule})",
        ),
        PGTrigger(
            schema="public",
            signature="orders_stamp",
            on_entity="public.orders",
            definition="BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.stamp()",
        ),
        View("open_orders", OPEN_ORDERS, {"security_invoker": "true"}),
        Grant(("SELECT", "INSERT"), "public.orders", app),
        Grant(("SELECT",), "public.open_orders", app),
        Grant(("EXECUTE",), "public.customer()", app, kind="FUNCTION"),
    ]
