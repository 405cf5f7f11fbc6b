"""What is compared is written down, and what is not is said."""

from __future__ import annotations

from pathlib import Path

import psycopg

from pgdrift import coverage_page
from pgdrift.catalog import read, uncompared

PAGE = Path(__file__).resolve().parents[2] / "docs" / "coverage.md"


def test_the_page_of_what_is_compared_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == coverage_page.page(), (
        "write it anew: python -m pgdrift.coverage_page > docs/coverage.md"
    )


def test_what_the_role_may_not_see_is_named(superuser: psycopg.Connection) -> None:
    assert uncompared.notes(read(superuser).uncompared) == []
    superuser.execute(
        "CREATE FOREIGN DATA WRAPPER files; CREATE SERVER news FOREIGN DATA WRAPPER files; "
        "CREATE USER MAPPING FOR PUBLIC SERVER news OPTIONS (password 'secret'); "
        "CREATE ROLE test_reader; SET ROLE test_reader"
    )
    (note,) = uncompared.notes(read(superuser).uncompared)
    assert "options of user mappings that this role may not see (1)" in note
    assert "secret" not in note
