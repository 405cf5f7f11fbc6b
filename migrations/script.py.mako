"""${message}"""

# What a revision must keep to (delete what you have read):
# - History imports alembic, sqlalchemy, alembic_utils and pgvector, never live code; names are written out.
# - It runs as the project's owner with row_security off, in a transaction of its own. Under FORCE the owner
#   sees no rows: data steps, and ADD or VALIDATE FOREIGN KEY, need SET LOCAL ROLE <migrator>, then back.
# - A column whose default depends on the session is added without it, filled, then given default, NOT NULL.
# - Rules that existing rows may break are counted before anything changes:
#   PRECONDITIONS = (("public.votes", "votes_confidence_check", "SELECT count(*) FROM votes WHERE ..."),)
# - Tables whose readers and writers wait until the transaction ends are announced: WRITES_WAIT = ("votes",)
# - A wait for a lock is short, the transaction begun again after it: what has run is then run once more.
# - What an index needs to be built beside traffic: with op.get_context().autocommit_block(): CONCURRENTLY.
#   What stands before such a block is committed by it. A run that ends in between is gone on with where it
#   stopped, so leave the steps that were committed as they are, and let no step depend on what another reads.

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision: str = "${up_revision}"
down_revision: str | Sequence[str] | None = ${repr(down_revision)}
branch_labels: str | Sequence[str] | None = ${repr(branch_labels)}
depends_on: str | Sequence[str] | None = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
