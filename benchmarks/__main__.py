"""Every benchmark, or those that are named, one after the other; with --keep what they measured is published.

`--scale` and `--rounds` go to those that have them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
PUBLISHED = FOLDER / "published"
PICTURES = FOLDER.parent / "docs" / "pictures"


def scripts() -> dict[str, Path]:
    """The benchmarks by name: what can be run beside this file."""
    found = sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("_"))
    return {path.stem: path for path in found if '__name__ == "__main__"' in path.read_text("utf-8")}


def main(arguments: list[str]) -> int:
    """Run them; the exit code of the first that failed, when all are done."""
    known = scripts()
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__)
    parser.add_argument("--scale", help="small, medium or large, for what measures rows")
    parser.add_argument("--rounds")
    parser.add_argument("--keep", action="store_true", help="publish the figures, in README and docs too")
    parser.add_argument("name", nargs="?", choices=known, help="all by default; one takes options of its own")
    options, others = parser.parse_known_args(arguments)
    if others and options.name is None:
        parser.error(f"say which benchmark is to take {' '.join(others)}")
    failed = 0
    for script in known.values() if options.name is None else [known[options.name]]:
        code = subprocess.run([sys.executable, script, *understood(script, options), *others]).returncode
        failed = failed or code
    if options.keep:  # figures that miss a goal are published like the others
        sys.path.insert(0, str(FOLDER.parent))
        from benchmarks.published import quotes

        quotes.write()
    return failed


def understood(script: Path, options: argparse.Namespace) -> list[str]:
    """Those of the common options that a benchmark has."""
    values = {"--scale": options.scale, "--rounds": options.rounds}
    if options.keep:
        values |= {"--figures": str(PUBLISHED / f"{script.stem}.json"), "--pictures": str(PICTURES)}
    text = script.read_text("utf-8")
    pairs = [(name, value) for name, value in values.items() if value and f'"{name}"' in text]
    return [word for pair in pairs for word in pair]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
