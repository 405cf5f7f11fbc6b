"""What tenants certainly own while others are at work, and whatever was seen that contradicts it."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.isolation.machine.ownership import RowId


@dataclass
class Ledger:
    """Shared by all workers. A row is ``certain`` from its commit until somebody sets out to delete it."""

    tenants: tuple[str, ...]
    certain: dict[str, set[RowId]] = field(default_factory=dict)
    owners: dict[RowId, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)  # errors that no weather explains
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, tenant: str, row_id: RowId) -> None:
        """The row has been committed."""
        with self._lock:
            self.certain.setdefault(tenant, set()).add(row_id)
            self.owners[row_id] = tenant

    def give_up(self, tenant: str, row_id: RowId) -> None:
        """The row is about to be deleted: from now on it may be there or not."""
        with self._lock:
            self.certain[tenant].discard(row_id)

    def known(self, tenant: str) -> set[RowId]:
        with self._lock:
            return set(self.certain.get(tenant, ()))

    def count(self, outcome: str) -> None:
        with self._lock:
            self.outcomes[outcome] += 1

    def check(self, tenant: str, before: set[RowId], seen: Iterable[tuple[RowId, str | None]]) -> None:
        """Hold what ``tenant`` saw against what he certainly owned ``before`` he looked, and owns still."""
        self.count("reads")
        found = set()
        for row_id, owner in seen:
            found.add(row_id)
            if owner != tenant or self.owners.get(row_id, tenant) != tenant:
                self.breaches.append(f"{tenant} was shown {row_id}, a row of {owner}")
        missing = (before & self.known(tenant)) - found
        if missing:
            self.breaches.append(f"{tenant} was not shown {missing}")
