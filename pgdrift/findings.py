"""What a difference means to a person: its id, how bad it is, what follows, where it is declared, the fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.kind import Judge, Meaning, Severity
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.statement import Statement, as_comment
from pgdrift.folding import flat, folded
from pgdrift.repair.renames import Offers, offered
from pgdrift.repair.repair import Repair

ComparisonName = Literal["declared-migrated", "migrated-live", "reference-target", "audit"]
Locate = Callable[[Key], str | None]
_GRANTS = ("grant", "system_grant")


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    `id` is stable and documented. `object` is quoted and qualified. `reference` and `target` hold what each
    side says, None where it has no such object. `declared` is `file:line`, None if that is not known.
    `fix` is SQL or a command, empty when no SQL can do it; `destructive` when it can lose data, and then
    those statements of it are commented out. `differences` are those it is about, flat.
    """

    id: str
    severity: Severity
    comparison: ComparisonName
    kind: str
    object: str
    reference: Mapping[str, Any] | None
    target: Mapping[str, Any] | None
    consequence: str
    destructive: bool = False
    fix: str = ""
    declared: str | None = None
    differences: Sequence[Difference] = field(default=(), repr=False)


def explain(
    differences: Sequence[Difference],
    comparison: Comparison,
    name: ComparisonName,
    *,
    locate: Locate = lambda _: None,
    fix: str | None = None,
) -> list[Finding]:
    """The findings for `differences`, which are flat: what follows from another one is part of its finding.

    `fix` is the command that mends them all; without it each finding gets its own SQL.
    """
    repair = Repair(comparison)
    tops = folded(differences, comparison)
    offers = offered(tops, differences, comparison) if fix is None else {}
    found = [
        _offering(_finding(meaning, group, comparison, name, repair, locate, fix), offers)
        for meaning, group in _judged(tops, comparison)
    ]
    return sorted(found, key=lambda finding: finding.severity != "error")


def _judged(
    differences: Iterable[Difference], comparison: Comparison
) -> Iterator[tuple[Meaning, list[Difference]]]:
    """Every meaning with the differences that have it; privileges of one role on one object go together."""
    together: dict[tuple[Meaning, str, str], list[Difference]] = {}
    for difference in differences:
        for meaning, fields in _meanings(difference, comparison).items():
            part = _narrowed(difference, fields)
            if difference.kind in _GRANTS:
                place = (meaning, difference.fact["object"], difference.fact["grantee"])
                if place in together:
                    together[place].append(part)
                    continue
                together[place] = group = [part]
                yield meaning, group
            else:
                yield meaning, [part]


def _meanings(difference: Difference, comparison: Comparison) -> dict[Meaning, list[str]]:
    kind = KINDS[difference.kind]
    if difference.reference is None or difference.target is None:
        whole = _resolved(
            kind.extra if difference.reference is None else kind.missing, difference, comparison
        )
        return {whole: []} if whole else {}
    found: dict[Meaning, list[str]] = {}
    for name in difference.fields:
        meaning = _resolved(kind.fields[name], difference, comparison)
        if meaning is not None:
            # Fields that amount to the same are one finding, told in the words of the first.
            same = next((known for known in found if known.id == meaning.id), meaning)
            found.setdefault(same, []).append(name)
    return found


def _resolved(meaning: Meaning | Judge, difference: Difference, comparison: Comparison) -> Meaning | None:
    return meaning if isinstance(meaning, Meaning) else meaning(difference, comparison)


def _narrowed(difference: Difference, fields: list[str]) -> Difference:
    """Only what is said of `fields`, of columns that inherit the change too."""
    children = []
    for child in difference.children:
        if not (difference.fields and child.fields and child.kind == difference.kind == "column"):
            children.append(child)
        elif shared := tuple(field for field in child.fields if field in fields):
            children.append(replace(child, fields=shared))
    return replace(difference, fields=tuple(fields), children=tuple(children))


def _finding(
    meaning: Meaning,
    group: list[Difference],
    comparison: Comparison,
    name: ComparisonName,
    repair: Repair,
    locate: Locate,
    fix: str | None,
) -> Finding:
    first = group[0]
    statements = repair.statements(flat(group))
    return Finding(
        id=meaning.id,
        severity=meaning.severity,
        comparison=name,
        kind=first.kind,
        object=first.name,
        reference=_shown(first, first.reference),
        target=_shown(first, first.target),
        consequence=_consequence(meaning, group, comparison),
        destructive=any(statement.destructive for statement in statements),
        fix=_sql(statements) if fix is None else fix,
        declared=_declared(meaning, first, locate),
        differences=flat(group),
    )


def _offering(finding: Finding, offers: Offers) -> Finding:
    """The finding with the rename that may be what happened, before what makes or drops the object."""
    offer = offers.get(Key(finding.kind, finding.object))
    if offer is None:
        return finding
    return replace(finding, fix=f"{as_comment(f'likely a rename: {offer.printed}')}\n{finding.fix}".rstrip())


def _declared(meaning: Meaning, difference: Difference, locate: Locate) -> str | None:
    """Where the thing is declared, else what it belongs to; None for what nobody declares."""
    if difference.reference is None:
        return None
    candidates = [difference.key, *KINDS[difference.kind].parents(difference.reference)]
    if meaning.id.startswith("rls-"):
        # The flags of row security are declared apart from their table.
        candidates.insert(0, Key("row_security", difference.name))
    return next(filter(None, map(locate, candidates)), None)


def _consequence(meaning: Meaning, group: list[Difference], comparison: Comparison) -> str:
    difference = group[0]
    words: dict[str, Any] = {field: _said(value) for field, value in difference.fact.items()}
    if difference.fields:
        first = difference.fields[0]
        for side, fact in (("reference", difference.reference), ("target", difference.target)):
            words[side] = _said((fact or {}).get(first))
    words.update(KINDS[difference.kind].words(difference.fact, comparison))
    columns = [part.fact["column"] for part in group if part.kind in _GRANTS and part.fact["column"]]
    if len(group) > 1 and columns:
        words["label"] = f"{', '.join(columns)} of {difference.fact['object']}"
    sentence = meaning.consequence.format_map(words)
    general = sentence.startswith(("everyone ", "any tenant ", "whoever "))
    return sentence[:1].upper() + sentence[1:] if general else sentence


def _said(value: Any) -> str:
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _shown(difference: Difference, fact: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The fields that differ; for an object that one side lacks, everything the other says."""
    if fact is None or not difference.fields:
        return None if fact is None else dict(fact)
    return {field: fact[field] for field in difference.fields}


def _sql(statements: Sequence[Statement]) -> str:
    """The statements as they stand in a script, where what can lose data is commented out."""
    return "\n".join(map(_held_back, statements))


def _held_back(statement: Statement) -> str:
    if not statement.destructive:
        return statement.printed
    return as_comment(f"destructive: {statement.comment}\n{statement.printed}")
