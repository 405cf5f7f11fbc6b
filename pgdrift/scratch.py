"""A server for databases that are built only to be looked at, shared by everybody who needs one."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.server import binaries, lock, watchdog
from pgdrift.server.binaries import Binaries
from pgdrift.server.cluster import Cluster
from pgdrift.server.failure import ServerError
from pgdrift.server.temporary import temporary_cluster

LOG = logging.getLogger("pgdrift.scratch")
PREFIX = "pgdrift_scratch_"
DAY = 86_400
UNUSED_DAYS = 14


@dataclass(frozen=True)
class Scratch:
    """A running server; `url` is its superuser's."""

    url: DatabaseURL

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[DatabaseURL]:
        """A new database, empty or a copy of `template`, that is dropped afterwards; superuser's URL."""
        url = self.create(template)
        try:
            yield url
        finally:
            try:
                with self.url.connect(autocommit=True) as connection:
                    drop(connection, str(url.database))
            except (PgdriftError, psycopg.Error) as error:
                LOG.warning(
                    "could not drop the scratch database %s, the next run will: %s", url.database, error
                )

    def create(self, template: str | None = None) -> DatabaseURL:
        """The same, which whoever asked for it has to drop."""
        # The time is for `drop_leftovers`, which must tell a killed run's database from a slow one's.
        name = f"{PREFIX}{int(time.time())}_{secrets.token_hex(6)}"
        with self.url.connect(autocommit=True) as connection:
            # A server that is thrown away gains nothing by having every page of the copy in its log.
            thrown_away = connection.execute("SHOW fsync").fetchone() == ("off",)
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY {}").format(
                    sql.Identifier(name),
                    sql.Identifier(template or "template0"),
                    sql.SQL("file_copy" if thrown_away else "wal_log"),
                )
            )
        return self.url.replace(database=name)

    def drop_leftovers(self, *, older_than: float) -> None:
        """Drop the scratch databases that are older than so many seconds and that nobody is connected to."""
        query = """
            SELECT datname FROM pg_catalog.pg_database
            WHERE starts_with(datname, %s)
              AND datname NOT IN (SELECT datname FROM pg_catalog.pg_stat_activity WHERE datname IS NOT NULL)
        """
        with self.url.connect(autocommit=True) as connection:
            for (name,) in connection.execute(query, [PREFIX]).fetchall():
                made = name.removeprefix(PREFIX).partition("_")[0]
                if made.isdigit() and int(made) <= time.time() - older_than:
                    drop(connection, name)


def drop(connection: psycopg.Connection, name: str) -> None:
    """Drop a database together with the connections to it."""
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def scratch_server(
    roles_digest: str = "", *, major: int | None = None, url: DatabaseURL | None = None
) -> Iterator[Scratch]:
    """A server of PostgreSQL `major` for scratch databases, kept in the user's cache and stopped when idle.

    Roles belong to a whole server, so projects with different ones get different servers: `roles_digest`
    tells them apart. `url`, or the environment variable PGDRIFT_SCRATCH_URL, names a superuser's database
    on a server to use instead. PgdriftError when there is no server.
    """
    given = os.environ.get("PGDRIFT_SCRATCH_URL")
    if url is None and given:
        url = DatabaseURL.parse(given, source="PGDRIFT_SCRATCH_URL")
    if url is not None:
        scratch = Scratch(url)
        scratch.drop_leftovers(older_than=DAY)
        yield scratch
        return
    programs = binaries.find(major)
    name = hashlib.sha256(roles_digest.encode()).hexdigest()[:12]
    folder = cache_folder() / f"scratch-{programs.major}-{name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        LOG.info("no scratch server in %s (%s); making one in the temporary folder", folder, error.strerror)
        with temporary_cluster(programs.major) as cluster:
            yield Scratch(cluster.url())
        return
    with watchdog.watched(folder, remove=False):
        users, scratch = join(folder, programs)
        try:
            sweep(folder)
            yield scratch
        finally:
            os.close(users)
            watchdog.leave(folder, remove=False)


def roles_digest(roles: Iterable[object]) -> str:
    """What tells servers with these declared roles from those with others."""
    return hashlib.sha256(repr(sorted(map(repr, roles))).encode()).hexdigest()


def cache_folder() -> Path:
    """Where scratch servers lie: PGDRIFT_CACHE_DIR, else the place this platform has for caches."""
    import platformdirs

    return Path(os.environ.get("PGDRIFT_CACHE_DIR") or platformdirs.user_cache_dir("pgdrift")).absolute()


def join(folder: Path, programs: Binaries) -> tuple[int, Scratch]:
    """Become a user of the server in `folder`; the descriptor holds the shared lock that says so."""
    import fcntl

    cluster = Cluster(folder / "server", binaries=programs, durable=False)
    while True:
        folder.mkdir(parents=True, exist_ok=True)  # a sweep may have taken it
        users = lock.try_lock(folder / "users")
        alone = users is not None
        if users is None:
            users = lock.try_lock(folder / "users", shared=True)
        if users is None:
            time.sleep(0.02)  # somebody starts or stops it
            continue
        try:
            start(cluster, alone=alone)
            scratch = Scratch(cluster.url())
            if alone:
                scratch.drop_leftovers(older_than=0)
                os.utime(folder / "users")
                fcntl.flock(users, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return users, scratch
        except BlockingIOError:
            os.close(users)  # between the two locks somebody else was quicker
        except BaseException:
            os.close(users)
            raise


def start(cluster: Cluster, *, alone: bool) -> None:
    """Start the server; when that fails, once more without the data, which a crash may have spoilt."""
    try:
        cluster.start()
    except ServerError as error:
        if not alone:
            raise
        LOG.warning("%s Making it anew.", error)
        cluster.destroy()
        cluster.start()


def sweep(used: Path) -> None:
    """Remove the scratch servers nobody has used for two weeks."""
    for folder in used.parent.glob("scratch-*"):
        try:
            idle = time.time() - (folder / "users").stat().st_mtime
            if folder != used and idle > UNUSED_DAYS * DAY:
                watchdog.leave(folder, remove=True)
        except (OSError, PgdriftError) as error:
            LOG.info("could not remove the unused %s: %s", folder, error)
