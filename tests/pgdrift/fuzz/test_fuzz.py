"""Random schemas and random changes, with pg_dump as the judge.

PGDRIFT_FUZZ_EXAMPLES says how many, PGDRIFT_FUZZ_SEED which: the same number gives the same examples.
"""

from __future__ import annotations

import os
from contextlib import suppress
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st

from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.fuzz.laboratory import Laboratory
from tests.pgdrift.fuzz.properties import Properties, Refused
from tests.pgdrift.fuzz.settled import CASES, Case

EXAMPLES = int(os.environ.get("PGDRIFT_FUZZ_EXAMPLES", "12"))
SEED = int(os.environ.get("PGDRIFT_FUZZ_SEED", "18"))
# CI has no time for all of what was mended once: it runs every third, of every topic; `tests` elsewhere runs all.
SAMPLED = CASES[::3] if os.environ.get("CI") else CASES
# PostgreSQL may refuse what is random, but not so much that little is left to compare.
ACCEPTED = 0.6
# Nor may what is lost for good, or refused to an owner, leave little to judge.
JUDGED = 0.6


def test_what_pg_dump_sees_is_found_and_repaired(laboratories: list[Laboratory]) -> None:
    changed, built, scratch = laboratories
    properties = Properties(changed, built, scratch)
    judged: list[bool] = []

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        print_blob=True,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.randoms(use_true_random=False))
    def check(random: Random) -> None:
        choose = Choices(random)
        changed.empty()
        schema = changed.build(choose)
        note("The schema:\n" + ";\n".join(schema))
        original = properties.state(changed)
        properties.a_database_can_be_built_from_facts(original)
        changes = changed.change(choose)
        note("The changes:\n" + ";\n".join(changes))
        judged.append(False)
        with suppress(Refused):
            properties.hold_between(original, properties.state(changed))
            judged[-1] = True

    check()
    assert sum(judged) >= JUDGED * len(judged), f"{sum(judged)} of {len(judged)} examples were judged"
    tally = changed.tally
    assert tally.accepted > ACCEPTED * tally.tried, tally


@pytest.mark.parametrize("case", SAMPLED, ids=lambda case: case.name)
def test_what_was_wrong_once_stays_right(case: Case, laboratories: list[Laboratory]) -> None:
    changed, built, scratch = laboratories
    if case.since > changed.cluster.binaries.major:
        pytest.skip(f"this PostgreSQL cannot have the fault: it came with {case.since}")
    properties = Properties(changed, built, scratch)
    changed.empty()
    changed.run(case.schema)
    original = properties.state(changed)
    properties.a_database_can_be_built_from_facts(original)
    changed.run(case.change)
    properties.hold_between(original, properties.state(changed))
