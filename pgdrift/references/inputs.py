"""What a reference was made from, by content, so that a kept one can be told from a stale one.

Nobody declares what a project's modules read. So what they import is taken from Python, what they open or
list is watched while they run, and the packages of the project count whole, also what lies unused in them.
"""

from __future__ import annotations

import hashlib
import os
import re
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pgdrift.project import Project

# What a manifest holds: how to look ("file", "folder", "names", "environment"), at what, and what was seen.
Entry = tuple[str, str, str]
Manifest = list[Entry]

_SOURCES = Path(__file__).resolve().parents[1]
_CACHES = ("__pycache__", ".git", ".mypy_cache", ".pytest_cache", ".ruff_cache")
# They change from one shell to the next and decide nothing.
_SHELL = {"_", "OLDPWD", "PWD", "SHLVL", "WINDOWID", "TERM", "COLUMNS", "LINES"}

_ENVIRONMENT = re.compile(rb"\b(?:environb?|getenvb?)\b")

_watched: set[str] | None = None
_hooked = False


@contextmanager
def watching() -> Iterator[set[str]]:
    """Collects the files that this process opens for reading, and the folders that it lists."""
    global _hooked, _watched
    if not _hooked:
        # Python never takes such a hook away again; outside this block it does nothing.
        sys.addaudithook(_hook)
        _hooked = True
    before, _watched = _watched, set()
    try:
        yield _watched
    finally:
        _watched = before


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _watched is None or event not in ("open", "os.listdir", "os.scandir") or not arguments:
        return
    writes = os.O_WRONLY | os.O_RDWR
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & writes:
        return
    if isinstance(arguments[0], str | bytes | os.PathLike):
        _watched.add(os.path.abspath(os.fsdecode(arguments[0])))


def manifest(project: Project, watched: Iterable[str], *, without: Path) -> Manifest:
    """Everything that what was just imported and run depends on, nothing below `without`.

    Raises OSError when some of it cannot be looked at any more.
    """
    root = project.root.resolve()
    wanted: set[tuple[str, str]] = {("names", str(root)), *(("folder", str(path)) for path in _own(project))}
    ignored = (*_installed(), str(_SOURCES), str(without), "/dev", "/proc", "/sys")
    # A copy: watching goes on while modules are looked at.
    for module in list(sys.modules.values()):
        place = getattr(getattr(module, "__spec__", None), "origin", None)
        if isinstance(place, str) and os.path.isabs(place):
            if place.startswith(f"{root}{os.sep}"):
                os.stat(place)  # one that is gone by now was part of what was run
            wanted.add(_entry(place, root, ignored))
    for place in list(watched):
        if place not in sys.path and os.path.exists(place):
            wanted.add(_entry(place, root, ignored))
    wanted.discard(("", ""))
    whole = tuple(place + os.sep for look, place in wanted if look == "folder")
    wanted = {(look, place) for look, place in wanted if not place.startswith(whole)}
    if any(_asks_environment(Path(place)) for look, place in wanted if look in ("file", "folder")):
        wanted.add(("environment", ""))
    return [(look, place, seen(look, place)) for look, place in sorted(wanted)]


def holds(entries: Manifest, known: dict[tuple[str, str], str]) -> bool:
    """Whether everything is as it was; `known` remembers what was looked at already."""
    for look, place, before in entries:
        if (look, place) not in known:
            known[look, place] = seen(look, place)
        if known[look, place] != before:
            return False
    return True


def seen(look: str, place: str) -> str:
    """A digest of what is there now."""
    found = hashlib.sha256()
    if look == "environment":
        found.update(repr(sorted(item for item in os.environ.items() if item[0] not in _SHELL)).encode())
        return found.hexdigest()
    try:
        if look == "file":
            found.update(Path(place).read_bytes())
        elif look == "names":
            found.update(repr(_importable(place)).encode())
        else:
            for path in _files(place):
                found.update(f"{os.path.relpath(path, place)}\0".encode(errors="surrogateescape"))
                found.update(hashlib.sha256(Path(path).read_bytes()).digest())
    except OSError as error:
        found.update(f"unreadable: {error.errno}".encode())
    return found.hexdigest()


def newest(entries: Manifest) -> float:
    """When the last of these files was written, in seconds since 1970."""
    times = [0.0]
    for look, place, _ in entries:
        for path in _files(place) if look == "folder" else [place] if look == "file" else []:
            if os.path.exists(path):
                times.append(os.stat(path).st_mtime)
    return max(times)


def code() -> str:
    """A digest of pgdrift itself and of the distributions beside it, by name and time."""
    found = hashlib.sha256(repr(sys.version).encode())
    for path in _files(str(_SOURCES)):
        about = os.stat(path)
        found.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    for folder in sorted({path for path in sys.path if path.endswith("-packages") and os.path.isdir(path)}):
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.name.endswith((".dist-info", ".egg-info", ".pth")):
                found.update(f"{entry.path} {entry.stat().st_mtime_ns}\n".encode())
    return found.hexdigest()


def _own(project: Project) -> Iterator[Path]:
    """The packages that the settings name, and the migrations."""
    yield project.migrations.resolve()
    tops = {
        str(project.setting(key)).partition(":")[0].partition(".")[0]
        for key in ("metadata", "entities", "roles")
    }
    for top in sorted(tops):
        folder = project.root.resolve() / top
        yield folder if folder.is_dir() else folder.with_suffix(".py")


def _entry(place: str, root: Path, ignored: tuple[str, ...]) -> tuple[str, str]:
    """How to look at a path that was read; two empty texts for one that does not matter."""
    if any(place == folder or place.startswith(folder + os.sep) for folder in ignored):
        return "", ""
    if "__pycache__" in place or place.endswith(".pyc"):
        return "", ""
    if os.path.isdir(place):
        return ("", "") if place == str(root) else ("names", place)
    return ("file", place) if os.path.isfile(place) else ("", "")


def _installed() -> tuple[str, ...]:
    """The folders of Python and of installed distributions, whose versions `code` knows."""
    folders = {*site.getsitepackages(), site.getusersitepackages()}
    folders |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return tuple(sorted(os.path.abspath(folder) for folder in folders))


def _asks_environment(path: Path) -> bool:
    for file in _files(str(path)):
        if file.endswith(".py") and _ENVIRONMENT.search(Path(file).read_bytes()):
            return True
    return False


def _importable(folder: str) -> list[str]:
    """The names in a folder that a module or a search for one could come upon."""
    return sorted(name for name in os.listdir(folder) if not name.startswith(".") and name not in _CACHES)


def _files(place: str) -> Iterator[str]:
    """Every file in a folder, or the file itself, without bytecode and caches."""
    if not os.path.isdir(place):
        yield place
        return
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if name not in _CACHES)
        yield from (os.path.join(folder, name) for name in sorted(names) if not name.endswith(".pyc"))
