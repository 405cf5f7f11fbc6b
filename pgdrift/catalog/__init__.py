"""What a database's catalog says about its schema, as facts that can be compared."""

from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot

__all__ = ["KINDS", "Difference", "Fact", "Key", "Snapshot", "read"]
