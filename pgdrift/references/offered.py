"""What the server that references are built on offers: its version, extensions and settings."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from pgdrift.database_url import DatabaseURL
from pgdrift.server.binaries import EMBEDDED_PACKAGE

_ASKED = """
    SELECT current_setting('server_version'),
           (SELECT string_agg(name || ' ' || version, ',' ORDER BY name, version)
            FROM pg_available_extension_versions),
           (SELECT string_agg(name || '=' || setting, ',' ORDER BY name) FROM pg_settings
            WHERE source NOT IN ('default', 'client', 'session', 'override')),
           (SELECT pg_encoding_to_char(encoding) || ' ' || datcollate || ' ' || datctype
            FROM pg_database WHERE datname = 'template0')
"""


def by_server(url: DatabaseURL | None) -> str:
    """A text that is the same as long as a reference would come out the same. Starts no server.

    `url` is the server that was asked for; without it, and without PGDRIFT_SCRATCH_URL, it is the embedded
    one. Raises PgdriftError when the server that was asked for does not answer.
    """
    given = os.environ.get("PGDRIFT_SCRATCH_URL")
    if url is None and given:
        url = DatabaseURL.parse(given, source="PGDRIFT_SCRATCH_URL")
    if url is not None:
        with url.connect(autocommit=True) as connection:
            return repr((url.shown, connection.execute(_ASKED).fetchone()))
    return "\n".join(_embedded())


def _embedded() -> list[str]:
    """The files of the embedded servers that decide what they offer, with size and time."""
    spec = importlib.util.find_spec(EMBEDDED_PACKAGE)
    found = []
    for location in (spec.submodule_search_locations or ()) if spec else ():
        for pattern in ("bin/postgres", "share/extension/*.control", "share/postgresql/extension/*.control"):
            for path in sorted(Path(location).glob(f"pginstall*/{pattern}")):
                about = path.stat()
                found.append(f"{path} {about.st_size} {about.st_mtime_ns}")
    return found
