"""What a run found, as a table: mutants, killed, by what, equivalent, survivors, seconds."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.isolation.mutants import equivalents
from tests.isolation.mutants.laboratory import NOT_MADE, Verdict


def survivors(found: Sequence[Verdict]) -> list[str]:
    """Those that nobody killed and no argument excuses."""
    return sorted(v.mutant for v in found if v.judge is None and equivalents.argument(v.mutant) is None)


def refuted(found: Sequence[Verdict]) -> list[str]:
    """Those that were said to behave as the law does and were killed all the same."""
    return sorted(
        f"{v.mutant}\n    killed by {v.judge}: {v.seen}"
        for v in found
        if v.judge not in (None, NOT_MADE) and equivalents.argument(v.mutant) is not None
    )


def not_made(found: Sequence[Verdict]) -> list[str]:
    """Those that PostgreSQL refused to make, or whose line of code is not there any more."""
    return sorted(f"{v.mutant}\n    {v.seen}" for v in found if v.judge == NOT_MADE)


def table(found: Sequence[Verdict], seconds: float) -> Iterator[str]:
    """One line for each family, and one for all of them; then who killed how many."""
    row = "{:24} {:>8} {:>8} {:>11} {:>10} {:>8}"
    yield row.format("family", "mutants", "killed", "equivalent", "survivors", "seconds")
    families = sorted({verdict.family for verdict in found})
    for family, its in [(f, [v for v in found if v.family == f]) for f in families] + [("all", list(found))]:
        killed = sum(v.judge is not None for v in its)
        left = len(survivors(its))
        yield row.format(
            family, len(its), killed, len(its) - killed - left, left, f"{sum(v.seconds for v in its):.1f}"
        )
    yield ""
    yield row.format("killed first by", "mutants", "", "", "", "")
    for judge, number in Counter(v.judge for v in found if v.judge).most_common():
        yield row.format(judge, number, "", "", "", "").rstrip()
    yield f"{seconds:.0f} seconds on the clock"


def faults(found: Sequence[Verdict]) -> list[str]:
    """Everything for which a run fails, a line or two each."""
    return [
        *(f"survives: {name}" for name in survivors(found)),
        *(f"is no equivalent: {name}" for name in refuted(found)),
        *(f"cannot be made: {name}" for name in not_made(found)),
    ]
