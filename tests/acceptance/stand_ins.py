"""A checkout with a program in pgdrift's place, for tests of what starts it."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]

# Stands in for pgdrift: the launcher must not depend on what it launches.
PROGRAM = """
import json, os, pathlib, sys, time
print("progress", file=sys.stderr)
if "wait" in sys.argv:
    pathlib.Path("started").touch()
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(1)
        pathlib.Path("cleaned-up").touch()
        raise
print(json.dumps({"arguments": sys.argv[1:], "directory": os.getcwd(), "environment": dict(os.environ)}))
sys.exit(int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0)
"""


def make_checkout(folder: Path) -> Path:
    (folder / "pgdrift").mkdir(parents=True)
    for name in ("noxw", "noxfile.py", "pyproject.toml", "uv.lock", "README.md", "LICENSE"):
        shutil.copy2(_ROOT / name, folder / name)
    for package in ("boardofone", "migrations", "pgdrift", "policies", "schema", "seed_data"):
        (folder / package).mkdir(exist_ok=True)
        (folder / package / "__init__.py").touch()
    (folder / "pgdrift" / "__main__.py").write_text(PROGRAM)
    return folder


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.stdout, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document
