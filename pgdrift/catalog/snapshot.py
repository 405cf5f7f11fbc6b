"""Everything one reading of a catalog found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from pgdrift.catalog.fact import Fact, Key, frozen

FORMAT = 1


@dataclass(frozen=True)
class Snapshot:
    """The facts of one database at one moment.

    `server_version` is PostgreSQL's number (180004), `database` the quoted name of the database, `revision`
    the rows of Alembic's revision table. `revision_table` is that table's name, or None when there is none;
    `revision_readable` is False when the role may not read it. `fingerprint` changes with the catalog.
    `uncompared` counts what the database has and no fact tells.
    """

    server_version: int
    facts: Mapping[Key, Fact]
    revision: tuple[str, ...] = ()
    database: str = ""
    revision_table: str | None = None
    revision_readable: bool = True
    fingerprint: str = ""
    uncompared: Mapping[str, int] = field(default_factory=dict)

    @property
    def major(self) -> int:
        """PostgreSQL's major version."""
        return self.server_version // 10000

    def of_kind(self, kind: str) -> dict[str, Fact]:
        """The facts of one kind by name."""
        return {key.name: fact for key, fact in self.facts.items() if key.kind == kind}

    def counts(self) -> dict[str, int]:
        """How many facts there are of each kind."""
        return dict(Counter(key.kind for key in self.facts))

    def filtered(self, keep: Callable[[Key, Fact], bool]) -> Snapshot:
        """The same snapshot with only the facts that `keep` accepts."""
        return replace(self, facts={key: fact for key, fact in self.facts.items() if keep(key, fact)})

    def to_json(self) -> str:
        """The snapshot as one JSON document."""
        return json.dumps(
            {
                "format_version": FORMAT,
                "server_version": self.server_version,
                "database": self.database,
                "revision": self.revision,
                "revision_table": self.revision_table,
                "revision_readable": self.revision_readable,
                "fingerprint": self.fingerprint,
                "uncompared": dict(self.uncompared),
                "facts": [[key.kind, key.name, dict(fact)] for key, fact in self.facts.items()],
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Snapshot:
        """Read what `to_json` wrote. Raises ValueError when it is not that."""
        document = json.loads(text)
        if not isinstance(document, dict) or document.get("format_version") != FORMAT:
            raise ValueError("not a snapshot of this version of pgdrift")
        return cls(
            server_version=document["server_version"],
            facts={Key(kind, name): frozen(fact) for kind, name, fact in document["facts"]},
            revision=tuple(document["revision"]),
            database=document["database"],
            revision_table=document["revision_table"],
            revision_readable=document["revision_readable"],
            fingerprint=document["fingerprint"],
            uncompared=document.get("uncompared", {}),
        )
