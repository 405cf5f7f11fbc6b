"""What a revision of ours does to a database in use is written in it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from pgdrift.migrate.in_process import configuration
from pgdrift.project import find
from tests.pgdrift.generate.squawk import squawk, unnamed

ROOT = Path(__file__).parents[2]
# Until then a database is adopted, for which docs/adoption.md stops the application.
ADOPTED = "188a23c365c5"
SINCE = [
    script
    for script in ScriptDirectory.from_config(configuration(find(ROOT).migrations)).walk_revisions(
        ADOPTED, "heads"
    )
    if script.revision != ADOPTED
]


@pytest.mark.parametrize("script", SINCE, ids=lambda script: Path(script.path).stem)
def test_whatever_squawk_finds_is_named_as_a_hazard(script) -> None:
    rendered = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", f"{script.down_revision}:{script.revision}", "--sql"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@localhost/nothing"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "COMMIT;" in rendered
    assert unnamed(squawk(rendered), Path(script.path).read_text("utf-8")) == set()
