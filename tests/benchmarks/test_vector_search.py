"""The benchmark of vector search at its smallest scale: every tenant is found exactly what is nearest."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_sample_is_searched_exactly() -> None:
    """Recall alone: at this size a latency is chance."""
    command = [sys.executable, "-m", "benchmarks.vector_search", *"--scale sample --queries 8 --json".split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = {tenant["rows"]: tenant["ours"]["recall"] for tenant in json.loads(done.stdout)["results"]}
    assert found == dict.fromkeys((0, 1, 9, 100, 1_000), 1.0)
