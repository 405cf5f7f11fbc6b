"""A project's own modules, imported from where it says they are and from nowhere else."""

import importlib
import importlib.machinery
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pgdrift import needed_packages
from pgdrift.errors import PgdriftError

_PGDRIFT = Path(__file__).resolve().parent


class ProjectError(PgdriftError):
    """No project was found, or what it declares cannot be read."""


def import_from(root: Path, name: str) -> Any:
    """Import the module ``name`` that lies in ``root``, whatever else of that name can be imported.

    Raises ProjectError when another module of that name is loaded already, ``root`` has none, or it cannot be
    imported.
    """
    top = name.partition(".")[0]
    own = _place(importlib.machinery.PathFinder.find_spec(top, [str(root)]))
    if own is None:
        raise ProjectError(
            f"The package {top!r} was not found in {root}, where the project says it is. Reinstall the "
            "project, or correct its pgdrift settings."
        )
    loaded = sys.modules.get(top)
    if loaded is not None and _place(getattr(loaded, "__spec__", None)) != own:
        found = getattr(loaded, "__file__", None) or "another one"
        raise ProjectError(
            f"The package {top!r} that Python imported is {found}, not the project's own in {root}. "
            "Uninstall the package of the same name, or run from a directory that has none, and try again."
        )
    here = str(root)
    sys.path.insert(0, here)
    try:
        return importlib.import_module(name)
    except PgdriftError:
        raise
    except Exception as error:
        raise unreadable(error, root) or ProjectError(
            f"The module {name} in {root} cannot be imported: {_said(error)}. Nothing was changed. Correct "
            "it, or the project's pgdrift settings, and run this again."
        ) from error
    finally:
        sys.path.remove(here)


def never_imported(root: Path, packages: Iterable[str]) -> list[Path]:
    """The modules of ``packages``, which lie in ``root``, that nothing in this process has imported."""
    return [
        path
        for package in packages
        for path in sorted((root / package).rglob("*.py"))
        if (path.parent / "__init__.py").is_file() and _module(path.relative_to(root)) not in sys.modules
    ]


def _module(path: Path) -> str:
    return ".".join(path.parent.parts if path.name == "__init__.py" else path.with_suffix("").parts)


def unreadable(error: Exception, root: Path) -> ProjectError | None:
    """The paragraph for what a module in ``root`` raised while it was imported, with its file and line.

    None for any other exception.
    """
    if lacking := needed_packages.missing(error):
        return ProjectError(str(lacking))
    place = _line(error, root.resolve())
    if place is None:
        return None
    file, line = place
    return ProjectError(
        f"{file}, line {line}, cannot be imported: {_said(error)}. Nothing was changed. Correct the file and "
        "run this again."
    )


def _line(error: Exception, root: Path) -> tuple[str, int] | None:
    """The innermost line of the project's own at which an import failed."""
    if isinstance(error, SyntaxError):
        file = error.filename
        return (file, error.lineno or 1) if file is not None and _is_own(file, root) else None
    importing, found = False, None
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        # What is run with -m, and Alembic's env.py, are modules that nobody imports: they run the command.
        runs = frame.f_globals.get("__name__") in ("__main__", "env_py")
        importing |= code.co_name == "<module>" and not runs
        if importing and _is_own(code.co_filename, root):
            found = code.co_filename, line
    return found


def _is_own(file: str, root: Path) -> bool:
    """Whether a person who corrects the project would look into ``file``."""
    path = Path(file).resolve()
    inside = path.is_relative_to(root) and not path.is_relative_to(_PGDRIFT)
    # An environment may lie in the project, and an installed project in an environment.
    return inside and "site-packages" not in path.relative_to(root).parts


def _said(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg}"
    # With Python's own guess at the name that was meant.
    first = next(traceback.TracebackException.from_exception(error).format_exception_only())
    return first.strip().rstrip(".?")


def _place(spec: importlib.machinery.ModuleSpec | None) -> Path | None:
    """The file or folder that a module is in; a folder inside the project is not the project's folder."""
    if spec is None:
        return None
    if spec.origin and spec.has_location:
        return Path(spec.origin).resolve()
    places = list(spec.submodule_search_locations or ())
    return Path(places[0]).resolve() if places else None
