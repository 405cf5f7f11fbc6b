"""The report for programs: exactly one JSON document, also when nothing could be compared."""

from __future__ import annotations

import json
from typing import Any

from pgdrift.findings import Finding
from pgdrift.ignoring import Suppressed
from pgdrift.report import Report

FORMAT = 1


def render(report: Report) -> str:
    """The report as a JSON document."""
    return _document(
        status=report.status,
        error=None,
        revision=", ".join(report.revision) or None,
        compared=report.compared,
        suppressed=[_suppressed(one) for one in report.suppressed],
        findings=[_finding(finding) for finding in report.findings],
        notes=list(report.notes),
    )


def render_error(message: str) -> str:
    """The document for a comparison that could not be made; `message` is one paragraph."""
    return _document(
        status="error", error=message, revision=None, compared={}, suppressed=[], findings=[], notes=[]
    )


def _document(**fields: Any) -> str:
    return json.dumps({"format_version": FORMAT, **fields}, indent=2, ensure_ascii=False)


def _suppressed(one: Suppressed) -> dict[str, Any]:
    return {
        "id": one.finding.id,
        "object": one.finding.object,
        "reason": one.entry.reason,
        "until": one.entry.until and one.entry.until.isoformat(),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "severity": finding.severity,
        "comparison": finding.comparison,
        "kind": finding.kind,
        "object": finding.object,
        "reference": finding.reference,
        "target": finding.target,
        "consequence": finding.consequence,
        "declared": finding.declared,
        "destructive": finding.destructive,
        "fix": finding.fix,
    }
