"""Findings that somebody decided to live with: left out, counted, and never forgotten for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pgdrift.findings import Finding
from pgdrift.ignoring import Entry, MalformedIgnore, apply, from_option, from_settings

TODAY = date(2026, 6, 1)
SOURCE = "[tool.pgdrift] in pyproject.toml"


def entry(name: str, *, until: date | None = None) -> Entry:
    return Entry("index-extra", name, "built by hand in an incident", until, "Entry 1")


def finding(name: str, identifier: str = "index-extra") -> Finding:
    return Finding(identifier, "warning", "migrated-live", "index", name, None, {}, "It is there.")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("public.idx_x", "public.idx_x"),
        ("PUBLIC.Idx_X", "public.idx_x"),
        ('"public"."idx_x"', "public.idx_x"),
        ('public."Idx.X"', 'public."Idx.X"'),
        ("public.f(text, integer)", "public.f(text, integer)"),
        ("database to public", "database to PUBLIC"),
        ("public.idx_*", "public.idx_votes"),
        ("public.*.idx", "public.votes.idx"),
        ("public.*", 'public."A.B"'),
        ('public."*"', 'public."*"'),
    ],
)
def test_an_object_is_named_as_postgresql_names_it(given: str, name: str) -> None:
    assert entry(given).covers(finding(name))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("public.idx_x", "public.idx_xy"),
        ("public.idx_x", "other.idx_x"),
        ('public."IDX_X"', "public.idx_x"),
        ("public.idxax", "public.idx_x"),
        ("public.*", "public.votes.idx"),
        ('public."*"', "public.idx"),
        ("public.idx.x", "public.idx_x"),
    ],
)
def test_another_object_is_not_ignored(given: str, name: str) -> None:
    assert not entry(given).covers(finding(name))


def test_another_finding_of_the_same_object_is_not_ignored() -> None:
    assert not entry("public.idx_x").covers(finding("public.idx_x", "index-invalid"))


def test_an_entry_holds_on_its_last_day_and_says_so_afterwards() -> None:
    found = [finding("public.idx_x")]
    kept, suppressed, notes = apply(found, [entry("public.idx_x", until=TODAY)], TODAY)
    assert (kept, [one.finding for one in suppressed], notes) == ([], found, [])
    kept, suppressed, notes = apply(found, [entry("public.idx_x", until=date(2026, 5, 31))], TODAY)
    assert (kept, suppressed) == (found, [])
    assert notes == [
        "Entry 1 (index-extra of public.idx_x) expired on 2026-05-31 and ignores nothing: remove or renew it."
    ]


def test_an_entry_that_matches_nothing_is_told() -> None:
    kept, _, notes = apply([finding("public.idx_y")], [entry("public.idx_x")], TODAY)
    assert len(kept) == 1
    assert notes == ["Entry 1 (index-extra of public.idx_x) matches no finding: remove it."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("index-extra", "not of the form ID:OBJECT"),
        (":public.x", "not of the form ID:OBJECT"),
        ("index-extra:", "not of the form ID:OBJECT"),
        ("index-xtra:public.x", "Did you mean index-extra?"),
        ("index-extra:*", "would ignore every index-extra"),
        ("index-extra:*.*", "would ignore every index-extra"),
    ],
)
def test_an_option_that_says_too_little_is_refused(text: str, said: str) -> None:
    with pytest.raises(MalformedIgnore, match="--ignore") as refused:
        from_option(text)
    assert said in str(refused.value)


GOOD: dict[str, Any] = {"id": "index-extra", "object": "public.x", "reason": "by hand"}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({key: GOOD[key] for key in ("id", "object")}, "has no reason"),
        ({**GOOD, "reason": "  "}, "has no reason"),
        ({**GOOD, "object": ""}, "has no object"),
        ({**GOOD, "id": 7}, "has no id"),
        ({**GOOD, "untill": TODAY}, "unknown key untill"),
        ({**GOOD, "until": "2027-01-31"}, "not a date"),
        ({**GOOD, "id": "no-such-finding"}, "does not exist"),
        ("index-extra:public.x", "not a table"),
    ],
    ids=["no reason", "blank reason", "blank object", "number", "key", "text", "unknown id", "string"],
)
def test_a_malformed_setting_names_its_file_and_entry(bad: object, said: str) -> None:
    with pytest.raises(MalformedIgnore, match=said) as refused:
        from_settings([GOOD, bad], SOURCE)
    assert str(refused.value).startswith(f"Entry 2 of `ignore` in {SOURCE}")
    assert refused.value.exit_code == 2


def test_a_setting_that_is_no_list_is_refused() -> None:
    with pytest.raises(MalformedIgnore, match="not a list"):
        from_settings("index-extra:public.x", SOURCE)


def test_a_setting_keeps_its_reason_and_date() -> None:
    (found,) = from_settings([{**GOOD, "until": TODAY}], SOURCE)
    assert (found.reason, found.until) == ("by hand", TODAY)


def test_this_project_ignores_no_drift() -> None:
    from pgdrift import project

    ignored = project.find(Path(__file__).resolve().parents[2]).ignore
    assert all(entry.of_audit for entry in ignored)
