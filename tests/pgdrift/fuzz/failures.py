"""Failures that are kept: a file for each, with all that it takes to see it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[3]
FOLDER = _ROOT / "fuzz-failures"


@dataclass(frozen=True)
class Failure:
    """What the run of `kind` with `seed` did, step by step, and how it ended."""

    kind: str
    seed: int
    major: int
    story: Sequence[str]
    message: str

    @property
    def headline(self) -> str:
        """One line."""
        lines = self.message.strip().splitlines()
        said = next((line for line in lines if not line.startswith((" ", "Traceback"))), lines[-1])
        return f"{self.kind} {self.seed} on PostgreSQL {self.major}: {said[:300]}"


def keep(failure: Failure) -> Path:
    """Write the file, and say where it is."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{failure.kind}-{failure.major}-{failure.seed}.json"
    path.write_text(json.dumps(asdict(failure), indent=1), encoding="utf-8")
    return path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else path


def read(path: str | Path) -> Failure:
    """The failure in a file; it depends on no generator, which may draw otherwise by now."""
    return Failure(**json.loads(Path(path).read_text(encoding="utf-8")))
