"""What to do about a seeding that PostgreSQL refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors

from pgdrift.errors import PgdriftError
from pgdrift.sessions import call


@contextmanager
def explained(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Turn what PostgreSQL says into a PgdriftError that says what to do about it."""
    database = connection.info.dbname
    try:
        yield
    except (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidColumnReference):
        raise PgdriftError(
            f"The table public.personas of the database {database} is missing or not the declared one, so "
            f"no persona was loaded. Migrate the database ({call('migrate')}, or alembic upgrade head), then "
            "seed again."
        ) from None
    except errors.InsufficientPrivilege as error:
        raise PgdriftError(
            f"The login {connection.info.user} may not write public.personas in the database {database} "
            f"({error.diag.message_primary}), so no persona was loaded. Migrate the database if it has not "
            "been yet; then seed with a login that is a member of bo1_service."
        ) from None
    except psycopg.Error as error:
        # The primary message alone: the detail may quote whole rows.
        reason = error.diag.message_primary or str(error)
        raise PgdriftError(
            f"The personas could not be seeded in the database {database}, and none was loaded: {reason}. "
            "Put that right and seed again."
        ) from None
