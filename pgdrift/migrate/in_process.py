"""Running Alembic inside this process: no command line, no output, no change to anybody's logging."""

import io
import logging
import threading
from functools import partial
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from pgdrift.errors import PgdriftError
from pgdrift.migrate.request import ATTRIBUTE, Request

# Alembic keeps the running environment in module globals (alembic.context, alembic.op): one at a time.
_ONE_AT_A_TIME = threading.Lock()
# Alembic tells here which revision it begins.
_REVISIONS = logging.getLogger("alembic.runtime.migration")


def upgrade(request: Request, revision: str = "heads") -> None:
    """Migrate the database of ``request`` to ``revision``; raises PgdriftError with one paragraph."""
    _run(command.upgrade, request, revision)


def downgrade(request: Request, revision: str) -> None:
    """Take the database of ``request`` back to ``revision``; raises PgdriftError with one paragraph."""
    _run(command.downgrade, request, revision)


def script(request: Request, revision: str) -> str:
    """The SQL of ``revision``, or of a range of them ("from:to"), as `alembic upgrade --sql` prints it."""
    return _run(partial(command.upgrade, sql=True), request, revision)


def configuration(migrations: Path) -> Config:
    """Alembic's settings for the environment in ``migrations``; what it would print is discarded."""
    config = Config(stdout=io.StringIO(), output_buffer=io.StringIO())
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    return config


def _run(function: object, request: Request, revision: str) -> str:
    """Run one of Alembic's commands; what it printed."""
    config = configuration(request.project.migrations)
    config.attributes[ATTRIBUTE] = request
    # What runs on a scratch database must not read like what happens to the live one.
    quiet = _nothing if request.reference else _everything
    with _ONE_AT_A_TIME:
        _REVISIONS.addFilter(quiet)
        try:
            function(config, revision)  # type: ignore[operator]
        except CommandError as error:
            raise PgdriftError(str(error)) from error
        finally:
            _REVISIONS.removeFilter(quiet)
    assert isinstance(config.output_buffer, io.StringIO)
    return config.output_buffer.getvalue()


def _nothing(_: logging.LogRecord) -> bool:
    return False


def _everything(_: logging.LogRecord) -> bool:
    return True
