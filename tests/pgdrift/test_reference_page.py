"""The reference page says what is declared, and the one in docs/ is the one of today."""

from pathlib import Path

import pytest
from alembic_utils.pg_policy import PGPolicy

from pgdrift import reference_page
from pgdrift.declare import Grant
from pgdrift.project import Project, find

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tables.md"


@pytest.fixture(scope="module")
def project() -> Project:
    return find(ROOT)


@pytest.fixture(scope="module")
def page(project: Project) -> str:
    return reference_page.render(project)


def section(page: str, title: str) -> str:
    return page.split(f"\n## {title}\n")[1].split("\n## ")[0]


def test_the_page_in_docs_is_what_the_declaration_says_today(page: str) -> None:
    assert PAGE.read_text("utf-8") == page, "docs/tables.md is stale: run ./noxw -s docs"


def test_every_table_column_constraint_and_index_is_on_the_page(project: Project, page: str) -> None:
    tables = project.metadata.sorted_tables
    assert tables
    for table in tables:
        text = section(page, table.name)
        named = [column.name for column in table.columns]
        named += [str(item.name) for item in (*table.constraints, *table.indexes)]
        assert [name for name in named if name not in text] == []
        assert table.comment
        assert table.comment in text


def test_every_policy_and_grant_on_a_table_is_with_it(project: Project, page: str) -> None:
    policies = [entity for entity in project.entities if isinstance(entity, PGPolicy)]
    assert policies
    for policy in policies:
        assert f"`{policy.signature} " in section(page, policy.on_entity.removeprefix("public."))
    on_votes = [e for e in project.entities if isinstance(e, Grant) and e.on == "public.votes"]
    assert section(page, "votes").count(" may ") == len(on_votes) > 0


def test_a_column_is_described_in_one_row(page: str) -> None:
    assert "| `created_at` | TIMESTAMP WITH TIME ZONE | no | `now()` | Vote timestamp |" in section(
        page, "votes"
    )


def test_who_owns_the_rows_is_said_in_words(page: str) -> None:
    assert "Each row belongs to the tenant in `user_id`. Row level security is forced." in section(
        page, "votes"
    )
    assert "which may add rows and never change them" in section(page, "audit_log")
    assert "Row level security is off." in section(page, "personas")


def test_the_same_declaration_gives_the_same_page(project: Project, page: str) -> None:
    assert reference_page.render(project) == page
