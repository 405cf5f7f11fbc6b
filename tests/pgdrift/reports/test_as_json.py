"""The document that programs read: always the same keys, and what a person was told in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.diff import diff
from pgdrift.ignoring import from_option
from pgdrift.reports import as_json

KEYS = [
    "format_version",
    "status",
    "error",
    "revision",
    "compared",
    "suppressed",
    "findings",
    "notes",
]
FINDING_KEYS = [
    "id",
    "severity",
    "comparison",
    "kind",
    "object",
    "reference",
    "target",
    "consequence",
    "declared",
    "destructive",
    "fix",
]


@pytest.fixture
def two(database_factory: Callable[..., DatabaseURL]) -> tuple[DatabaseURL, DatabaseURL]:
    """Two databases; the second has an index and a table more."""
    reference, target = database_factory(), database_factory()
    for url in (reference, target):
        with url.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE public.items (id integer PRIMARY KEY, name text)")
    with target.connect(autocommit=True) as connection:
        connection.execute("CREATE INDEX idx_items_name ON public.items (name)")
        connection.execute("CREATE TABLE public.leftover (id integer)")
    return reference, target


def document(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_clean_report_has_every_key(two: tuple[DatabaseURL, DatabaseURL]) -> None:
    found = document(as_json.render(diff(two[0], two[0])))
    assert list(found) == KEYS
    assert (found["format_version"], found["status"], found["error"]) == (1, "clean", None)
    assert (found["revision"], found["suppressed"], found["findings"], found["notes"]) == (None, [], [], [])
    assert (found["compared"]["table"], found["compared"]["column"]) == (1, 2)
    assert all(isinstance(count, int) for count in found["compared"].values())


def test_what_could_not_be_compared_has_the_same_keys() -> None:
    found = document(as_json.render_error("It could not be reached."))
    assert list(found) == KEYS
    assert found == {
        "suppressed": [],
        "findings": [],
        "notes": [],
        "format_version": 1,
        "status": "error",
        "error": "It could not be reached.",
        "revision": None,
        "compared": {},
    }


def test_a_finding_has_every_key_and_both_sides(two: tuple[DatabaseURL, DatabaseURL]) -> None:
    findings = document(as_json.render(diff(*two)))["findings"]
    assert [list(finding) for finding in findings] == [FINDING_KEYS] * 2
    index = next(finding for finding in findings if finding["id"] == "index-extra")
    assert (index["severity"], index["comparison"]) == ("warning", "reference-target")
    assert (index["kind"], index["reference"], index["destructive"]) == ("index", None, False)
    assert "idx_items_name" in index["target"]["definition"]
    assert index["fix"].startswith("DROP INDEX public.idx_items_name")


def test_a_fix_that_can_lose_data_runs_nothing_by_itself(two: tuple[DatabaseURL, DatabaseURL]) -> None:
    findings = document(as_json.render(diff(*two)))["findings"]
    table = next(finding for finding in findings if finding["id"] == "table-extra")
    assert table["destructive"] is True
    lines = table["fix"].splitlines()
    assert lines[0].startswith("-- destructive: ")
    assert any("DROP TABLE public.leftover" in line for line in lines)
    assert all(line.startswith("-- ") for line in lines)


def test_what_is_ignored_is_listed_with_its_reason(two: tuple[DatabaseURL, DatabaseURL]) -> None:
    entries = [from_option("index-extra:public.idx_*"), from_option("index-extra:public.gone")]
    report = diff(*two, ignore=entries)
    found = document(as_json.render(report))
    assert found["suppressed"] == [
        {
            "id": "index-extra",
            "object": "public.idx_items_name",
            "reason": "given on the command line",
            "until": None,
        }
    ]
    assert [finding["id"] for finding in found["findings"]] == ["table-extra"]
    assert found["notes"] == [
        "--ignore index-extra:public.gone (index-extra of public.gone) matches no finding: remove it."
    ]


def test_a_report_of_which_everything_is_ignored_is_clean(two: tuple[DatabaseURL, DatabaseURL]) -> None:
    entries = [from_option("index-extra:public.idx_items_name"), from_option("table-extra:public.leftover")]
    report = diff(*two, ignore=entries)
    assert (report.status, report.exit_code(), len(report.suppressed)) == ("clean", 0, 2)
    assert bool(report.script) is False
