"""One database, ours or anyone's, held to every rule; it is only read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from time import monotonic

from pgdrift import ignoring
from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.rules import RULES
from pgdrift.audit.subject import Subject, look
from pgdrift.catalog import uncompared
from pgdrift.catalog.statement import as_comment
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.findings import Finding
from pgdrift.ignoring import Entry
from pgdrift.live import MAX_READ, is_empty
from pgdrift.report import Report


def audit(
    url: DatabaseURL,
    *,
    tenant_columns: Sequence[str] = (),
    max_read: float = MAX_READ,
    ignore: Sequence[Entry] = (),
) -> Report:
    """Look for what is broken in the database at `url`.

    `tenant_columns` are the names of columns that say whose a row is; by default those that are usual.
    Reading may take `max_read` seconds. `ignore` says which findings are none. Raises PgdriftError when the
    database cannot be read, or has nothing in it.
    """
    started = monotonic()
    with url.connect(autocommit=True, application_name="pgdrift audit") as connection:
        subject = look(connection, tenant_columns, max_read=max_read)
    if is_empty(subject.snapshot):
        raise PgdriftError(
            f"The database {subject.snapshot.database} at {url.shown} is empty: there is nothing to "
            "audit. Correct the URL."
        )
    found = findings(subject)
    kept, suppressed, notes = ignoring.apply(found, ignore, date.today())
    return Report(
        findings=kept,
        compared=subject.snapshot.counts(),
        revision=subject.snapshot.revision,
        seconds=monotonic() - started,
        command="audit",
        notes=[*uncompared.notes(subject.snapshot.uncompared), *notes],
        suppressed=suppressed,
    )


def findings(subject: Subject) -> list[Finding]:
    """Every breach of every rule, the errors first."""
    found = [_finding(rule, breach) for rule in RULES for breach in rule.find(subject)]
    return sorted(found, key=lambda finding: finding.severity != "error")


def _finding(rule: Rule, breach: Breach) -> Finding:
    return Finding(
        id=rule.id,
        severity=rule.severity,
        comparison="audit",
        kind=breach.key.kind,
        object=breach.key.name,
        reference=None,
        target=None,
        consequence=breach.consequence,
        # One that only a person can take is a comment to its end, whatever the names in it are.
        fix=as_comment(breach.remedy[3:]) if breach.remedy.startswith("-- ") else breach.remedy,
    )
