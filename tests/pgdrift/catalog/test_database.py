"""What a database was created with is told with its names, and how to come by it once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest

from pgdrift.catalog import Key, Snapshot, read
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import frozen
from pgdrift.difference import compare
from pgdrift.findings import Finding, explain

LIBC = {"encoding": "UTF8", "locale_provider": "libc", "locale": None, "collate": "C", "ctype": "C"}
BUILTIN = {**LIBC, "locale_provider": "builtin", "locale": "C.UTF-8"}
ICU = {**LIBC, "locale_provider": "icu", "locale": "de", "icu_rules": "&a < g"}


def told(superuser: psycopg.Connection, wanted: dict[str, Any], found: dict[str, Any], major: int) -> Finding:
    snapshot = read(superuser)

    def created(given: dict[str, Any]) -> Snapshot:
        key = Key("database", "database")
        fact = frozen({**snapshot.facts[key], "icu_rules": None, **given})
        return replace(snapshot, facts={**snapshot.facts, key: fact})

    reference, target = created(wanted), replace(created(found), server_version=major * 10000)
    (finding,) = explain(compare(reference, target), Comparison.of(reference, target), "reference-target")
    return finding


@pytest.mark.parametrize(
    ("wanted", "found", "rules"),
    [
        (LIBC, {**BUILTIN, "locale": "C"}, "the builtin locale C, not the libc locale C"),
        (BUILTIN, LIBC, "the libc locale C, not the builtin locale C.UTF-8"),
        ({**LIBC, "ctype": "de_DE"}, LIBC, "LC_CTYPE C, not LC_CTYPE de_DE"),
        (
            {**ICU, "encoding": "LATIN1"},
            {**ICU, "icu_rules": None},
            "encoding UTF8 with no ICU rules, not encoding LATIN1 with the ICU rules &a < g",
        ),
    ],
)
def test_both_sides_say_what_they_have(
    wanted: dict[str, Any], found: dict[str, Any], rules: str, superuser: psycopg.Connection
) -> None:
    finding = told(superuser, wanted, found, 18)
    assert finding.id == "database-locale-changed"
    assert finding.consequence.startswith(
        f"Text sorts, compares and is stored by other rules: {rules}. No SQL can change that"
    )


def test_there_is_one_recipe(superuser: psycopg.Connection) -> None:
    fix = told(superuser, {**BUILTIN, "encoding": "LATIN1"}, LIBC, 18).fix
    assert fix.count("pg_dump") == fix.count("CREATE DATABASE") == 1
    assert "pg_restore --exit-on-error" in fix
    assert "LOCALE_PROVIDER builtin LC_COLLATE 'C' LC_CTYPE 'C' BUILTIN_LOCALE 'C.UTF-8';" in fix
    assert "came with" not in fix


@pytest.mark.parametrize(
    ("wanted", "major", "why"),
    [
        (BUILTIN, 16, "LOCALE_PROVIDER builtin came with PostgreSQL 17, and this server runs 16. Upgrade it"),
        (ICU, 15, "ICU_RULES came with PostgreSQL 16, and this server runs 15. Upgrade it"),
    ],
)
def test_what_the_targets_version_does_not_have_is_said_first(
    wanted: dict[str, Any], major: int, why: str, superuser: psycopg.Connection
) -> None:
    fix = told(superuser, wanted, LIBC, major).fix
    assert why in fix.splitlines()[0]
