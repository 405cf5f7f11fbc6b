"""The proof that a written revision does what it is for: up equals declared, down equals before."""

from pgdrift.catalog.snapshot import Snapshot
from pgdrift.errors import PgdriftError
from pgdrift.generate.comparing import differences, facts
from pgdrift.generate.engine_steps import described, only_order
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from pgdrift.project import Project
from pgdrift.references import migrated
from pgdrift.scratch import Scratch


class NotProven(PgdriftError):
    """The revision that was just written does not end where it should."""


def prove(
    project: Project,
    scratch: Scratch,
    revision: str,
    down_revision: str | None,
    declared: Snapshot,
    before: Snapshot | None,
) -> None:
    """Run ``revision`` up and down in a fresh database; without ``before``, only up.

    Raises NotProven, or what running it raised.
    """
    with scratch.database() as url, url.connect() as reader:
        migrated.build(project, url, revision)
        if left := differences(declared, facts(reader, project), scratch):
            raise NotProven(
                f"No revision was written: after its upgrade {described(left)} would still differ from what "
                "is declared. Write this part by hand with `alembic revision`, or change the declaration."
            )
        if before is None:
            return
        in_process.downgrade(Request(project, url, reference=True), down_revision or "base")
        after = differences(before, facts(reader, project), scratch)
        if left := [difference for difference in after if not only_order(difference)]:
            raise NotProven(
                f"No revision was written: its downgrade would leave {described(left)} behind. Write this "
                "revision by hand with `alembic revision`."
            )
