"""A server of its own, on which every mutant gets a copy of the migrated database and is judged."""

import contextlib
import itertools
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import paragraph
from pgdrift.migrate import bootstrap
from pgdrift.project import find
from pgdrift.references import migrated
from pgdrift.server.cluster import Cluster
from tests.isolation import signing
from tests.isolation.matrix import PLAIN, Mode
from tests.isolation.matrix.signed import KEY, SIGNED
from tests.isolation.mutants import generation, reading
from tests.isolation.mutants.judges import CODE_JUDGES, JUDGES, Judge, judges_of
from tests.isolation.mutants.mutant import DATABASE, Mutant
from tests.isolation.mutants.specimen import HEIR, ONLOOKER, OUTSIDER, STRANGER, Specimen, login_of, table_of
from tests.isolation.rows import OWNED, TABLES, insert, row_for, value_for
from tests.memory import cluster_in_memory

_PROJECT = find(Path(__file__).parent)
_TEMPLATE = "template"
NOT_MADE = "(not made)"
"""Stands for the judge of a mutant that could not be made: no verdict, and a fault in its family."""
_MODES = (PLAIN, SIGNED)
# An inherited membership lets the others connect.
_CONNECTING = f"{login_of('bo1_service')}, {STRANGER}, {ONLOOKER}"
_OWNERS_OF_A_TABLE = (ONLOOKER, *(mode.role for mode in _MODES))
_SURROUNDINGS = f"""
GRANT USAGE ON SCHEMA public TO {ONLOOKER};
CREATE SCHEMA witness;
GRANT USAGE ON SCHEMA witness TO PUBLIC;
""" + "".join(
    f"CREATE TABLE {table_of(owner)} (x text); ALTER TABLE {table_of(owner)} OWNER TO {owner};"
    for owner in _OWNERS_OF_A_TABLE
)
# What mutants of roles and parameters change, which belongs to the whole server.
_SHARED = (
    "SELECT r::text FROM pg_roles r ORDER BY 1",
    "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members ORDER BY 1, 2",
    "SELECT parname::text, acl.* FROM pg_parameter_acl, aclexplode(paracl) acl ORDER BY 1, 3, 4",
    "SELECT setrole::regrole::text, setconfig FROM pg_db_role_setting ORDER BY 1",
)


@dataclass(frozen=True)
class Verdict:
    """Which judge saw a difference first, and which; ``judge`` is None for a mutant that survived."""

    mutant: str
    family: str
    judge: str | None
    seen: str
    seconds: float


@contextmanager
def laboratory(major: int) -> Iterator["Laboratory"]:
    """A laboratory on a new server of PostgreSQL ``major``, which goes when the block ends."""
    with cluster_in_memory(major) as cluster:
        yield Laboratory(cluster)


