"""Where something is declared: found in the source, without running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgdrift import project as projects
from pgdrift.catalog import Key
from pgdrift.locations import Locations

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("kind", "name", "file", "line"),
    [
        ("table", "public.votes", "schema/votes.py", "class Vote("),
        ("row_security", "public.votes", "policies/votes.py", "RowSecurity("),
        ("column", "public.votes.reasoning", "schema/votes.py", "reasoning: str"),
        ("column", 'public.audit_log."timestamp"', "schema/audit_log.py", "timestamp: datetime"),
        ("policy", "public.votes.votes_user_isolation", "policies/votes.py", "PGPolicy("),
        ("constraint", "public.votes.votes_pkey", "schema/votes.py", "class Vote("),
        ("grant", "public.votes to bo1_app", "policies/votes.py", "tenant_grants("),
        ("grant", "public.votes.reasoning to bo1_app", "policies/votes.py", "tenant_grants("),
        ("grant", "public.votes to bo1_service", "schema/votes.py", "class Vote("),
        ("function", "public.current_user_id()", "schema/tenant.py", "PGFunction("),
        ("view", "public.my_account", "schema/my_account.py", "View("),
        ("role", "bo1_app", "policies/roles.py", "Role("),
    ],
)
def test_a_finding_leads_to_the_line_that_declares_it(kind: str, name: str, file: str, line: str) -> None:
    place = Locations(projects.find(ROOT)).find(Key(kind, name))
    assert place is not None
    found, _, number = place.partition(":")
    assert found == file
    assert line in (ROOT / file).read_text().splitlines()[int(number) - 1]


def test_what_nobody_declares_has_no_place() -> None:
    assert Locations(projects.find(ROOT)).find(Key("table", "public.nobody_declares_this")) is None
