"""The report for people: consequence first, and nothing that loses data offered in passing."""

from __future__ import annotations

from collections.abc import Callable

from pgdrift.database_url import DatabaseURL
from pgdrift.diff import diff
from pgdrift.ignoring import from_option
from pgdrift.reports import as_sql, as_text

TABLE = "CREATE TABLE public.items (id integer PRIMARY KEY, name text, note text)"


def changed(
    database_factory: Callable[..., DatabaseURL], *statements: str
) -> tuple[DatabaseURL, DatabaseURL]:
    """Two databases with one table, the second changed by `statements`."""
    reference, target = database_factory(), database_factory()
    for url in (reference, target):
        with url.connect(autocommit=True) as connection:
            connection.execute(TABLE.encode())
    with target.connect(autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
    return reference, target


def test_a_fix_that_can_lose_data_says_so_and_cannot_be_pasted(
    database_factory: Callable[..., DatabaseURL],
) -> None:
    urls = changed(database_factory, "CREATE TABLE public.leftover (id integer)")
    lines = as_text.render(diff(*urls)).splitlines()
    assert lines[0] == "warning[table-extra] public.leftover"
    assert lines[2].startswith("  fix       -- destructive: ")
    assert "            -- DROP TABLE public.leftover;" in lines
    assert "            (to run that: python -m pgdrift diff --sql --allow-destructive)" in lines
    assert not any(line.lstrip().removeprefix("fix").lstrip().startswith("DROP") for line in lines)


def test_the_closing_line_counts_what_is_ignored(database_factory: Callable[..., DatabaseURL]) -> None:
    urls = changed(database_factory, "CREATE INDEX idx_note ON public.items (note)")
    report = diff(*urls, ignore=[from_option("index-extra:public.idx_note")])
    assert as_text.render(report).startswith("diff: 0 errors, 0 warnings, 1 ignored - 1 table, ")


def test_what_is_ignored_is_not_repaired(database_factory: Callable[..., DatabaseURL]) -> None:
    urls = changed(
        database_factory,
        "CREATE INDEX idx_note ON public.items (note)",
        "ALTER TABLE public.items ALTER name SET DEFAULT 'x', ALTER name SET NOT NULL",
        "COMMENT ON TABLE public.items IS 'things'",
    )
    entries = [from_option("index-extra:public.idx_note"), from_option("default-changed:public.items.name")]
    script = as_sql.render(diff(*urls, ignore=entries))
    assert "idx_note" not in script
    assert "DEFAULT" not in script
    assert "DROP NOT NULL" in script  # of the same column, and not ignored
    assert "COMMENT ON TABLE public.items" in script


def test_what_follows_from_an_ignored_difference_is_not_repaired_either(
    database_factory: Callable[..., DatabaseURL],
) -> None:
    urls = changed(
        database_factory,
        "CREATE TABLE public.leftover (id integer PRIMARY KEY, name text DEFAULT 'x')",
        "CREATE INDEX idx_leftover ON public.leftover (name)",
    )
    report = diff(*urls, ignore=[from_option("table-extra:public.leftover")])
    assert (report.findings, bool(report.script)) == ([], False)