class Laboratory:
    """Judges mutants one after the other; what belongs to the whole server is mended after each."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._numbers = itertools.count(1)
        cluster.ensure_database(_TEMPLATE)
        template = Specimen(cluster.url(database=_TEMPLATE), _MODES)
        migrated.build(_PROJECT, template.url)
        with cluster.url().connect(autocommit=True) as connection:
            # Its locks would be seen by judges who ask for one themselves and do not wait.
            connection.execute("ALTER SYSTEM SET autovacuum = off")
            connection.execute("SELECT pg_reload_conf()")
            _make_logins(cluster, connection)
        with template.url.connect() as connection:
            connection.execute(_SURROUNDINGS.encode())
            signing.install(connection, KEY)
        next(template.subjects()).populate()
        with template.url.connect() as connection:
            _fill(connection)
            _add_rows_named_after_roles(connection)
        with template.url.connect() as connection:
            self.law = reading.read(connection)
        self.mutants = {mutant.name: mutant for mutant in generation.mutants(self.law)}
        self._superuser = cluster.url().connect(autocommit=True)
        self._shared = self._shared_state()
        self._copy: _Copy | None = None  # with the law as it should be

    def judge(self, mutant: Mutant) -> Verdict:
        """The verdict on ``mutant``; one that cannot be made or unmade is told by what it says it saw."""
        begun = time.monotonic()
        copy = self._copy or self._new_copy()
        specimen = Specimen(copy.url, _modes(mutant), mutant.about)
        try:
            copy.run(mutant.statements)
            with mutant.sabotage():
                judge, seen = _first_difference(judges_of(mutant), specimen)
        except (psycopg.Error, AssertionError) as error:
            judge, seen = NOT_MADE, paragraph(str(error))
        finally:
            self._unmake(mutant, copy)
        return Verdict(mutant.name, mutant.family, judge, seen, time.monotonic() - begun)

    def _unmake(self, mutant: Mutant, copy: "_Copy") -> None:
        """Mend what belongs to the server, and keep the copy only if its law is whole again."""
        with contextlib.suppress(psycopg.Error):
            copy.run(mutant.undo)
        whole = not mutant.statements
        if mutant.undo:
            whole = reading.read(copy.superuser) == self.law
        self._copy = copy if whole else None
        if not whole:
            copy.superuser.close()
            self._superuser.execute(f"DROP DATABASE {copy.url.database} WITH (FORCE)".encode())
        # Settings of the copy belong to the server as well, and have gone with it.
        if self._shared_state() != self._shared:
            raise AssertionError(f"{mutant.name} has left a role or a parameter changed")

    def differences(self) -> dict[str, list[str]]:
        """What each judge but the matrix, which has a test of its own, sees in the unbroken law: nothing."""
        specimen = Specimen((self._copy or self._new_copy()).url, _MODES)
        judges = {name: judge for name, judge in (JUDGES | CODE_JUDGES).items() if name != "matrix"}
        return {name: list(judge(specimen)) for name, judge in judges.items()}

    def _new_copy(self) -> "_Copy":
        name = f"mutant_{next(self._numbers)}"
        self._superuser.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}".encode())
        url = self._cluster.url(database=name)
        copy = _Copy(url, url.connect(autocommit=True))
        # Privileges on a database are the one thing that a copy of it does not inherit.
        bootstrap.ensure(copy.superuser, _PROJECT)
        self._superuser.execute(f"GRANT CONNECT ON DATABASE {name} TO {_CONNECTING}".encode())
        return copy

    def _shared_state(self) -> list[object]:
        return [self._superuser.execute(query.encode()).fetchall() for query in _SHARED]


@dataclass(frozen=True)
class _Copy:
    url: DatabaseURL
    superuser: psycopg.Connection[Any]

    def run(self, statements: tuple[str, ...]) -> None:
        for statement in statements:
            self.superuser.execute(statement.replace(DATABASE, str(self.url.database)).encode())


def _modes(mutant: Mutant) -> tuple[Mode, ...]:
    """Both, and first the one that the mutant speaks of by its role or policy."""
    return _MODES[::-1] if SIGNED.name in mutant.name else _MODES


def _first_difference(judges: Mapping[str, Judge], specimen: Specimen) -> tuple[str | None, str]:
    for name, judge in judges.items():
        try:
            for difference in judge(specimen):
                return name, difference
        except AssertionError:
            raise
        except Exception as error:
            # What a judge does without expecting it to fail works under the unbroken law.
            return name, paragraph(str(error))
    return None, ""


def _make_logins(cluster: Cluster, connection: psycopg.Connection[Any]) -> None:
    for role in (role.name for role in _PROJECT.roles):
        name = login_of(role)
        cluster.ensure_login(name)
        connection.execute(f"GRANT {role} TO {name}".encode())
        if role == _PROJECT.service_role:
            connection.execute(f"ALTER ROLE {name} NOINHERIT; ALTER ROLE {name} SET role = '{role}'".encode())
    for name in (STRANGER, ONLOOKER, HEIR, OUTSIDER):
        cluster.ensure_login(name)
    connection.execute(f"GRANT {_PROJECT.service_role} TO {HEIR}".encode())


def _fill(connection: psycopg.Connection[Any]) -> None:
    """Have a text in every column that may hold one, for those who would take it for an owner."""
    connection.execute("SET LOCAL session_replication_role = replica")  # rows of nobody break their keys
    for table in TABLES:
        for column in table.columns if table.name in OWNED else ():
            text = isinstance(value_for(column), str) and not column.foreign_keys
            if text and column.nullable and column.name != OWNED[table.name].column:
                connection.execute(f"UPDATE {table.name} SET {column.name} = 'elsewhere'".encode())


def _add_rows_named_after_roles(connection: psycopg.Connection[Any]) -> None:
    """Rows of tenants whose ids are the names of roles and logins, for whom nobody must be taken."""
    connection.execute("SET LOCAL session_replication_role = replica")
    for role in (role.name for role in _PROJECT.roles):
        for table in TABLES:
            if table.name in OWNED:
                for name in (role, login_of(role)):
                    insert(connection, table, row_for(table, name, {}))
