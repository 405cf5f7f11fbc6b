"""A page that quotes a figure quotes the one that was measured last."""

import re

import pytest

from benchmarks.published import figures, quotes


@pytest.mark.parametrize("name", quotes.PAGES)
def test_a_page_says_what_was_measured_last(name: str) -> None:
    quoted = quotes.split((quotes.ROOT / name).read_text("utf-8"))[1]
    assert quoted == quotes.PAGES[name](), f"{name} is stale: run ./noxw -s bench -- --keep"


def test_the_readme_has_no_figure_of_its_own() -> None:
    """Every figure in it comes from a committed document; what is in backticks is a command."""
    text = (figures.FOLDER / "readme.md").read_text("utf-8")
    assert re.findall(r"\d[\d.,]*", re.sub(r"`[^`]*`", "", quotes.PLACE.sub("", text))) == []
    section = (quotes.ROOT / "README.md").read_text("utf-8").split("## What it costs")[1].split("\n## ")[0]
    before, _, after = quotes.split(section)
    assert re.findall(r"\d", before + after) == []
