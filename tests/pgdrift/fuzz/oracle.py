"""What pg_dump says, cut into entries that do not depend on the order of things."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from difflib import unified_diff

from pgdrift.database_url import DatabaseURL
from pgdrift.scratch import Scratch
from pgdrift.server.cluster import Cluster
from tests.pgdrift import dumps

# Lines that pg_dump writes between entries when the next one needs another setting than the last one.
_BETWEEN = re.compile(r"^SET default_(tablespace|table_access_method) = .*;$", re.MULTILINE)
# An index of a partition that belongs to one of the whole table is that one's business, its name included.
_PART = r'(?:"(?:[^"]|"")*"|[^".\s]+)'
_ATTACHED = re.compile(rf"ALTER INDEX (?:.*) ATTACH PARTITION ({_PART})\.({_PART});")
_INDEX = re.compile(rf"(?:CREATE (?:UNIQUE )?INDEX|ADD CONSTRAINT|COMMENT ON INDEX {_PART}\.)\s*({_PART})[ ;]")
# Who granted is no fact: what counts is what a role may do.
_GRANTOR = re.compile(r"^(SET SESSION AUTHORIZATION .*|RESET SESSION AUTHORIZATION);$", re.MULTILINE)


def dump(cluster: Cluster, url: DatabaseURL, *, database: bool = True) -> list[str]:
    """The entries of `pg_dump -s`, those about the database itself included."""
    text = dumps.schema(cluster, url, *(["--create"] if database else []))
    text = _GRANTOR.sub("", _BETWEEN.sub("", text.replace(str(url.database), "{database}")))
    return _without_attached(dumps.entries(text))


def _without_attached(entries: Sequence[str]) -> list[str]:
    attached = {match.groups() for entry in entries for match in _ATTACHED.finditer(entry)}

    def of_one(entry: str) -> bool:
        found, title = _INDEX.search(entry), entry.partition("\n")[0]
        return found is not None and any(
            name == found[1] and f"Schema: {schema[1:-1] if schema.startswith(chr(34)) else schema};" in title
            for schema, name in attached
        )

    return [entry for entry in entries if not _ATTACHED.search(entry) and not of_one(entry)]


def restored(cluster: Cluster, url: DatabaseURL, scratch: Scratch) -> list[str]:
    """The entries of the dump of a restored dump: PostgreSQL has spelled every expression a second time."""
    with scratch.database() as copy:
        command = [str(cluster.binaries.tool("psql")), "-qX", "-v", "ON_ERROR_STOP=1", copy.shown]
        subprocess.run(command, check=True, capture_output=True, text=True, input=dumps.schema(cluster, url))
        return dump(cluster, copy, database=False)


def difference(reference: Sequence[str], target: Sequence[str]) -> str:
    """What is in one of the dumps only."""
    gone = [entry for entry in reference if entry not in target]
    come = [entry for entry in target if entry not in reference]
    lines = unified_diff(
        "\n\n".join(gone).splitlines(),
        "\n\n".join(come).splitlines(),
        "reference",
        "target",
        n=2,
        lineterm="",
    )
    return "\n".join(lines)
