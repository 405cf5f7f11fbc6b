"""A revision that others follow is never edited; the newest may be completed, and must still end equal."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Column, Text

from pgdrift.generate import checksums
from pgdrift.generate.checksums import RevisionEdited
from pgdrift.generate.verification import NotProven
from pgdrift.generate.writing import record
from pgdrift.references import migrated
from tests.pgdrift.generate.workshop import Workshop, orders

REVISION = '''"""001_first: the first."""

from alembic import op

revision: str = "aaaa"
down_revision: str | None = None


def upgrade() -> None:
    """Upgrade."""
    # a comment
    op.execute("SELECT 1")
    op.execute(f"SELECT {1 + 1} AS {'two'}")
'''


def checksum(path: Path, source: str) -> str:
    path.write_text(source)
    found = checksums.of(path)
    assert found is not None
    return found.checksum


def test_what_formatting_may_change_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "aaaa_001_first.py"
    before = checksum(path, REVISION)
    for harmless in (
        REVISION.replace("    # a comment\n", ""),
        REVISION.replace("the first", "the very first").replace("Upgrade.", "Up."),
        REVISION.replace('"SELECT 1"', '(\n        "SELECT "\n        "1"\n    )'),
        REVISION.replace('"aaaa"', "'aaaa'"),
    ):
        assert harmless != REVISION
        assert checksum(path, harmless) == before
    for other in (
        REVISION.replace("SELECT 1", "SELECT 2"),
        REVISION.replace("1 + 1", "1 - 1"),
        REVISION.replace('    op.execute("SELECT 1")\n', ""),
        REVISION.replace("None = None", "None = 'bbbb'"),
    ):
        assert other != REVISION
        assert checksum(path, other) != before


def test_the_checksum_is_the_same_in_every_python(tmp_path: Path) -> None:
    """As it was made by the first one; a new version of Python must not invalidate a history."""
    assert checksum(tmp_path / "x.py", REVISION) == (
        "3fcfd2e4bda068153fd1ad476750f79a4abb869004eb5cab745b50bbfc317d62"
    )


def test_an_edited_older_revision_is_refused_and_named(shop: Workshop, empty_database) -> None:
    first = shop.declaring(orders()).write("one")
    later = shop.declaring(orders(Column("note", Text)))
    later.write("two")
    assert first is not None
    lines = (shop.project.migrations / "checksums.txt").read_text().splitlines()
    assert [line.split()[0] for line in lines[1:]] == [
        found.revision for found in checksums.history(shop.project.migrations).values() if not found.down
    ] + [found.revision for found in checksums.history(shop.project.migrations).values() if found.down]

    source = first.read_text()
    first.write_text(source.replace("What customers want", "What they want"))
    with pytest.raises(RevisionEdited, match=re.escape(str(first))) as refused:
        later.write("three")
    assert "git checkout" in str(refused.value)
    with pytest.raises(RevisionEdited):
        migrated.build(later.project, empty_database)
    first.write_text(source + "\n# looked at again\n")
    assert later.write("three") is None


def test_a_removed_older_revision_is_named(shop: Workshop, empty_database) -> None:
    first = shop.declaring(orders()).write("one")
    later = shop.declaring(orders(Column("note", Text)))
    later.write("two")
    assert first is not None
    first.unlink()
    with pytest.raises(RevisionEdited, match="has no readable file"):
        migrated.build(later.project, empty_database)


def test_the_newest_may_be_completed_and_is_recorded(shop: Workshop) -> None:
    shop = shop.declaring(orders())
    path = shop.write("one")
    assert path is not None
    head = "def upgrade() -> None:\n"
    path.write_text(path.read_text().replace(head, f"{head}    # done by hand\n    str()\n"))
    assert len(checksums.edited(shop.project.migrations)) == 1
    record(shop.project, shop.scratch)
    assert checksums.edited(shop.project.migrations) == []


def test_the_newest_must_still_end_equal_to_what_is_declared(shop: Workshop) -> None:
    shop = shop.declaring(orders())
    path = shop.write("one")
    assert path is not None
    path.write_text(path.read_text().replace("What customers want", "Something else"))
    with pytest.raises(RevisionEdited, match=r"does not end equal .* the table public\.orders \(comment\)"):
        shop.write("two")
    with pytest.raises(RevisionEdited, match=re.escape(str(path))):
        record(shop.project, shop.scratch)
    assert len(shop.revisions()) == 1


def test_the_newest_must_still_come_back(shop: Workshop) -> None:
    shop.declaring(orders()).write("one")
    shop = shop.declaring(orders(Column("note", Text)))
    path = shop.write("two")
    assert path is not None
    before, _, _ = path.read_text().partition("def downgrade")
    path.write_text(f"{before}def downgrade() -> None:\n    pass\n")
    with pytest.raises(NotProven, match=r"public\.orders\.note"):
        record(shop.project, shop.scratch)
    assert len(checksums.edited(shop.project.migrations)) == 1
