"""The order in which tables that are in use are changed, so that readers and writers never wait for long.

What can be changed beside traffic gets the form for it (see forms.py), which stands partly outside of the
transaction. What cannot stays in it, with its hazard named.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pgdrift.catalog.dotted_names import bare, mentions
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.generate.forms import Form, Forms
from pgdrift.generate.step import Step, Upgrade
from pgdrift.project import Project

_ADDS = re.compile(r"ADD CONSTRAINT|create_\w*(?:constraint|key)\(")
_DROPS = re.compile(r"DROP CONSTRAINT|drop_constraint\(")
_FILLS = re.compile(r"nullable=False|SET NOT NULL")


def beside_traffic(
    steps: Sequence[Step], declared: Snapshot, before: Snapshot, checks: Mapping[str, str], project: Project
) -> Upgrade:
    """``steps``, which would run in one transaction, as the upgrade of a database that is in use.

    ``before`` are the facts when they began, ``checks`` the conditions of CHECKs as their author wrote them.
    """
    return _Sorting(Forms(declared.facts, before.facts, checks, project)).run(steps)


class _Sorting:
    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._first: list[Step] = []
        self._meanwhile: list[Step] = []
        self._last: list[Step] = []
        # What stands there in another form already, and what is there only at the end.
        self._done: set[Key] = set()
        self._late: list[Key] = []

    def run(self, steps: Sequence[Step]) -> Upgrade:
        for step in steps:
            key = step.keys[0] if len(step.keys) == 1 and not step.comments else None
            if key is not None and key in self._done and self._is_replaced(key, step):
                continue
            form = self._form(key, step) if key is not None else None
            if key is not None and form is not None:
                self._take(key, form)
            elif any(late in step.keys or mentions(step.code, bare(late.name)) for late in self._late):
                self._last.append(step)
            else:
                self._first.append(replace(step, hazards=(*step.hazards, *self._hazards(step))))
        return Upgrade(tuple(self._first), tuple(self._meanwhile), tuple(self._last))

    def _take(self, key: Key, form: Form) -> None:
        for part, codes in (
            (self._first, form.first),
            (self._meanwhile, form.meanwhile),
            (self._last, form.last),
        ):
            part += [Step(str(key), code, keys=(key,)) for code in codes]
        self._done.add(key)
        if form.late:
            self._late.append(key)

    @staticmethod
    def _is_replaced(key: Key, step: Step) -> bool:
        """Whether the form that was taken does what the step does: a column's is for NOT NULL alone."""
        return key.kind != "column" or _FILLS.search(step.code) is not None

    def _form(self, key: Key, step: Step) -> Form | None:
        fact = self._forms.fact(key)
        if fact is None or not self._forms.in_use(str(fact.get("table"))):
            return None
        match key.kind:
            case "index":
                return self._forms.index(key)
            case "constraint":
                form = self._forms.constraint(key)
                # The old rule goes where it went; only the new one is added in another form.
                return None if form and not form.late and _DROPS.search(step.code) else form
            case "column" if _FILLS.search(step.code) and step.code.count("op.") == 1:
                return self._forms.not_null(key)
        return None

    def _hazards(self, step: Step) -> list[str]:
        """What a step does to a table in use for as long as its rows take to be read."""
        found = []
        for key in () if step.comments else step.keys:
            fact: Fact = self._forms.fact(key) or {}
            table = str(fact.get("table"))
            if not self._forms.is_there(table):
                continue
            short = table.removeprefix("public.")
            if (
                key.kind == "column"
                and re.search(r"ALTER\s+COLUMN\s.*\sTYPE\s", step.code, re.DOTALL)
                and self._retypes(key)
            ):
                found.append(f"changes the type of column {fact['column']} of table {short} for its readers")
            if key.kind == "column" and self._insists(key) and "SET GENERATED ALWAYS" in step.code:
                found.append(
                    f"column {fact['column']} of table {short} gets none but its own numbers: code that "
                    "still inserts one fails from here on"
                )
            adds = {
                "index": re.search(r"CREATE (UNIQUE )?INDEX|create_index\(", step.code),
                "constraint": "NOT VALID" not in step.code and _ADDS.search(step.code),
                "column": "add_column(" not in step.code and _FILLS.search(step.code),
            }
            if adds.get(key.kind):
                found.append(
                    f"blocks writes to table {short} while the index is built"
                    if key.kind == "index"
                    else f"locks table {short} while its rows are checked"
                )
        return found

    def _retypes(self, key: Key) -> bool:
        before, wanted = self._forms.before.get(key), self._forms.declared.get(key)
        return before is not None and wanted is not None and before["type"] != wanted["type"]

    def _insists(self, key: Key) -> bool:
        """Whether a column's identity no longer makes way for what somebody inserts."""
        before = self._forms.before.get(key)
        return before is not None and before["identity"] == "BY DEFAULT"
