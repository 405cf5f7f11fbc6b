"""${message}"""

<%doc>
Each rule below stands where it is needed: in front of whoever edits a new revision.
</%doc>\
# What a revision must keep to:
# - History imports alembic, sqlalchemy, alembic_utils and pgvector, never live code; every name is written out.
# - It runs as the project's owner with row_security off, in a transaction of its own. Under FORCE the owner sees
#   no rows: data steps, and ADD or VALIDATE FOREIGN KEY, go between SET LOCAL ROLE <migrator> and <owner>.
# - A new column whose default depends on the session is added without it, filled, then given default and NOT NULL.
# - Rules that existing rows may break are counted before anything changes:
#   PRECONDITIONS = (("public.votes", "votes_confidence_check", "SELECT count(*) FROM votes WHERE ..."),)
# - Tables whose writers wait until the transaction ends are announced: WRITES_WAIT = ("votes",)
# - What an index needs to be built beside traffic: with op.get_context().autocommit_block(): CONCURRENTLY.

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision: str = ${repr(up_revision)}
down_revision: ${"str | Sequence[str] | None"} = ${repr(down_revision)}
branch_labels: str | Sequence[str] | None = ${repr(branch_labels)}
depends_on: str | Sequence[str] | None = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
