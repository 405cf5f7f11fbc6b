"""Facts of scratch databases, and what is really different between them."""

from typing import Any

import psycopg

from pgdrift.catalog.fact import Difference
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.difference import compare
from pgdrift.project import Project
from pgdrift.scope import scoped
from pgdrift.scratch import Scratch
from pgdrift.spelling.respelling import without_respelled


def facts(connection: psycopg.Connection[Any], project: Project) -> Snapshot:
    """What ``project`` has in the connected database. A connection's second reading takes half the time."""
    return scoped(read(connection), project)


def differences(reference: Snapshot, target: Snapshot, scratch: Scratch) -> list[Difference]:
    """What differs, leaving out what PostgreSQL only spells another way."""
    return without_respelled(compare(reference, target), reference, target, scratch)
