"""A database URL that was validated once and is then safe to print."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pgdrift.database_url_syntax import EXAMPLE, SECRETS, split
from pgdrift.errors import PgdriftError

if TYPE_CHECKING:
    import psycopg
    import sqlalchemy


@dataclass(frozen=True, repr=False)
class DatabaseURL:
    """Where a PostgreSQL database is and how to log in, in libpq's own connection parameters.

    What the URL leaves out is libpq's to decide: PGHOST and its kin, the service and password files.
    `repr`, `str` and `shown` never contain a secret.
    """

    _parameters: tuple[tuple[str, str], ...]
    source: str = field(default="DATABASE_URL", compare=False)

    @classmethod
    def parse(cls, text: str, *, source: str = "DATABASE_URL") -> DatabaseURL:
        """Read a URL as psql would, or one of the two forms that keep a password out of the argument list.

        Accepts postgres://, postgresql:// and postgresql+psycopg://, `env:NAME` (the URL is in that
        environment variable) and `?service=NAME` (an entry of the connection service file). `source` is what
        the person calls the text: a variable or an option. Raises PgdriftError, which never quotes the text.
        """
        if text.startswith("env:"):
            name = text.removeprefix("env:")
            found = os.environ.get(name)
            if found is None:
                raise PgdriftError(
                    f"{source} refers to the environment variable {name!r}, which is not set. "
                    f"Set it to a URL such as {EXAMPLE}."
                )
            text, source = found, f"The environment variable {name}"
        return cls(tuple(sorted(split(text, source).items())), source)

    @property
    def user(self) -> str | None:
        """The role that logs in; None leaves it to libpq."""
        return self._get("user")

    @property
    def host(self) -> str | None:
        """Host name, address or socket directory, several with commas between; None leaves it to libpq."""
        return self._get("host")

    @property
    def port(self) -> int | None:
        """The port of the first host; None leaves it to libpq (5432)."""
        first = (self._get("port") or "").split(",")[0]
        return int(first) if first else None

    @property
    def database(self) -> str | None:
        """The database's name; None leaves it to libpq (the name of the user)."""
        return self._get("dbname")

    @property
    def options(self) -> dict[str, str]:
        """Every other libpq parameter that was given, such as sslmode, passfile or service; no secrets."""
        return {
            name: value
            for name, value in self._parameters
            if name not in SECRETS and name not in ("user", "host", "port", "dbname")
        }

    @property
    def shown(self) -> str:
        """The URL without its secrets: for people, logs and output."""
        return _spelled({name: value for name, value in self._parameters if name not in SECRETS})

    @property
    def revealed(self) -> str:
        """The URL with its password: only for the environment of a child process, never for output."""
        return _spelled(dict(self._parameters))

    def __str__(self) -> str:
        return self.shown

    def __repr__(self) -> str:
        return f"DatabaseURL({self.shown!r})"

    def replace(
        self,
        *,
        database: str | None = None,
        user: str | None = None,
        password: str | None = None,
        host: str | None = None,
        port: int | None = None,
        **options: str,
    ) -> DatabaseURL:
        """The same URL with some parts changed. Another user does not inherit the password of this one."""
        parameters = dict(self._parameters)
        if user is not None and user != parameters.get("user"):
            parameters.pop("password", None)
        changes = {"dbname": database, "user": user, "password": password, "host": host, **options}
        changes["port"] = None if port is None else str(port)
        parameters.update({name: value for name, value in changes.items() if value is not None})
        return DatabaseURL(tuple(sorted(parameters.items())), self.source)

    def conninfo(self) -> str:
        """The connection string for psycopg.connect, password inside."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo("", **dict(self._parameters))

    def sqlalchemy(self) -> sqlalchemy.engine.URL:
        """The URL for create_engine and create_async_engine, password inside."""
        from sqlalchemy.engine import URL

        rest = dict(self._parameters)
        user, password, database = (
            rest.pop("user", None),
            rest.pop("password", None),
            rest.pop("dbname", None),
        )
        host, port = rest.get("host", ""), rest.get("port", "")
        if host and "/" not in host and "," not in host and not host.startswith("@") and "," not in port:
            del rest["host"]
            rest.pop("port", None)
            return URL.create(
                "postgresql+psycopg", user, password, host, int(port) if port else None, database, rest
            )
        if port and "," in host and "," not in port:
            rest["port"] = ",".join([port] * len(host.split(",")))  # SQLAlchemy wants one for each host
        return URL.create("postgresql+psycopg", user, password, None, None, database, rest)

    def connect(
        self, *, autocommit: bool = False, application_name: str = "pgdrift", **options: Any
    ) -> psycopg.Connection[Any]:
        """Connect with psycopg; `options` are those of psycopg.connect.

        Raises PgdriftError, which says what is wrong and what to do, when there is no PostgreSQL 15 or newer
        to talk to or it does not let us in.
        """
        from pgdrift.connecting import connect

        return connect(self, autocommit=autocommit, application_name=application_name, **options)

    def _get(self, name: str) -> str | None:
        return dict(self._parameters).get(name) or None


def given(variable: str) -> DatabaseURL | None:
    """The URL in the environment variable `variable`; None when it is unset.

    Raises PgdriftError when it is empty, which is more often a secret that did not arrive than a wish for
    the embedded server.
    """
    text = os.environ.get(variable)
    if text is None:
        return None
    if not text.strip():
        raise PgdriftError(
            f"{variable} is set but empty: unset it to use the embedded server, or set it to a URL such as "
            f"{EXAMPLE}. Nothing was done."
        )
    return DatabaseURL.parse(text, source=variable)


def _spelled(parameters: dict[str, str]) -> str:
    """The URL that `split` reads back as `parameters`."""
    rest = dict(parameters)
    login = quote(rest.pop("user", ""), safe="")
    if login and "password" in rest:
        login += ":" + quote(rest.pop("password"), safe="")
    hosts = rest.get("host", "").split(",")
    ports = rest.get("port", "").split(",")
    authority = ""
    # Everything unusual (socket directories, empty entries, hosts given twice) is clearer in the query.
    plain = all(host and "/" not in host and not host.startswith("@") for host in hosts)
    if plain and len(ports) in (1, len(hosts)):
        del rest["host"]
        rest.pop("port", None)
        if len(ports) < len(hosts):
            ports = ports * len(hosts)
        authority = ",".join(
            (f"[{quote(host, safe=':')}]" if ":" in host else quote(host, safe=""))
            + (f":{port}" if port else "")
            for host, port in zip(hosts, ports, strict=True)
        )
    database = quote(rest.pop("dbname", ""), safe="")
    query = "&".join(f"{name}={quote(value, safe='/:,')}" for name, value in rest.items())
    return (
        f"postgresql://{login}{'@' if login else ''}{authority}"
        f"{'/' + database if database or not authority else ''}{'?' if query else ''}{query}"
    )
