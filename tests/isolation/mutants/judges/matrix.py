"""The matrix: every object x every verb x every actor; of a mutant of one object, the cells about that."""

from collections.abc import Iterator
from contextlib import closing

from tests.isolation.matrix.judging import UNCLASSIFIED, look
from tests.isolation.mutants.specimen import Specimen


def differences(specimen: Specimen) -> Iterator[str]:
    """The breaches, but for objects that nobody classified: a new object is no difference in behaviour."""
    for subject in specimen.subjects():
        with closing(look(subject, specimen.about)) as found:
            yield from (str(breach) for breach in found if breach.verb != UNCLASSIFIED)
