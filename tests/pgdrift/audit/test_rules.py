"""What every rule comes with: a module, a test and a page of the same name."""

import re
from pathlib import Path

import pytest

from pgdrift.audit.rule import Rule
from pgdrift.audit.rules import RULES
from pgdrift.finding_ids import meanings

ROOT = Path(__file__).resolve().parents[3]
SECTIONS = ["## Why", "## What breaks it", "## What mends it", "## When it may be ignored"]


def file_names(folder: str, pattern: str) -> set[str]:
    found = {path.stem for path in (ROOT / folder).glob(pattern)} - {"__init__", "README"}
    return {name.removeprefix("test_").replace("_", "-") for name in found}


def test_modules_tests_and_pages_have_the_names_of_the_rules() -> None:
    ids = {rule.id for rule in RULES}
    assert len(ids) == len(RULES)
    assert file_names("pgdrift/audit/rules", "*.py") == ids
    assert file_names("tests/pgdrift/audit/rules", "test_*.py") == ids
    assert file_names("docs/audit", "*.md") == ids
    assert not ids & meanings().keys(), "an id means one thing"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_page_says_what_the_rule_says_and_when_it_does_not_matter(rule: Rule) -> None:
    page = (ROOT / "docs" / "audit" / f"{rule.id}.md").read_text()
    assert page.startswith(f"# {rule.id}\n\n{rule.severity}: {rule.says}\n")
    assert re.findall(r"^## .*$", page, re.M) == SECTIONS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_test_shows_what_breaks_the_rule_and_what_does_not(rule: Rule) -> None:
    name = f"test_{rule.id.replace('-', '_')}.py"
    test = (ROOT / "tests" / "pgdrift" / "audit" / "rules" / name).read_text()
    assert "== []" in test
    assert re.search(r"\(breach,\) = |len\(|for breach in", test)
