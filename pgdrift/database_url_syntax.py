"""How a database URL is spelled, read as strictly as libpq means it and without ever echoing a secret."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from urllib.parse import unquote_to_bytes

from pgdrift.errors import PgdriftError

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg_async")
# Only what is certainly a scheme is repeated in an error: anything else may be a part of a password.
OTHERS = ("mysql", "mariadb", "sqlite", "http", "https", "jdbc", "oracle", "mssql", "mongodb", "redis")
SECRETS = frozenset(
    {"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}
)
# Options that need not be looked up in libpq, whose import costs more than reading a URL.
WELL_KNOWN = frozenset(
    {
        "application_name",
        "connect_timeout",
        "host",
        "options",
        "passfile",
        "port",
        "service",
        "sslmode",
        "sslrootcert",
    }
)
EXAMPLE = "postgresql://user:password@host:5432/database"
ESCAPING = (
    "Percent-encode such characters in the user name, password and database name: "
    "@ is %40, : is %3A, / is %2F, # is %23, ? is %3F, % is %25, a space is %20."
)


def split(text: str, source: str) -> dict[str, str]:
    """The libpq connection parameters that the URL `text` spells; PgdriftError names `source`.

    Errors describe the mistake but never quote the URL: a mistyped URL has its password in the wrong place.
    """
    rest = _without_scheme(text, source)
    if "#" in rest:
        raise PgdriftError(f"{source} contains an unescaped #. {ESCAPING}")
    rest, _, query = rest.partition("?")
    authority, slash, path = rest.partition("/")
    login, at, hosts = authority.rpartition("@")
    if "@" in login or "@" in path or ("@" in query and ":" in authority and not at and not slash):
        raise PgdriftError(
            f"{source} contains an @, / or ? in a place where it ends the password. {ESCAPING}"
        )

    parameters: dict[str, str] = {}
    user, colon, password = login.partition(":")
    if user:
        parameters["user"] = _decode(user, source)
    if colon and password:
        parameters["password"] = _decode(password, source)
    parameters.update(_hosts(hosts, source))
    if slash and path:
        parameters["dbname"] = _decode(path, source)
    parameters.update(_query(query, source))
    _check_ports(parameters, source)
    return parameters


def _without_scheme(text: str, source: str) -> str:
    if not text.strip():
        raise PgdriftError(f"{source} is empty. Set it to a URL such as {EXAMPLE}.")
    if "\0" in text:
        raise PgdriftError(f"{source} contains a NUL character, which no part of a database URL may contain.")
    if text != text.strip():
        raise PgdriftError(
            f"{source} has white space before or after the URL (often a line end). Remove it and try again."
        )
    if any(character.isspace() or not character.isprintable() for character in text):
        raise PgdriftError(f"{source} contains white space or a control character. {ESCAPING}")
    if text.startswith("?service="):
        return text
    scheme, separator, rest = text.partition("://")
    if not separator:
        raise PgdriftError(f"{source} is not a URL: it has no scheme. It should look like {EXAMPLE}.")
    if scheme.lower() in SCHEMES:
        return rest
    if re.fullmatch(r"postgres(ql)?\+[a-z0-9_]+", scheme):
        raise PgdriftError(
            f"{source} names a driver that is not used here ({scheme}). Write postgresql:// or "
            f"postgresql+psycopg://: connections are made with psycopg 3."
        )
    kind = f"is for {scheme}" if scheme in OTHERS else "begins with another scheme"
    raise PgdriftError(f"{source} {kind}, but only PostgreSQL is supported. It should look like {EXAMPLE}.")


def _decode(text: str, source: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise PgdriftError(
            f"{source} contains a % that is not followed by two hexadecimal digits. {ESCAPING}"
        )
    try:
        decoded = unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        decoded = ""
        undecodable = True
    else:
        undecodable = False
    if undecodable:
        raise PgdriftError(
            f"{source} contains a percent escape that is not UTF-8. Encode each byte of the UTF-8 form."
        )
    if "\0" in decoded:
        raise PgdriftError(f"{source} contains %00, a NUL character, which PostgreSQL does not accept.")
    return decoded


def _hosts(authority: str, source: str) -> dict[str, str]:
    """Hosts and ports of `h1:1,[::1]:2,%2Ftmp`, each joined by commas as libpq wants them."""
    hosts: list[str] = []
    ports: list[str] = []
    for entry in authority.split(","):
        match = re.fullmatch(
            r"(?:\[(?P<ipv6>[^\[\]]+)\]|(?P<name>[^\[\]:]*))(?::(?P<port>[^:\[\]]*))?", entry
        )
        if match is None:
            raise PgdriftError(
                f"{source} has a host that cannot be read. An IPv6 address goes in brackets, as in "
                f"postgresql://user@[::1]:5432/database, and a port follows one colon. {ESCAPING}"
            )
        hosts.append(_decode(match["ipv6"] or match["name"] or "", source))
        ports.append(match["port"] or "")
    parameters: dict[str, str] = {}
    if any(hosts):
        parameters["host"] = ",".join(hosts)
    if any(ports):
        parameters["port"] = ",".join(ports)
    return parameters


def _query(query: str, source: str) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for entry in query.split("&") if query else ():
        encoded_name, equals, encoded_value = entry.partition("=")
        name, value = _decode(encoded_name, source), _decode(encoded_value, source)
        if not equals or not name:
            raise PgdriftError(
                f"{source} has an option without a value after its ?. Options look like ?sslmode=require."
            )
        if (name, value) == ("ssl", "true"):  # the spelling of JDBC, which libpq understands too
            name, value = "sslmode", "require"
        if name not in WELL_KNOWN and name not in _known_options():
            near = get_close_matches(name, _known_options(), n=1)
            hint = (
                f"Did you mean {near[0]}?"
                if near
                else 'See "Parameter Key Words" in PostgreSQL\'s libpq manual.'
            )
            named = f" named {name}" if re.fullmatch(r"[a-z_]{2,30}", name) and "@" not in query else ""
            raise PgdriftError(
                f"{source} has an option{named} after its ? that PostgreSQL does not know. {hint} {ESCAPING}"
            )
        if name in parameters and name != "host":
            raise PgdriftError(f"{source} gives the option {name} twice. Keep one of the two.")
        if name == "host" and "host" in parameters:
            value = f"{parameters['host']},{value}"
        parameters[name] = value
    return _split_ports(parameters)


def _split_ports(parameters: dict[str, str]) -> dict[str, str]:
    """SQLAlchemy's own spelling of several hosts, ?host=a:5432&host=b:5433, in libpq's terms."""
    hosts = parameters.get("host", "").split(",")
    pairs = [re.fullmatch(r"([A-Za-z0-9.-]+):([0-9]+)", host) for host in hosts]
    if "port" not in parameters and any(pairs):
        parameters["host"] = ",".join(
            pair[1] if pair else host for pair, host in zip(pairs, hosts, strict=True)
        )
        parameters["port"] = ",".join(pair[2] if pair else "" for pair in pairs)
    return parameters


def _check_ports(parameters: dict[str, str], source: str) -> None:
    ports = parameters.get("port", "").split(",")
    for port in ports:
        if port and not (re.fullmatch(r"[0-9]{1,5}", port) and 1 <= int(port) <= 65535):
            raise PgdriftError(
                f"{source} has a port that is not a number from 1 to 65535 (what follows the last colon "
                f"before the database name). {ESCAPING}"
            )
    if len(ports) > 1 and len(ports) != len(parameters.get("host", "").split(",")):
        raise PgdriftError(
            f"{source} has {len(ports)} ports, but another number of hosts. Give each host its port."
        )


@cache
def _known_options() -> frozenset[str]:
    from psycopg import pq

    return frozenset(option.keyword.decode() for option in pq.Conninfo.get_defaults())
