"""Who reads the findings sees as well as who reads the script that something was probably renamed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.diff import diff
from pgdrift.findings import Finding
from pgdrift.repair import renames

SCHEMA = """
CREATE TABLE goods (id integer PRIMARY KEY, name text NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE goods_1 PARTITION OF goods FOR VALUES FROM (1) TO (9);
CREATE INDEX by_name ON goods (name);
CREATE TABLE orders (good integer);
INSERT INTO goods VALUES (1, 'a')
"""
Tell = Callable[[str], list[Finding]]


@pytest.fixture
def tell(database_factory: Callable[..., DatabaseURL]) -> Tell:
    """The findings after some statements."""
    reference = database_factory()
    with reference.connect(autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
    target = database_factory(reference.database)

    def told(statements: str) -> list[Finding]:
        with target.connect(autocommit=True) as connection:
            connection.execute(statements.encode())
        return list(diff(reference, target).findings)

    return told


@pytest.mark.parametrize(
    ("statement", "offer", "otherwise"),
    [
        (
            "ALTER TABLE goods RENAME name TO title",
            "ALTER TABLE public.goods RENAME COLUMN title TO name;",
            {
                "column-missing": "ALTER TABLE public.goods ADD COLUMN name text",
                "column-extra": "-- ALTER TABLE public.goods DROP COLUMN title;",
            },
        ),
        (
            "ALTER TABLE orders RENAME TO wishes",
            "ALTER TABLE public.wishes RENAME TO orders;",
            {"table-missing": "CREATE TABLE public.orders", "table-extra": "-- DROP TABLE public.wishes;"},
        ),
        (
            "ALTER INDEX by_name RENAME TO by_title",
            "ALTER INDEX public.by_title RENAME TO by_name;",
            {"index-missing": "CREATE INDEX by_name", "index-extra": "DROP INDEX public.by_title;"},
        ),
    ],
)
def test_a_likely_rename_stands_before_what_else_would_mend_it(
    statement: str, offer: str, otherwise: dict[str, str], tell: Tell
) -> None:
    findings = {one.id: one for one in tell(statement)}
    assert otherwise.keys() <= findings.keys()
    for identifier, instead in otherwise.items():
        first, *rest = findings[identifier].fix.splitlines()
        assert first == f"-- likely a rename: {offer}"
        assert any(line.startswith(instead) for line in rest), rest


def test_what_came_and_what_went_may_have_nothing_to_do_with_each_other(tell: Tell) -> None:
    findings = tell("ALTER TABLE orders DROP good; ALTER TABLE orders ADD amount numeric")
    assert sorted(one.id for one in findings) == ["column-extra", "column-missing"]
    assert not any("rename" in one.fix for one in findings)


def test_nobody_looks_for_renames_where_nothing_of_a_kind_came_and_went(
    tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a table lost with all that belongs to it is no reason to read every fact again."""
    looked: list[bool] = []
    find = renames.find
    monkeypatch.setattr(renames, "find", lambda *args, **named: looked.append(True) or find(*args, **named))
    assert {one.id for one in tell("DROP TABLE orders; ALTER TABLE goods ADD n integer")} == {
        "table-missing",
        "column-extra",
    }
    assert looked == []
