"""A page that quotes a figure quotes the one that was measured last."""

import re
from pathlib import Path

import pytest

from benchmarks.published import billion, figures, quotes, tables
from benchmarks.tenants import goals


@pytest.mark.parametrize("page", quotes.pages(), ids=lambda page: page.name)
def test_a_page_says_what_was_measured_last(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text == quotes.rewritten(text), f"{page.name} is stale: run ./noxw -s bench -- --keep"


def test_every_part_stands_on_a_page() -> None:
    marked = [
        found[2] for page in quotes.pages() for found in quotes.MARKED.finditer(page.read_text("utf-8"))
    ]
    assert sorted(marked) == sorted(quotes.PARTS)


def test_the_readme_has_no_figure_of_its_own() -> None:
    """Every figure in it comes from a committed document; what is in backticks is a command."""
    text = (figures.FOLDER / "readme.md").read_text("utf-8")
    assert re.findall(r"\d[\d.,]*", re.sub(r"`[^`]*`", "", quotes.PLACE.sub("", text))) == []
    readme = (quotes.ROOT / "README.md").read_text("utf-8")
    section = readme.split("## What it costs")[1].split("\n## ")[0]
    assert re.findall(r"\d", quotes.MARKED.sub("", section)) == []
    assert re.findall(r"\d ?(?:ms|s|seconds)\b", quotes.MARKED.sub("", readme)) == []


def test_the_readme_shows_the_table_and_the_picture_of_row_security_and_its_machine() -> None:
    document = figures.kept("row_security")
    text = (quotes.ROOT / "README.md").read_text("utf-8")
    assert tables.arms(document) in text
    assert " ".join(tables.machine(document).split()) in " ".join(text.split())
    (picture,) = re.findall(r"!\[.*?\]\((.*?growth\.svg)\)", text)
    assert (quotes.ROOT / picture).exists()


def test_the_arithmetic_of_growth_has_no_size_of_its_own() -> None:
    """Sizes that stand beside the marks stay when an index is added; settings, in backticks, are no sizes."""
    page = (quotes.ROOT / "docs" / "scaling.md").read_text("utf-8")
    section = page.split("## A billion contributions")[1].split("\n## ")[0]
    prose = re.sub(r"`[^`]*`", "", quotes.MARKED.sub("", section))
    assert re.findall(r"[\d.,]+ (?:[MGT]B|bytes)", prose) == []


def test_a_billion_takes_as_many_times_as_much_as_was_measured() -> None:
    sizes = figures.kept("row_security")["results"]["sizes"]["ours"]["contributions"]
    each = sizes["indexes"] / sizes["rows"]
    line = next(line for line in billion.text().splitlines() if line.startswith("| contributions |"))
    assert f"| {each:.0f} |" in line
    assert line.endswith(f" and {each:.0f} GB |")


def test_what_is_published_of_row_security_reads_no_more_than_it_may() -> None:
    assert goals.reading_more(figures.kept("row_security")["results"]["queries"]) == []
