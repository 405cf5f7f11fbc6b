"""What a person sees of a run, on standard error; a program that calls us sees nothing it did not ask for."""

import logging
import sys
import time
from collections.abc import Callable
from typing import Any

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


def elapsed() -> Callable[..., None]:
    """A callback for Alembic's on_version_apply that reports how long each revision took."""
    since = time.monotonic()

    def report(*, step: Any, **_: Any) -> None:
        nonlocal since
        now = time.monotonic()
        LOG.info("  done in %.1f s", now - since)
        since = now

    return report


def _worth_reading(record: logging.LogRecord) -> bool:
    return record.name != "alembic.runtime.migration" or record.getMessage().startswith("Running")


def _configured(logger: logging.Logger) -> bool:
    current: logging.Logger | None = logger
    while current is not None:
        if any(not isinstance(handler, logging.NullHandler) for handler in current.handlers):
            return True
        current = current.parent if current.propagate else None
    return False
