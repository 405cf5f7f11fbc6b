"""What a project's env.py does, online and with --sql."""

import sys
from pathlib import Path
from typing import Any

from alembic.util import CommandError

from pgdrift.errors import PgdriftError
from pgdrift.migrate import (
    offline,
    online,
    progress,
    request,
    revision_errors,
    revision_files,
    revisions,
)


def run(context: Any, folder: Path) -> None:
    """Run whatever Alembic command ``context`` (``alembic.context``) stands for; ``folder`` is env.py's.

    A person at the command line gets one paragraph through Alembic's own error message; a caller in this
    process gets the PgdriftError itself.
    """
    config = context.config
    at_command_line = config.cmd_opts is not None
    if at_command_line:
        progress.show()
    try:
        wanted = request.of(config, folder)
        try:
            revision_files.read(context.script)
            try:
                with revision_files.explained(folder):
                    (offline if context.is_offline_mode() else online).run(context, wanted)
            except CommandError:
                # Alembic does not say which files the heads of a history are in.
                revisions.refuse_two_heads(context.script)
                raise
        except PgdriftError:
            raise
        except Exception as error:
            explanation = revision_errors.explained(error, wanted.project, scratch=wanted.reference)
            if explanation is None:
                raise
            if context.is_offline_mode():
                explanation = PgdriftError(f"{explanation} Nothing was changed.")
            raise explanation from error
    except PgdriftError as error:
        if not at_command_line:
            raise
        if context.is_offline_mode():
            # Alembic reports to standard output, which here is on its way into psql.
            print(error, file=sys.stderr)
        raise CommandError(str(error)) from error
