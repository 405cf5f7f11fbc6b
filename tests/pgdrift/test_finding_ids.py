"""Ids are promises: documented, and each in use."""

from pathlib import Path

from pgdrift import finding_ids
from tests.pgdrift.corpus.collection import FAULTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "findings.md"

# What the corpus has no single fault for: it needs other servers, or a catalog only a new version can have.
WITHOUT_A_FAULT = {
    "constraint-valid",
    "revision-behind",
    "revision-changed",
    "revision-half-applied",
    "tablespace-extra",
    "tablespace-missing",
    "view-populated",
}


def test_the_page_of_findings_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == finding_ids.page(), (
        "write it anew: python -m pgdrift.finding_ids > docs/findings.md"
    )


def test_every_fault_has_a_documented_id_and_severity() -> None:
    known = {
        (identifier, meaning.severity)
        for identifier, entries in finding_ids.meanings().items()
        for _, meaning in entries
    }
    assert {(fault.finding, fault.severity) for fault in FAULTS} <= known


def test_every_id_has_a_fault_or_is_listed() -> None:
    assert set(finding_ids.meanings()) - {fault.finding for fault in FAULTS} == WITHOUT_A_FAULT
