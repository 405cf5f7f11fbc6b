"""What calls a function by way of a cast, and so does not name it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Key
from pgdrift.catalog.snapshot import Snapshot

_WITH_FUNCTION = "WITH FUNCTION "
# A table is made together with these.
_OF_A_TABLE = ("column", "constraint")


class Casting:
    """Who calls whom by a cast in one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def callers(self, function: Key) -> list[Key]:
        """What calls the function by a cast, or by its name."""
        return self._callers.get(function, [])

    def called(self, key: Key) -> list[Key]:
        """The casts that the object is built on, and their functions."""
        return self._called.get(key, [])

    @cached_property
    def _callers(self) -> Mapping[Key, list[Key]]:
        found: dict[Key, list[Key]] = {}
        for fact in self._snapshot.of_kind("cast").values():
            if fact["method"].startswith(_WITH_FUNCTION):
                function = Key("function", fact["method"].removeprefix(_WITH_FUNCTION))
                callers = [Key(kind, name) for kind, name in fact.get("callers") or ()]
                found[function] = [key for key in callers if key in self._snapshot.facts]
        return found

    @cached_property
    def _called(self) -> Mapping[Key, list[Key]]:
        found: defaultdict[Key, list[Key]] = defaultdict(list)
        for name, fact in self._snapshot.of_kind("cast").items():
            function = Key("function", fact["method"].removeprefix(_WITH_FUNCTION))
            for caller in self._callers.get(function, ()):
                found[caller] += [Key("cast", name), function]
                if caller.kind in _OF_A_TABLE:
                    found[Key("table", above(caller.name))] += [Key("cast", name), function]
        return found
