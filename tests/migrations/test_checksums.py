"""No revision was edited after it was recorded, and none is missing from the record."""

from pathlib import Path

import pytest

from pgdrift.generate import checksums

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", ["migrations", "examples/library/history"])
def test_every_revision_is_what_it_was_when_it_was_recorded(folder: str) -> None:
    found = {revision.revision: revision.checksum for revision in checksums.history(ROOT / folder).values()}
    assert found
    assert checksums.recorded(ROOT / folder) == found
