"""What a run has found so far, in a file with one verdict a line, so that a later run need not begin anew."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.isolation.mutants import report
from tests.isolation.mutants.laboratory import Verdict


def read(path: Path) -> dict[str, Verdict]:
    """The verdicts in the file by mutant, without those for which a run fails: they are to be judged again.

    A last line that a killed run did not finish is left out.
    """
    found: dict[str, Verdict] = {}
    for line in path.read_text().splitlines(keepends=True) if path.exists() else ():
        if line.endswith("\n"):
            verdict = Verdict(**json.loads(line))
            found[verdict.mutant] = verdict
    return {name: verdict for name, verdict in found.items() if not report.faults([verdict])}


def write(path: Path, verdicts: Sequence[Verdict]) -> None:
    """Have the file hold these verdicts and nothing else."""
    path.write_text("".join(map(_line, verdicts)))


def add(path: Path, verdict: Verdict) -> None:
    """Add one verdict to the file."""
    with path.open("a") as file:
        file.write(_line(verdict))


def _line(verdict: Verdict) -> str:
    return json.dumps(asdict(verdict)) + "\n"
