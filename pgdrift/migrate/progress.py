"""What a person sees of a run, on standard error; a program that calls us sees nothing it did not ask for."""

import logging
import sys

from pgdrift.migrate import durations

LOG = logging.getLogger("pgdrift.migrate")


def show(*names: str) -> None:
    """Print what pgdrift, Alembic and the loggers ``names`` report; only for a process that is a command.

    Loggers that somebody has configured, themselves or above, stay as they are.
    """
    for name in ("pgdrift", "alembic.runtime.migration", *names):
        logger = logging.getLogger(name)
        if not _configured(logger):
            handler = logging.StreamHandler(sys.stderr)
            handler.setFormatter(logging.Formatter("%(message)s"))
            handler.addFilter(_worth_reading)
            logger.addHandler(handler)
            logger.setLevel(logging.INFO)


def done(elapsed: float) -> None:
    """Report that a revision is committed, which took ``elapsed`` seconds."""
    LOG.info("  done in %s", durations.shown(elapsed))


def _worth_reading(record: logging.LogRecord) -> bool:
    return record.name != "alembic.runtime.migration" or record.getMessage().startswith("Running")


def _configured(logger: logging.Logger) -> bool:
    current: logging.Logger | None = logger
    while current is not None:
        if any(not isinstance(handler, logging.NullHandler) for handler in current.handlers):
            return True
        current = current.parent if current.propagate else None
    return False
