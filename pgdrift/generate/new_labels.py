"""Labels that are added to an enum and used in the same revision: PostgreSQL wants them committed first."""

from collections.abc import Iterator, Sequence

from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Difference
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Statement
from pgdrift.catalog.type_changes import labels, needs_a_new_type, renamed_label
from pgdrift.declare.identifiers import deparsed
from pgdrift.fact_text import texts
from pgdrift.generate.bench import Bench
from pgdrift.generate.engine_steps import steps
from pgdrift.generate.step import Step


def take(bench: Bench, declared: Snapshot) -> list[Step]:
    """Add them, and return how: each does no harm when it is run once more."""
    found = bench.snapshot()
    differences = bench.lacks(declared, found)
    wanted = [
        statement
        for difference in differences
        if _only_grows(difference) and _is_used(difference, differences)
        for statement in _statements(difference)
    ]
    return [done for step in steps(wanted, bench.project) if (done := bench.runs(step))]


def _only_grows(difference: Difference) -> bool:
    if difference.kind != "type" or difference.target is None or "labels" not in difference.fields:
        return False
    if needs_a_new_type(difference):
        return False
    return renamed_label(difference.fact, difference.target) is None


def _is_used(difference: Difference, everything: Sequence[Difference]) -> bool:
    """Whether anything else that comes or changes may say one of the new labels, as a word of its own or in
    an array: taking too much for a use costs nothing."""
    name, present = bare(difference.name), (difference.target or {}).get("labels") or ()
    new = [label for label in difference.fact["labels"] or () if label not in present]
    said = [
        texts(other.fact)
        for other in everything
        if other.key != difference.key and other.reference is not None and other.kind != "comment"
    ]
    return any(deparsed(label) in text or (name in text and label in text) for label in new for text in said)


def _statements(difference: Difference) -> Iterator[Statement]:
    assert difference.target is not None
    for statement in labels(difference.fact, difference.target):
        sql = statement.sql.replace(" ADD VALUE ", " ADD VALUE IF NOT EXISTS ", 1)
        yield Statement(sql, statement.kind, statement.name, phase=statement.phase)
