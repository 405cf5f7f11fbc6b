"""The report for people: what follows first, then where it is declared, then what mends it."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.kinds import KINDS
from pgdrift.findings import Finding
from pgdrift.report import Report

_COUNTED = ("table", "policy", "grant")
_FIX_LINES = 12


def render(report: Report) -> str:
    """The report as text, one paragraph for each finding and a closing line."""
    paragraphs = ["\n".join(_finding(finding, report.command)) for finding in report.findings]
    paragraphs += [f"note: {note}" for note in report.notes]
    return "\n\n".join([*paragraphs, _closing(report)])


def _finding(finding: Finding, command: str) -> Iterator[str]:
    yield f"{finding.severity}[{finding.id}] {finding.object}"
    yield f"  {finding.consequence}"
    if finding.declared:
        yield f"  declared  {finding.declared}"
    lines = finding.fix.splitlines()
    for number, line in enumerate(lines[:_FIX_LINES]):
        yield f"  {'fix' if number == 0 else '':8}  {line}"
    if len(lines) > _FIX_LINES:
        yield f"  {'':8}  ... ({len(lines) - _FIX_LINES} more lines: python -m pgdrift {command} --sql)"
    if finding.destructive and finding.comparison != "declared-migrated":
        yield f"  {'':8}  (to run that: python -m pgdrift {command} --sql --allow-destructive)"


def _closing(report: Report) -> str:
    errors = sum(finding.severity == "error" for finding in report.findings)
    warnings = len(report.findings) - errors
    counts = [
        _count(report.compared.get(kind, 0), kind.replace("_", " "), KINDS[kind].plural) for kind in _COUNTED
    ]
    done = "looked at" if report.command == "audit" else "compared"
    name = {"check": "check-drift"}.get(report.command, report.command)
    ignored = f", {len(report.suppressed)} ignored" if report.suppressed else ""
    return (
        f"{name}: {_count(errors, 'error', 'errors')}, {_count(warnings, 'warning', 'warnings')}{ignored} - "
        f"{', '.join(counts)} {done} in {report.seconds:.1f} s"
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
