"""Goals are met by what was measured, and by nothing that could not be."""

import copy
from typing import Any

import pytest

from benchmarks.published import figures
from benchmarks.tenants import goals, growth, report


@pytest.fixture
def results() -> dict[str, Any]:
    """Results within every goal: the published ones."""
    found: dict[str, Any] = copy.deepcopy(figures.kept("row_security")["results"])
    assert not any(line.startswith("NOT met") for line in goals.verdicts(found))
    return found


def give_up(arm: dict[str, Any]) -> None:
    """What is kept of a statement that was canceled after a minute."""
    arm.update(dict.fromkeys(("ms", "spread_ms", "ratio", "buffers", "plan"), None), samples=0)


def missed(results: dict[str, Any]) -> list[str]:
    return [line for line in goals.verdicts(results) if line.startswith("NOT met")]


def test_a_query_of_ours_that_is_given_up_on_meets_no_goal(results: dict[str, Any]) -> None:
    give_up(results["queries"][0]["arms"]["ours"])
    results["summary"] = report.summary(results["queries"])
    lines = missed(results)
    assert [line.split(",")[0].removeprefix("NOT met ") for line in lines] == [
        "time over the floor's",
        "time over the floor's",
        "buffers over the floor's",
    ]
    assert all("without the 1 over 60 s" in line for line in lines)
    assert goals.reading_more(results["queries"]) == [
        "newest sessions, small tenant: None buffers, the floor 12"
    ]


def test_another_that_is_given_up_on_changes_nothing_for_ours(results: dict[str, Any]) -> None:
    give_up(results["queries"][0]["arms"]["specification"])
    results["summary"] = report.summary(results["queries"])
    assert missed(results) == []


def test_a_curve_that_ends_where_ours_is_given_up_on_is_not_flat(results: dict[str, Any]) -> None:
    curve = results["curves"][0]
    curve["points"][-1]["arms"]["ours"] = {"ms": None, "buffers": None}
    results["growth"]["ours"] = {
        figure: growth.growth(results["curves"], "ours", figure) for figure in ("ms", "buffers")
    }
    assert len(missed(results)) == 2
    table = list(goals.growing(results))
    assert f"| {curve['query']} | {curve['tenant']} | over 60 s | 1.16 |" in table


def test_each_curve_that_rises_is_shown_beside_the_floor(results: dict[str, Any]) -> None:
    """The mean hides them; a floor that rises as much says that it is not row security."""
    said, _, _, _, *rows = goals.growing(results)
    assert said.startswith("The verdict is on the mean.")
    above = [
        curve
        for curve in results["curves"]
        if max(growth.of_curve(curve, arm, "ms") or 0 for arm in ("ours", "floor")) > goals.GOALS["growth"]
    ]
    assert len(rows) == len(above)


def test_a_query_that_may_read_a_page_more_is_named() -> None:
    assert goals.reads_no_more("another tenant's contribution", 4, 3)
    assert not goals.reads_no_more("another tenant's contribution", 5, 3)
    assert not goals.reads_no_more("another tenant's session", 4, 3)
