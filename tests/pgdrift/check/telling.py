"""What a check of this project's own database tells."""

from __future__ import annotations

from pathlib import Path

from pgdrift.report import Report

ROOT = Path(__file__).resolve().parents[3]


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(finding.comparison, finding.id, finding.object) for finding in report.findings]
