"""Small things worth remembering between runs, in the user's cache; losing them only costs time."""

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

_KEPT = 20


def recall(name: str) -> dict[str, Any] | None:
    """What was remembered under ``name``; None if nothing was, or if somebody else may have written it."""
    try:
        path = _folder() / f"{name}.json"
        # With sudo, HOME may still be another user's.
        if hasattr(os, "geteuid") and path.stat().st_uid != os.geteuid():
            return None
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def remember(name: str, content: dict[str, Any]) -> None:
    """Remember ``content`` under ``name``; the oldest of many memories are given up."""
    with contextlib.suppress(OSError):
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder / f"{name}.{os.urandom(4).hex()}"
        fresh.write_text(json.dumps(content), encoding="utf-8")
        os.replace(fresh, folder / f"{name}.json")
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)


def _folder() -> Path:
    if given := os.environ.get("PGDRIFT_CACHE_DIR"):
        return Path(given).absolute() / "ready"
    if sys.platform == "linux":
        # What platformdirs says too, without the time that importing it takes.
        base = os.environ.get("XDG_CACHE_HOME", "")
        return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "pgdrift" / "ready"
    import platformdirs

    return Path(platformdirs.user_cache_dir("pgdrift")) / "ready"
