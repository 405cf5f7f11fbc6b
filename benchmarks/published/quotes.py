"""The pages that quote figures: between marks, written from the committed JSON and nothing else.

`{benchmark path format}` in a text beside this file stands for a figure: the path leads through the results
(or to `machine` and `versions`), and of a list the median is meant. `{benchmark run}` names the run,
`{benchmark machine}` on what and with what it was made as well; `{row_security arms}` is a table.
"""

from __future__ import annotations

import re
import statistics
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.published import billion, figures, tables

ROOT = Path(__file__).resolve().parents[2]
MARKED = re.compile(
    r"(<!-- measured: (\w+); written by nox -s bench -- --keep -->\n\n)"
    r"(.*?)"
    r"(\n<!-- measured until here -->\n)",
    re.DOTALL,
)
WHOLE = {"run": tables.run, "machine": tables.machine, "arms": tables.arms}
PLACE = re.compile(r"\{(\w+) ([^{}]+?)(?: ([,.\d]+f))?\}")


def readme() -> str:
    """What the README says about costs."""
    return _page(_filled((figures.FOLDER / "readme.md").read_text("utf-8")))


def scaling() -> str:
    """What the page on growth says about sizes."""
    return _page(billion.text())


PARTS: dict[str, Callable[[], str]] = {
    "summary": readme,
    "billion": scaling,
    "row_security": tables.row_security,
    "drift_check": tables.drift_check,
    "generate_revision": tables.generate_revision,
    "tenant_session": tables.tenant_session,
    "vector_search": tables.vector_search,
}


def pages() -> list[Path]:
    """Every page with a part between marks."""
    candidates = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return [page for page in candidates if MARKED.search(page.read_text("utf-8"))]


def rewritten(page: str) -> str:
    """The text of a page with its parts brought up to the committed figures."""
    return MARKED.sub(lambda found: f"{found[1]}{PARTS[found[2]]()}{found[4]}", page)


def write() -> None:
    """Bring every page up to the committed figures."""
    for page in pages():
        page.write_text(rewritten(page.read_text("utf-8")), encoding="utf-8")


def _page(text: str) -> str:
    return "\n\n".join(map(_wrapped, text.strip().split("\n\n"))) + "\n"


def _wrapped(part: str) -> str:
    """A paragraph in lines of the README's length; a table as it is."""
    if part.startswith("|"):
        return part
    return textwrap.fill(part, 110, break_long_words=False, break_on_hyphens=False)


def _filled(text: str) -> str:
    return PLACE.sub(lambda found: _figure(found[1], found[2], found[3] or ""), text)


def _figure(benchmark: str, path: str, form: str) -> str:
    document = figures.kept(benchmark)
    if path in WHOLE:
        return WHOLE[path](document)
    value: Any = document if path.split("/")[0] in ("machine", "versions") else document["results"]
    for step in path.split("/"):
        value = value[int(step)] if isinstance(value, list) else value[step]
    if isinstance(value, list):
        value = statistics.median(value)
    return format(value, form)
