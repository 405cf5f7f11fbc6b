"""The arms of a benchmark are asked equally often, and none of them always after another."""

import itertools

import pytest

from benchmarks.tenants import measuring


class Arm:
    """Answers at once, and says when it was asked."""

    def __init__(self, name: str, once: float, asked: list[str]) -> None:
        self.name, self.once, self.asked = name, once, asked
        self.quick = False

    def warm_up(self) -> None:
        """Its first guess is given."""

    def hurry(self) -> None:
        self.quick = True

    def sample(self) -> None:
        self.asked.append(self.name)


def turns(**arms: float) -> list[str]:
    asked: list[str] = []
    measuring._in_turns([Arm(name, once, asked) for name, once in arms.items()], 10)  # type: ignore[misc]
    return asked


def test_a_disturbed_first_guess_makes_no_arm_different() -> None:
    asked = turns(floor=0.0002, ours=0.0009)
    assert asked.count("floor") == asked.count("ours") == 10 * measuring.MORE


@pytest.mark.parametrize(("floor", "other"), [(0.0002, 0.5), (0.01, 0.01)])
def test_what_is_slow_is_asked_once_a_round(floor: float, other: float) -> None:
    assert turns(floor=floor, other=other).count("other") == 10


def test_each_arm_is_before_each_other_as_often_as_after_it() -> None:
    arms = dict.fromkeys(("floor", "ours", "sub-select", "specification", "Supabase's form"), 0.0002)
    asked = turns(**arms)
    rounds = [asked[start : start + len(arms)] for start in range(0, len(asked), len(arms))]
    assert all(sorted(order) == sorted(arms) for order in rounds)
    for one, other in itertools.combinations(arms, 2):
        before = sum(order.index(one) < order.index(other) for order in rounds)
        assert before == len(rounds) / 2, (one, other)
