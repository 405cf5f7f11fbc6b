"""Some of the families, one of each trait; `nox -s fuzz -- --only families` tries them all."""

from __future__ import annotations

import pytest

from tests.pgdrift.fuzz.families import FAMILIES, TRAITS, Trait
from tests.pgdrift.fuzz.laboratory import Laboratory
from tests.pgdrift.fuzz.story import CHANGES, Stories


@pytest.fixture(scope="module")
def families(laboratories: list[Laboratory]) -> Stories:
    return Stories(FAMILIES, laboratories)


@pytest.mark.parametrize("trait", TRAITS, ids=lambda trait: trait.name)
def test_a_family_with_this_trait_is_repaired_there_and_back(trait: Trait, families: Stories) -> None:
    number = next(
        n
        for n, family in enumerate(FAMILIES)
        if family.trait is trait and family.before and family.relations[0] != family.relations[1]
    )

    families.run(number, story := [])

    assert CHANGES in story[:-1], "PostgreSQL has refused all changes"


def test_no_two_families_are_the_same() -> None:
    told = {(*family.schema(), "then", *family.changes()) for family in FAMILIES}

    assert len(told) == len(FAMILIES)
