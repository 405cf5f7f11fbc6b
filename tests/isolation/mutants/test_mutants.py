"""The proof of isolation is put to the proof: a sample of the mutants here, all of them in `nox -s mutants`.

PGDRIFT_MUTANTS says how many, PGDRIFT_MUTANTS_SEED which: another sample at each commit, unless that is set.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.isolation.mutants import equivalents, report
from tests.isolation.mutants.laboratory import Laboratory, laboratory
from tests.isolation.mutants.running import choose

SAMPLE = int(os.environ.get("PGDRIFT_MUTANTS", "10"))


def commit() -> str:
    """What is checked out, so that whoever does the same meets the same mutants; a copy has no commit."""
    asked = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    try:
        answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    except OSError:
        return "no git"
    return answer.stdout.strip() or "no commit"


@pytest.fixture(scope="module")
def lab() -> Iterator[Laboratory]:
    with laboratory(int(os.environ.get("PGDRIFT_TEST_MAJOR", "18"))) as made:
        yield made


def test_the_law_makes_enough_mutants_and_no_two_of_a_name(lab: Laboratory) -> None:
    assert len(lab.mutants) >= 120
    for policy in lab.law.policies:
        its = [name for name in lab.mutants if name.startswith(f"policy: {policy.label}: ")]
        assert len(its) > 40, f"{policy.label} has only {len(its)} mutants"
    for relation in lab.law.relations:
        assert any(f" {relation.name}: " in name for name in lab.mutants), f"nobody breaks {relation.name}"


def test_the_unbroken_law_shows_no_difference_to_any_judge(lab: Laboratory) -> None:
    # One who saw a difference where there is none would kill every mutant.
    assert {judge: seen for judge, seen in lab.differences().items() if seen} == {}


def test_every_equivalent_is_the_name_of_a_mutant(lab: Laboratory) -> None:
    assert not equivalents.unused(list(lab.mutants))


def test_each_of_a_sample_is_killed_or_known_to_be_equivalent(lab: Laboratory) -> None:
    seed = os.environ.get("PGDRIFT_MUTANTS_SEED") or commit()
    print(f"PGDRIFT_MUTANTS_SEED={seed} PGDRIFT_MUTANTS={SAMPLE}")
    # An equivalent has to survive every judge, which takes longest: a few of them are enough here.
    chosen = choose(list(lab.mutants), None, seed)
    killable = [name for name in chosen if equivalents.argument(name) is None][:SAMPLE]
    excused = [name for name in chosen if equivalents.argument(name) is not None][: -(-SAMPLE // 20)]
    found = [lab.judge(lab.mutants[name]) for name in (*killable, *excused)]
    assert not report.faults(found), f"seed {seed}:\n" + "\n".join(report.faults(found))
