"""Every benchmark, or those that are named, one after the other; with --keep what they measured is published.

`--scale` and `--rounds` go to those that have them. Ends with 0 when everything was measured, whether or not
it meets its goals: those that are missed are printed.
"""

from __future__ import annotations

import argparse
import ast
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from benchmarks import command

FOLDER = Path(__file__).parent
PUBLISHED = FOLDER / "published"
PICTURES = FOLDER.parent / "docs" / "pictures"
SCALES = ("sample", "small", "medium", "large")


def scripts() -> dict[str, Path]:
    """The benchmarks by name: what can be run beside this file."""
    found = sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("_"))
    return {path.stem: path for path in found if '__name__ == "__main__"' in path.read_text("utf-8")}


def main(arguments: list[str]) -> int:
    """Run them; the exit code of the first that failed, when all are done."""
    known = scripts()
    parser = parser_of(known)
    options, others = parser.parse_known_args(arguments)
    if options.help and options.name is None:
        parser.print_help()
        return 0
    if options.help:
        return ended([*started(options.name), "--help"])
    if others and options.name is None:
        parser.error(f"say which benchmark is to take {' '.join(others)}")
    if options.keep and find_spec("matplotlib") is None:
        parser.error("--keep draws with matplotlib, which ./noxw -s bench -- --keep brings along")
    failed = 0
    for name in known if options.name is None else [options.name]:
        code = ended([*started(name), *understood(known[name], options), *others])
        if code in (128 + signal.SIGINT, 128 + signal.SIGTERM):
            return code
        failed = failed or code
    if options.keep:  # figures that miss a goal are published like the others
        from benchmarks.published import quotes

        quotes.write()
    return failed


def parser_of(known: Mapping[str, Path]) -> argparse.ArgumentParser:
    """The options that all benchmarks have in common; each has a --help of its own."""
    about = {name: ast.get_docstring(ast.parse(script.read_text("utf-8"))) for name, script in known.items()}
    lines = [f"  {name}: {str(text).splitlines()[0]}" for name, text in about.items()]
    parser = argparse.ArgumentParser(
        prog="nox -s bench --",
        description=__doc__,
        epilog="\n".join(["NAME --help shows the options of one:", *lines]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        allow_abbrev=False,
    )
    parser.add_argument("-h", "--help", action="store_true", help="show this, or a named benchmark's options")
    parser.add_argument("--scale", choices=SCALES, help="for what measures rows")
    parser.add_argument("--rounds", type=command.at_least(1))
    parser.add_argument("--keep", action="store_true", help="publish the figures, in README and docs too")
    parser.add_argument("name", nargs="?", choices=known, help="all by default; one takes options of its own")
    return parser


def understood(script: Path, options: argparse.Namespace) -> list[str]:
    """Those of the common options that a benchmark has."""
    values = {"--scale": options.scale, "--rounds": options.rounds}
    if options.keep:
        values |= {"--figures": str(PUBLISHED / f"{script.stem}.json"), "--pictures": str(PICTURES)}
    text = script.read_text("utf-8")
    pairs = [(name, str(value)) for name, value in values.items() if value and f'"{name}"' in text]
    return [word for pair in pairs for word in pair]


def started(name: str) -> list[str]:
    """How a benchmark is started: as a module, which finds the others from the checkout."""
    return [sys.executable, "-m", f"benchmarks.{name}"]


def ended(arguments: list[str]) -> int:
    """Run a benchmark to its end, which it reaches in order when we are to end before."""
    process = subprocess.Popen(arguments)

    def pass_on(number: int, _: FrameType | None) -> None:
        process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in command.ENDING}
    try:
        return process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
