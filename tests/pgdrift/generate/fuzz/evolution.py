"""One sequence: each revision does a step, undoes it, does it again, and keeps the rows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import Difference
from pgdrift.generate.comparing import differences, facts
from pgdrift.generate.engine_steps import described, only_order
from pgdrift.migrate import in_process, unfinished
from pgdrift.migrate.request import Request
from pgdrift.references import declared
from tests.pgdrift.generate.fuzz import rows
from tests.pgdrift.generate.fuzz.declaring import declared as declared_in
from tests.pgdrift.generate.fuzz.schema import Schema
from tests.pgdrift.generate.workshop import Workshop


class Evolution:
    """A project and its live database."""

    def __init__(self, shop: Workshop, url: DatabaseURL) -> None:
        self._shop, self._url = shop, url
        self._state: Schema | None = None
        self._known: Snapshot | None = None

    def run(self, states: Sequence[Schema]) -> None:
        """Take the project from one state to the next."""
        with self._url.connect() as self._reader:
            for state in states:
                self._step(state)
                self._state = state

    def assert_complete(self) -> None:
        """Nothing is left to generate."""
        assert self._shop.write("nothing has changed") is None

    def copy(self, folder: Path, url: DatabaseURL) -> Evolution:
        """The same in another folder; `url` is a copy of the live database."""
        shutil.copytree(self._shop.folder, folder, dirs_exist_ok=True)
        copied = Evolution(replace(self._shop, folder=folder), url)
        copied._state, copied._known = self._state, self._known
        return copied

    def _step(self, state: Schema) -> None:
        kept: rows.Rows = {}
        if self._state is not None:
            rows.fill(self._url, self._state)
            kept = rows.read(self._url, self._state)
        self._shop = declared_in(state, self._shop)
        path = self._shop.write("take a step", allow_destructive=True)
        if path is None:
            return
        # Whoever leaves those rows empty has nothing more to complete.
        path.write_text(path.read_text().replace(unfinished.MARK, "# left empty: "))
        try:
            self._taken(path, kept, state)
        except Exception as error:
            error.add_note(path.read_text())
            raise

    def _taken(self, path: Path, kept: rows.Rows, state: Schema) -> None:
        """Up, and if there is something to go back to, down and up again."""
        wanted = self._declared()
        before, after = self._known, self._upgraded(wanted)
        rows.assert_kept(kept, rows.read(self._url, state), state)
        if before is not None and self._state is not None:
            rows.let_go(self._url, kept, self._state, state)
            in_process.downgrade(Request(self._shop.project, self._url), "-1")
            self._assert_undone(before, path)
            after = self._upgraded(wanted)
            rows.assert_kept(kept, rows.read(self._url, state), state)
        self._known = after

    def _declared(self) -> Snapshot:
        with ExitStack() as stack:
            reference = stack.enter_context(self._shop.scratch.database())
            declared.build(self._shop.project, reference)
            return facts(stack.enter_context(reference.connect()), self._shop.project)

    def _upgraded(self, wanted: Snapshot) -> Snapshot:
        self._shop.upgrade(self._url)
        after = facts(self._reader, self._shop.project)
        left = differences(wanted, after, self._shop.scratch)
        assert not left, f"after the upgrade: {told(left)}"
        return after

    def _assert_undone(self, before: Snapshot, revision: Path) -> None:
        """The facts are those from before; what cannot come back exactly, the revision has to name."""
        left = differences(before, facts(self._reader, self._shop.project), self._shop.scratch)
        said = re.sub(r"\n *#   ", " ", revision.read_text())
        unsaid = [
            difference
            for difference in left
            if not only_order(difference) or f"cannot be undone: {difference.key}: a column" not in said
        ]
        assert not unsaid, f"after the downgrade: {told(unsaid)}"


def told(left: Sequence[Difference]) -> str:
    """What differs, with both sides of it."""
    sides = [
        f"\n  {d.key} {field}: {d.reference[field]!r} -> {d.target[field]!r}"
        for d in left
        for field in d.fields
        if d.reference and d.target
    ]
    return described(left) + "".join(sides)
