"""Differences that somebody decided to live with: which, why, and until when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pgdrift.catalog.fact import Difference, Key
from pgdrift.errors import PgdriftError

if TYPE_CHECKING:
    from pgdrift.findings import Finding

_KEYS = {"id", "object", "reason", "until"}
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
_TOKENS = re.compile(r'"(?:[^"]|"")*"?|[^"]+')


class MalformedIgnore(PgdriftError):
    """An entry that does not say which findings to ignore, or why."""


@dataclass(frozen=True)
class Entry:
    """Ignore the findings `id` about `object`, for `reason`, up to and including the day `until`.

    `object` is written as findings write it. A `*` outside quotes stands for any characters of one part of
    the name. `place` says where the entry was given.
    """

    id: str
    object: str
    reason: str
    until: date | None
    place: str

    def __post_init__(self) -> None:
        from pgdrift.finding_ids import meanings

        if self.id not in meanings() and self.id not in audited():
            near = get_close_matches(self.id, [*meanings(), *audited()], 1)
            hint = f" Did you mean {near[0]}?" if near else " docs/findings.md and docs/audit/ list them."
            raise MalformedIgnore(f"{self.place} names the finding {self.id!r}, which does not exist.{hint}")
        if not self.object.strip("*. "):
            raise MalformedIgnore(
                f"{self.place} would ignore every {self.id}, also those that nobody has looked at yet. Name "
                "the object as the finding does, such as public.votes.idx_x, or a part of it: public.votes.*."
            )

    @property
    def of_audit(self) -> bool:
        """Whether it is about what an audit finds, and so not about drift."""
        from pgdrift.finding_ids import meanings

        return self.id not in meanings()

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is one of those that are ignored."""
        return self.id == finding.id and bool(_pattern(self.object).fullmatch(_canonical(finding.object)))

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until is not None and self.until < today

    def __str__(self) -> str:
        return f"{self.place} ({self.id} of {self.object})"


def audited() -> list[str]:
    """The ids of what an audit finds."""
    from pgdrift.audit.rules import RULES

    return [rule.id for rule in RULES]


@dataclass(frozen=True)
class Suppressed:
    """A finding that is left out of the report, and the entry that says so."""

    finding: Finding
    entry: Entry


def from_option(text: str) -> Entry:
    """The entry of `--ignore ID:OBJECT`. Raises MalformedIgnore."""
    identifier, colon, name = text.partition(":")
    place = f"--ignore {text}"
    if not (identifier.strip() and colon and name.strip()):
        raise MalformedIgnore(
            f"{place} is not of the form ID:OBJECT, such as index-extra:public.votes.idx_x. The first line "
            "of a finding says both: error[ID] OBJECT."
        )
    return Entry(identifier.strip(), name.strip(), "given on the command line", None, place)


def from_settings(value: Any, source: str) -> list[Entry]:
    """The entries under `ignore` in a project's settings; `source` says where these are. MalformedIgnore."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise MalformedIgnore(
            f"The setting `ignore` of {source} is not a list. Write it as a list of tables: ignore = "
            '[{ id = "index-extra", object = "public.votes.idx_x", reason = "..." }].'
        )
    return [_entry(number, one, source) for number, one in enumerate(value, 1)]


def _entry(number: int, given: Any, source: str) -> Entry:
    place = f"Entry {number} of `ignore` in {source}"
    if not isinstance(given, Mapping):
        raise MalformedIgnore(f"{place} is not a table with the keys id, object and reason. Make it one.")
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        raise MalformedIgnore(
            f"{place} has the unknown key {', '.join(unknown)}. It takes id, object, reason and, if wanted, "
            "until."
        )
    texts = [given.get(key) for key in ("id", "object", "reason")]
    for key, text in zip(("id", "object", "reason"), texts, strict=True):
        if not isinstance(text, str) or not text.strip():
            why = "It has to say why the difference may stay" if key == "reason" else "It is needed"
            raise MalformedIgnore(f'{place} has no {key}, or not a text. {why}: add {key} = "...".')
    until = given.get("until")
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        raise MalformedIgnore(
            f"{place} says until = {until!r}, which is not a date. Write one without quotes and without a "
            "time, such as until = 2027-01-31."
        )
    identifier, name, reason = (str(text).strip() for text in texts)
    return Entry(identifier, name, reason, until, place)


def apply(
    findings: Sequence[Finding], entries: Sequence[Entry], today: date
) -> tuple[list[Finding], list[Suppressed], list[str]]:
    """The findings that remain, those that do not, and a note for every entry that does nothing any more."""
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    valid = [entry for entry in entries if not entry.expired(today)]
    used: set[Entry] = set()
    for finding in findings:
        covering = [entry for entry in valid if entry.covers(finding)]
        used |= set(covering)
        if covering:
            suppressed.append(Suppressed(finding, covering[0]))
        else:
            kept.append(finding)
    notes = []
    for entry in entries:
        if entry.expired(today):
            notes.append(f"{entry} expired on {entry.until} and ignores nothing: remove or renew it.")
        elif entry not in used:
            notes.append(f"{entry} matches no finding: remove it.")
    return kept, suppressed, notes


def without(differences: Iterable[Difference], suppressed: Iterable[Suppressed]) -> list[Difference]:
    """The differences (flat) that no suppressed finding is about: what is ignored is not repaired either."""
    left_alone: dict[Key, set[str] | None] = {}
    for one in suppressed:
        for difference in one.finding.differences:
            before = left_alone.get(difference.key, set())
            whole = before is None or not difference.fields
            left_alone[difference.key] = None if whole else {*(before or ()), *difference.fields}
    kept = []
    for difference in differences:
        ignored = left_alone.get(difference.key, set())
        fields = tuple(field for field in difference.fields if ignored is not None and field not in ignored)
        if not ignored and ignored is not None:
            kept.append(difference)
        elif fields:
            kept.append(
                Difference(
                    difference.kind,
                    difference.name,
                    difference.reference,
                    difference.target,
                    fields,
                    difference.children,
                )
            )
    return kept


def _canonical(name: str) -> str:
    """A name as PostgreSQL reads it: lower case outside quotes, and quotes only where they matter."""
    return "".join(map(_token, _TOKENS.findall(name)))


def _token(text: str) -> str:
    if not text.startswith('"'):
        return " ".join(re.split(r"\s+", text.lower()))
    inner = text[1:-1]
    return inner if _PLAIN.fullmatch(inner) else text


def _pattern(name: str) -> re.Pattern[str]:
    parts = [
        re.escape(_token(token))
        if token.startswith('"')
        else r'(?:"(?:[^"]|"")*"|[^."])*'.join(map(re.escape, _token(token).split("*")))
        for token in _TOKENS.findall(name)
    ]
    return re.compile("".join(parts))
