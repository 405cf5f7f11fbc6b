"""What this schema is held to by rules that know nothing of it."""

from pathlib import Path

from pgdrift.audit.auditing import audit
from pgdrift.database_url import DatabaseURL
from pgdrift.project import find


def test_the_migrated_database_breaks_no_rule_but_for_a_reason(migrated_database: DatabaseURL) -> None:
    ignore = [entry for entry in find(Path(__file__).parent).ignore if entry.of_audit]
    report = audit(migrated_database, ignore=ignore)
    assert [f"{found.id} {found.object}" for found in report.findings] == []
    assert list(report.notes) == [], "every entry is still needed"
