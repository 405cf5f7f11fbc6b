"""The walk in CONTRIBUTING.md: a table from its name to its proofs, two imports outside its own files."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.conftest import copy_checkout, environment, run


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    return copy_checkout(tmp_path / "checkout")


def test_a_table_is_added(checkout: Path, home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = str(tmp_path_factory.getbasetemp() / "pgdrift")
    variables = environment(home, PGDRIFT_CACHE_DIR=cache)

    def python(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run(sys.executable, "-m", *arguments, cwd=checkout, environment=variables)

    def succeed(*arguments: str) -> str:
        done = python(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # 1. The stubs.
    steps = succeed("pgdrift", "new-table", "walked_items")
    assert "policies/walked_items.py" in steps

    # 2. A tenancy must be chosen: until then the declaration says what the choices are.
    replace_in(
        checkout / "schema" / "__init__.py",
        "from schema.audit_log",
        "from schema.walked_items import WalkedItem\nfrom schema.audit_log",
    )
    replace_in(checkout / "schema" / "__init__.py", '    "AuditLog",', '    "WalkedItem",\n    "AuditLog",')
    undecided = python("pgdrift", "docs", "--check")
    assert undecided.returncode == 2
    assert 'OwnedBy("user_id")' in undecided.stderr
    assert "PublicRead()" in undecided.stderr
    model = checkout / "schema" / "walked_items.py"
    replace_in(model, "__tenancy__ = None", '__tenancy__ = OwnedBy("user_id")')
    replace_in(model, "from schema.base", "from pgdrift.tenancy import OwnedBy\nfrom schema.base")

    # 3. The policy's import.
    policies = checkout / "policies" / "__init__.py"
    replace_in(policies, "    votes,\n)\nfrom", "    votes,\n    walked_items,\n)\nfrom")
    replace_in(
        policies, "    contribution_embeddings,\n)", "    contribution_embeddings,\n    walked_items,\n)"
    )

    # 4. One revision, for the table, its row security, policy and grants.
    versions = checkout / "migrations" / "versions"
    before = set(versions.glob("*.py"))
    succeed("pgdrift", "revision", "-m", "add walked_items")
    (revision,) = set(versions.glob("*.py")) - before
    for part in (
        "create_table",
        "FORCE ROW LEVEL SECURITY",
        "CREATE POLICY",
        "TO bo1_app",
        "TO bo1_signed_app",
    ):
        assert part in revision.read_text("utf-8")

    # 5. Page, isolation and the table's own tests have picked it up.
    assert python("pgdrift", "docs", "--check").returncode == 1
    succeed("pgdrift", "docs")
    output = succeed("pytest", "-q", "-k", "walked_items", "tests/schema", "tests/isolation")
    assert " passed" in output
    output = succeed("pytest", "-v", "-k", "walked_items", "tests/isolation", "--collect-only")
    assert "test_matrix.py" in output
    succeed("pytest", "-q", "tests/pgdrift/test_reference_page.py", "tests/test_imports.py")
    succeed("pytest", "-q", "-k", "not query", "tests/benchmarks/test_reasons.py")
