"""A project: where its declarations, migrations and data are, read from ``[tool.pgdrift]``.

The table is looked for in the pyproject.toml of the working directory and its parents; a distribution that
is installed instead names a mapping with the same keys through the entry point group ``pgdrift.project``.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pgdrift.own_modules import ProjectError, import_from

if TYPE_CHECKING:
    from sqlalchemy import MetaData

    from pgdrift.declare.roles import Role
    from pgdrift.ignoring import Entry

ENTRY_POINTS = "pgdrift.project"

_REQUIRED = ("name", "metadata", "entities", "roles", "migrations")
_OPTIONAL: Mapping[str, Any] = {
    "database": None,
    "database_url_variable": "DATABASE_URL",
    "data_directory": ".pgdata",
    "tenant_setting": None,
    "tenant_role": None,
    # Roles that tenants' requests may run as instead of it.
    "other_tenant_roles": (),
    "owner_role": None,
    "migrator_role": None,
    "service_role": None,
    # A statement that others queue behind waits this long for its lock ...
    "lock_timeout": "2s",
    # ... and is tried again for this long; one that nobody queues behind waits this long at once.
    "lock_retry_for": "5min",
    "concurrent_lock_timeout": "1h",
    "statement_timeout": "0",
    "ignore": (),
    # The document whose chapter "The way back" a migration that stopped points to.
    "adoption_page": None,
}


@dataclass(frozen=True)
class Project:
    """One project's settings; its declarations are imported when they are first asked for.

    ``root`` is the folder its packages and migrations are in, ``directory`` the one its data directory
    belongs to (the same in a checkout, the working directory for an installed distribution).
    """

    root: Path
    directory: Path
    settings: Mapping[str, Any] = field(repr=False)
    source: str = "[tool.pgdrift]"

    def __post_init__(self) -> None:
        missing = [key for key in _REQUIRED if not self.settings.get(key)]
        unknown = sorted(set(self.settings) - set(_REQUIRED) - set(_OPTIONAL))
        if missing or unknown:
            fault = f"lacks {', '.join(missing)}" if missing else f"has the unknown key {', '.join(unknown)}"
            raise ProjectError(
                f"{self.source} {fault}. It takes {', '.join(_REQUIRED)}, "
                f"and if wanted {', '.join(_OPTIONAL)}."
            )

    def setting(self, key: str) -> Any:
        """The value of ``key``, or its default."""
        return self.settings.get(key, _OPTIONAL.get(key))

    def _text(self, key: str) -> str | None:
        value = self.setting(key)
        return None if value is None else str(value)

    @property
    def name(self) -> str:
        """The project's name, also that of its database unless ``database`` says otherwise."""
        return str(self.settings["name"])

    @property
    def database(self) -> str:
        """The database that the embedded server holds for this project."""
        return str(self.setting("database") or self.name)

    @property
    def database_url_variable(self) -> str:
        """The environment variable that names the live database."""
        return str(self.setting("database_url_variable"))

    @property
    def data_directory(self) -> Path:
        """The embedded server's data directory."""
        return self.directory / str(self.setting("data_directory"))

    @property
    def server_of_checkout(self) -> str:
        """A sentence about the embedded server of a checkout whose code is run somewhere else; else empty."""
        theirs = self.root / str(self.setting("data_directory"))
        if self.root == self.directory or not theirs.is_dir():
            return ""
        return f"The server in {theirs} is that of commands that are run in {self.root}."

    @property
    def migrations(self) -> Path:
        """The folder of Alembic's env.py and versions."""
        return self.root / str(self.settings["migrations"])

    @property
    def tenant_setting(self) -> str | None:
        """The configuration parameter that holds the tenant's id, such as ``shop.customer``."""
        return self._text("tenant_setting")

    @property
    def tenant_role(self) -> str | None:
        """The role that tenant requests run as."""
        return self._text("tenant_role")

    @property
    def tenant_roles(self) -> tuple[str, ...]:
        """Every role that tenant requests may run as."""
        first = () if self.tenant_role is None else (self.tenant_role,)
        return (*first, *map(str, self.setting("other_tenant_roles")))

    @property
    def owner_role(self) -> str | None:
        """The role that owns every object of the project."""
        return self._text("owner_role")

    @property
    def migrator_role(self) -> str | None:
        """The role, BYPASSRLS and a member of the owner, that runs data steps and counts."""
        return self._text("migrator_role")

    @property
    def service_role(self) -> str | None:
        """The role, BYPASSRLS, that jobs and administration run as."""
        return self._text("service_role")

    @cached_property
    def ignore(self) -> "Sequence[Entry]":
        """The findings that are to be ignored. Raises MalformedIgnore."""
        from pgdrift.ignoring import from_settings

        return tuple(from_settings(self.setting("ignore"), self.source))

    @property
    def packages(self) -> tuple[str, ...]:
        """The top-level packages or modules that hold the metadata, the entities and the roles."""
        declaring = (str(self.setting(key)) for key in ("metadata", "entities", "roles"))
        return tuple(sorted({reference.partition(":")[0].partition(".")[0] for reference in declaring}))

    @cached_property
    def metadata(self) -> "MetaData":
        """The declared tables."""
        value: MetaData = self._load("metadata")
        return value

    @cached_property
    def entities(self) -> Sequence[Any]:
        """Everything else that is declared: see pgdrift.declare and alembic_utils."""
        return tuple(self._load("entities"))

    @cached_property
    def roles(self) -> "Sequence[Role]":
        """The declared roles."""
        return tuple(self._load("roles"))

    def _load(self, key: str) -> Any:
        reference = str(self.settings[key])
        module_name, _, attribute = reference.partition(":")
        module = import_from(self.root, module_name)
        try:
            return getattr(module, attribute)
        except AttributeError:
            raise ProjectError(
                f"{self.source} says {key} = {reference!r}, but the module {module_name} has no attribute "
                f"{attribute!r}. Correct the setting or define it there."
            ) from None


