"""A project's own modules, imported from where it says they are and from nowhere else."""

import importlib
import importlib.machinery
import sys
from pathlib import Path
from typing import Any

from pgdrift.errors import PgdriftError


class ProjectError(PgdriftError):
    """No project was found, or what it declares cannot be read."""


def import_from(root: Path, name: str) -> Any:
    """Import the module ``name`` that lies in ``root``, whatever else of that name can be imported.

    Raises ProjectError when another module of that name is loaded already, or ``root`` has none.
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
    finally:
        sys.path.remove(here)


def _place(spec: importlib.machinery.ModuleSpec | None) -> Path | None:
    """The file or folder that a module is in; a folder inside the project is not the project's folder."""
    if spec is None:
        return None
    if spec.origin and spec.has_location:
        return Path(spec.origin).resolve()
    places = list(spec.submodule_search_locations or ())
    return Path(places[0]).resolve() if places else None
