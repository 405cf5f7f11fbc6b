"""What each revision makes, also where two branches were merged: nothing of the other branch."""

from __future__ import annotations

from pathlib import Path

from pgdrift.references.store import References
from pgdrift.scratch import Scratch
from pgdrift.server.cluster import Cluster
from tests.pgdrift.migrate import tiny_project


def test_a_revision_has_what_was_before_it_and_nothing_of_another_branch(
    tmp_path: Path, cluster: Cluster
) -> None:
    tiny = tiny_project.write(tmp_path / "tiny")
    tiny.revision("left", "first", 'op.execute("CREATE TABLE lefts ()")')
    tiny.revision("right", "first", 'op.execute("CREATE TABLE rights ()")')
    merged = tiny.revision("merged", None, 'op.execute("CREATE TABLE joined ()")')
    merged.write_text(merged.read_text().replace("= None", '= ("left", "right")', 1))
    references = References(tiny.project, lambda: Scratch(cluster.url()))
    made = {
        step.revision: set(own.of_kind("table")) - {"public.alembic_version", "public.books"}
        for step, own in references.every_migrated()
    }
    assert made == {
        "first": set(),
        "left": {"public.lefts"},
        "right": {"public.rights"},
        "merged": {"public.lefts", "public.rights", "public.joined"},
    }
