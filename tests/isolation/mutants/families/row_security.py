"""Row level security switched off, no longer forced, and switched on where no policy admits anybody."""

from collections.abc import Iterator

from tests.isolation.mutants.law import Law, Relation
from tests.isolation.mutants.mutant import Mutant, about


def mutants(law: Law) -> Iterator[Mutant]:
    views = [view.name for view in law.views]  # what they show may come from the table
    for table in law.tables:
        if table.protected:
            yield _mutant(table, "switched off, still forced", ("DISABLE",), ("ENABLE",), views=views)
            yield _mutant(table, "switched off", ("DISABLE", "NO FORCE"), ("ENABLE", "FORCE"), views=views)
        else:
            yield _mutant(table, "switched on without a policy", ("ENABLE",), ("DISABLE",), views=views)
            both = ("ENABLE", "FORCE"), ("DISABLE", "NO FORCE")
            yield _mutant(table, "switched on and forced without a policy", *both, views=views)
        if table.forced:
            yield _mutant(table, "no longer forced", ("NO FORCE",), ("FORCE",), views=views)


def _mutant(
    table: Relation, how: str, verbs: tuple[str, ...], back: tuple[str, ...], views: list[str]
) -> Mutant:
    made, unmade = (
        tuple(f"ALTER TABLE {table.name} {verb} ROW LEVEL SECURITY" for verb in each)
        for each in (verbs, back)
    )
    return Mutant("row security", table.name, how, made, unmade, about(table.name, *views))
