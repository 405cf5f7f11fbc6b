"""The ids of this project's two newest revisions, for tests that hold whatever they are."""

from pathlib import Path

_RECORDED = Path(__file__).resolve().parents[1] / "migrations" / "checksums.txt"

ALL = [line.split()[0] for line in _RECORDED.read_text("utf-8").splitlines() if not line.startswith("#")]
BEFORE, NEWEST = ALL[-2:]
