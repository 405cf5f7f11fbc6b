"""Connecting with psycopg, and saying in plain words why that did not work."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import psycopg

from pgdrift.errors import PgdriftError, paragraph
from pgdrift.sessions import making_server

if TYPE_CHECKING:
    from pgdrift.database_url import DatabaseURL

OLDEST_SUPPORTED = 15
CONNECT_TIMEOUT = 10  # seconds; libpq's own default is to wait for as long as the network stack does

# What the server or libpq said, and what the person who reads it can do; the first match counts. A server
# that does not speak English falls through to OTHERWISE, which still shows its own words.
REMEDIES = (
    (
        r"no password supplied",
        "Give the password in the URL (postgresql://user:password@...), in PGPASSWORD, or in a password file "
        "(?passfile=...).",
    ),
    (
        r"(password|peer|ident|SCRAM|GSSAPI|certificate).* authentication failed",
        "Check the user name and the password; special characters in a URL must be percent-encoded.",
    ),
    (
        r'^database ".*" does not exist',
        "Correct the database name in the URL, or create the database first: createdb does{server}.",
    ),
    (
        r'^role ".*" does not exist',
        "Correct the user name in the URL, or have an administrator create the role.",
    ),
    (r"not permitted to log in", "Log in as a role that has LOGIN."),
    (r"permission denied for database", "Have an administrator GRANT CONNECT on the database to this role."),
    (
        r"pg_hba\.conf",
        "The server's pg_hba.conf does not let this user in from here: have an administrator add a line for "
        "it, or use ?sslmode=require if only encrypted connections are let in.",
    ),
    (
        r"too many (clients|connections)|remaining connection slots",
        "Close connections that are not needed, wait, or raise the limit, then try again.",
    ),
    (
        r"starting up|shutting down|recovery mode|not (yet )?accepting connections",
        "The server is there but not ready: wait a few seconds and try again.",
    ),
    (
        r"expected authentication request|invalid response to|closed the connection unexpectedly",
        "What listens there does not answer as PostgreSQL does: check the host and the port.",
    ),
    (
        r"definition of service|service file",
        "Check the name in ?service= and the connection service file (~/.pg_service.conf, PGSERVICEFILE).",
    ),
    (r"bad value|invalid .* value", "Correct that option after the ? of the URL."),
    (
        r"\bSSL\b|\bTLS\b|certificate",
        "Check sslmode and the certificate options of the URL against what the server offers.",
    ),
    (
        r"failed to resolve|translate host name",
        "Check the spelling of the host, and that the network and its DNS work.",
    ),
    (
        r"timeout expired|timed out",
        "Nothing answered in time: check the host, the port and any firewall between, or allow longer with "
        "?connect_timeout=.",
    ),
    (
        r"refused|unreachable|No route|Is the server running|No such file or directory",
        "Check that a PostgreSQL server is running there and that host and port are right.",
    ),
)
OTHERWISE = "Check every part of the URL: host, port, user, database and the options after the ?."


def connect(
    url: DatabaseURL, *, autocommit: bool, application_name: str, **options: Any
) -> psycopg.Connection[Any]:
    """An open connection to PostgreSQL 15 or newer; PgdriftError otherwise."""
    # The fallback gives way to a name from the URL, a service file or PGAPPNAME.
    options.setdefault("fallback_application_name", application_name)
    # Every letter that a catalog can have, whatever PGCLIENTENCODING or the database would make of it.
    options.setdefault("client_encoding", "utf8")
    if not {"connect_timeout", "service"} & url.options.keys() and "PGCONNECT_TIMEOUT" not in os.environ:
        options.setdefault("connect_timeout", CONNECT_TIMEOUT)
    try:
        connection: psycopg.Connection[Any] = psycopg.connect(
            url.conninfo(), autocommit=autocommit, **options
        )
    except psycopg.Error as error:
        failure = explain(url, error)
    else:
        return _of_supported_version(url, connection)
    # Not raised in the except clause: the original error, which holds the connection, must not hang on to it.
    raise failure


def explain(url: DatabaseURL, error: psycopg.Error) -> PgdriftError:
    """Why connecting to `url` failed, in the server's words, and what to do about it."""
    last_attempt = str(error).partition("\nMultiple connection attempts failed")[0]
    said = paragraph("\n".join(line for line in last_attempt.splitlines() if not line.startswith("\t")))
    said = re.sub(r"^connection (failed|is bad): ", "", said)
    said = re.sub(r"^connection to server .*? failed: ", "", said).removeprefix("FATAL: ")
    remedy = next((then for pattern, then in REMEDIES if re.search(pattern, said, re.IGNORECASE)), OTHERWISE)
    if "{server}" in remedy:
        making = making_server()
        remedy = remedy.replace("{server}", f", and on the embedded server `{making}`" if making else "")
    return PgdriftError(
        f"Could not connect to {url.shown} (from {url.source}): {said.rstrip('. ')}. {remedy}"
    )


def _of_supported_version(url: DatabaseURL, connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    if connection.info.server_version >= OLDEST_SUPPORTED * 10000:
        return connection
    version = connection.info.parameter_status("server_version")
    connection.close()
    raise PgdriftError(
        f"The server at {url.shown} is PostgreSQL {version}, but {OLDEST_SUPPORTED} is the oldest that works "
        f"here. Upgrade the server, or point {url.source} at a newer one."
    )
