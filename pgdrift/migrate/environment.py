"""What a project's env.py does, online and with --sql."""

import logging
import sys
from pathlib import Path
from typing import Any

from alembic.util import CommandError

from pgdrift.errors import PgdriftError
from pgdrift.migrate import database_errors, offline, online, request


def run(context: Any, folder: Path) -> None:
    """Run whatever Alembic command ``context`` (``alembic.context``) stands for; ``folder`` is env.py's.

    A person at the command line gets one paragraph through Alembic's own error message; a caller in this
    process gets the PgdriftError itself.
    """
    config = context.config
    at_command_line = config.cmd_opts is not None
    if at_command_line:
        show_progress()
    try:
        wanted = request.of(config, folder)
        try:
            (offline if context.is_offline_mode() else online).run(context, wanted)
        except Exception as error:
            explanation = database_errors.explained(error, "the migration")
            if explanation is None:
                raise
            raise explanation from error
    except PgdriftError as error:
        if not at_command_line:
            raise
        raise CommandError(str(error)) from error


def show_progress() -> None:
    """Let a person see what happens, on standard error; only for a process that is a command of ours.

    Nobody's handlers or levels are touched: loggers that somebody has configured stay as they are.
    """
    for name in ("alembic.runtime.migration", "pgdrift.migrate", "pgdrift.server"):
        logger = logging.getLogger(name)
        if not logger.hasHandlers() or _has_only_null_handlers(logger):
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(logging.Formatter("%(message)s"))
            logger.addHandler(handler)
            logger.setLevel(logging.INFO)


def _has_only_null_handlers(logger: logging.Logger) -> bool:
    current: logging.Logger | None = logger
    while current is not None:
        if any(not isinstance(handler, logging.NullHandler) for handler in current.handlers):
            return False
        current = current.parent if current.propagate else None
    return True
