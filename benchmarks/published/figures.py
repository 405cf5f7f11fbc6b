"""The figures of one benchmark, kept as one JSON document beside this file."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pgdrift.server import binaries

FOLDER = Path(__file__).parent


def document(results: Any) -> dict[str, Any]:
    """The results with what they were measured by, and on what."""
    programs = binaries.find()
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "command": " ".join([Path(sys.argv[0]).stem, *_without_files(sys.argv[1:])]),
        "machine": {
            "processor": _found(r"model name\s*: (.*)", Path("/proc/cpuinfo")) or platform.machine(),
            "cores": os.cpu_count(),
            "memory_gb": round(int(_found(r"MemTotal:\s*(\d+)", Path("/proc/meminfo")) or 0) / 2**20),
            "system": f"{platform.system()} {platform.machine()}",
            "load_when_done": round(os.getloadavg()[0], 1),
        },
        "versions": {
            "postgresql": programs.major,
            "python": platform.python_version(),
            "psycopg": version("psycopg"),
            "sqlalchemy": version("sqlalchemy"),
        },
        "results": results,
    }


def keep(file: Path, results: Any) -> None:
    """Write the document; a reader of the file never sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(document(results), indent=1) + "\n", encoding="utf-8")
    os.replace(unfinished, file)


def kept(name: str) -> dict[str, Any]:
    """The committed document of the benchmark `name`."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def _found(pattern: str, file: Path) -> str | None:
    if not file.exists():
        return None
    match = re.search(pattern, file.read_text("utf-8"))
    return match[1] if match else None


def _without_files(arguments: list[str]) -> list[str]:
    """The arguments that say what was measured, not where it was put."""
    hidden = {"--figures", "--folder", "--pictures"}
    pairs = zip(["", *arguments], arguments, strict=False)
    return [word for before, word in pairs if not {before, word} & hidden]
