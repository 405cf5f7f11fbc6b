"""A schema that changes at random, step by step: each revision does it, undoes it, and keeps the rows.

PGDRIFT_FUZZ_SEQUENCES is the number of sequences (25 in CI), in parts that can run beside each other,
PGDRIFT_FUZZ_STEPS how often each changes; PGDRIFT_FUZZ_SEED makes others than the usual ones. The sequences
of a part have their beginning in common, which halves what they cost: `nox -s fuzz -- --minutes 10` runs as
many as there is time for, each with a beginning of its own.
"""

import os
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, note, reject, seed, settings
from hypothesis import strategies as st

from pgdrift.server.cluster import Cluster
from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.generate.emptied_scratch import EmptiedScratch
from tests.pgdrift.generate.fuzz.changes import first, states
from tests.pgdrift.generate.fuzz.evolution import Evolution
from tests.pgdrift.generate.workshop import open_workshop

SEQUENCES = int(os.environ.get("PGDRIFT_FUZZ_SEQUENCES", "25" if os.environ.get("CI") else "5"))
STEPS = int(os.environ.get("PGDRIFT_FUZZ_STEPS", "1" if os.environ.get("CI") else "2"))
SEED = int(os.environ.get("PGDRIFT_FUZZ_SEED", "0"))
PARTS = min(SEQUENCES, 5)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_change_can_be_made_and_undone(
    part: int,
    tmp_path_factory: pytest.TempPathFactory,
    cluster: Cluster,
    scratch: EmptiedScratch,
    database_factory,
) -> None:
    number = SEQUENCES // PARTS + (part < SEQUENCES % PARTS)

    beginning = first(Choices(Random(SEED * 1000 + part)), cluster.binaries.major)
    live = database_factory()
    begun = Evolution(open_workshop(tmp_path_factory.mktemp("evolution"), scratch), live)
    begun.run([beginning])

    @seed(SEED * 1000 + part)
    @settings(
        max_examples=number,
        deadline=None,
        # What fails is printed with its revision; finding a smaller case would take minutes.
        phases=(Phase.explicit, Phase.generate),
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def evolve(random: Random) -> None:
        # Every part comes first to the simplest of all steps: one of them is enough.
        if part and random.randrange(1000) == 0:
            reject()
        drawn = states(Choices(random), STEPS, beginning)
        note("\n".join(map(repr, drawn)))
        evolution = begun.copy(tmp_path_factory.mktemp("evolution"), database_factory(live.database))
        evolution.run(drawn[1:])
        evolution.assert_complete()

    evolve()