def find(start: Path | None = None) -> Project:
    """The project of ``start`` (default: the working directory), else the installed one.

    Raises ProjectError when there is none, several are installed, or its settings cannot be read.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        settings = _tool_table(folder / "pyproject.toml")
        if settings is not None:
            return Project(folder, folder, settings, f"[tool.pgdrift] in {folder / 'pyproject.toml'}")
    return _installed(start)


def _tool_table(path: Path) -> Mapping[str, Any] | None:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(f"{path} cannot be read as TOML: {error}. Correct it and try again.") from None
    table: Mapping[str, Any] | None = document.get("tool", {}).get("pgdrift")
    return table


def _installed(start: Path) -> Project:
    # Imported here: it costs more than the rest of finding a project in a checkout.
    from importlib import metadata
    from importlib.util import find_spec

    points = list(metadata.entry_points(group=ENTRY_POINTS))
    if len({point.value for point in points}) != 1:
        names = ", ".join(sorted(point.name for point in points))
        found = f"several projects are installed ({names})" if points else "no project is installed"
        raise ProjectError(
            f"No [tool.pgdrift] table was found in a pyproject.toml in {start} or above it, and "
            f"{found}. Run the command inside the project, or install the one project it is for."
        )
    point = points[0]
    if point.dist is None:
        raise ProjectError(f"The entry point {point.name!r} has no distribution. Reinstall the project.")
    module_name, _, attribute = point.value.partition(":")
    # An editable install's metadata lies apart from its packages; the module itself says where they are.
    spec = find_spec(module_name)
    root = Path(str(point.dist.locate_file(""))).resolve()
    if spec is not None and spec.origin and not Path(spec.origin).resolve().is_relative_to(root):
        root = Path(spec.origin).resolve().parents[module_name.count(".")]
    settings = getattr(import_from(root, module_name), attribute)
    return Project(root, start, settings, f"the settings {point.value} of {point.dist.name}")
