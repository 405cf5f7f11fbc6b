"""`schema` and its kin are common names: here they mean the packages that lie beside `boardofone`."""

import importlib.machinery
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from pgdrift.errors import PgdriftError

ROOT = Path(__file__).resolve().parent.parent

# A word in the package's own __init__.py, where another distribution is known to bring one of that name.
MARKS = {"schema": "METADATA", "policies": "ENTITIES", "migrations": "", "seed_data": ""}


class NotOurPackage(PgdriftError, ImportError):
    """A package of ours is missing, or another one took its name."""


class OwnPackages:
    """Finds our packages in ROOT, whatever comes first on the path, and nothing else."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of one of our packages; None leaves every other name to Python."""
        if fullname not in MARKS:
            return None
        return importlib.machinery.PathFinder.find_spec(fullname, [str(ROOT)], target)


def claim() -> None:
    """Let our names mean our packages from here on; NotOurPackage when they cannot."""
    for name, mark in MARKS.items():
        _refuse_another_imported(name)
        _refuse_overwritten(name, mark)
    if not any(isinstance(finder, OwnPackages) for finder in sys.meta_path):
        sys.meta_path.insert(0, OwnPackages())


def _refuse_another_imported(name: str) -> None:
    loaded = sys.modules.get(name)
    if loaded is None or _place(loaded.__spec__) == ROOT / name:
        return
    raise NotOurPackage(
        f"Board of One needs its own package {name!r} in {ROOT}, but another one of that name was imported "
        f"first, from {_place(loaded.__spec__) or 'an unknown place'}. Rename or uninstall that one, or "
        "import boardofone before everything else if nothing else needs it."
    )


def _refuse_overwritten(name: str, mark: str) -> None:
    own = ROOT / name / "__init__.py"
    found = _place(importlib.machinery.PathFinder.find_spec(name, [str(ROOT)]))
    if found == own.parent and mark in own.read_text(encoding="utf-8", errors="replace"):
        return
    what = f"{found} belongs to another distribution" if found else f"there is none in {ROOT}"
    remedy = f"Uninstall the other one (pip uninstall {name}), then reinstall" if found else "Reinstall"
    raise NotOurPackage(
        f"Board of One needs its own package {name!r}, but {what}. {remedy} Board of One "
        "(pip install --force-reinstall boardofone-schema), in an environment of its own if both are needed."
    )


def _place(spec: importlib.machinery.ModuleSpec | None) -> Path | None:
    """The folder of a package, or the file of a module."""
    if spec is None:
        return None
    if spec.origin is None or spec.origin in ("namespace", "built-in", "frozen"):
        places = list(spec.submodule_search_locations or ())
        return Path(places[0]).resolve() if places else None
    origin = Path(spec.origin).resolve()
    return origin.parent if origin.name == "__init__.py" else origin
