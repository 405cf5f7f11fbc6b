"""The pages that quote figures: between two marks each, written from the committed JSON and nothing else.

`{benchmark path format}` in a text beside this file stands for a figure: the path leads through the results
(or to `machine` and `versions`), and of a list the median is meant.
"""

from __future__ import annotations

import re
import statistics
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.published import figures
from benchmarks.tenants import report

ROOT = Path(__file__).resolve().parents[2]
BEGIN = "<!-- measured: written by nox -s bench -- --keep -->\n\n"
END = "\n<!-- measured until here -->\n"
PLACE = re.compile(r"\{(\w+) ([^{}]+?)(?: ([,.\d]+f))?\}")


def readme() -> str:
    """What the README says about costs."""
    text = _filled((figures.FOLDER / "readme.md").read_text("utf-8"))
    return "\n\n".join(map(_wrapped, text.strip().split("\n\n"))) + "\n"


def performance() -> str:
    """The tables of docs/performance.md."""
    document = figures.kept("row_security")
    results, machine = document["results"], document["machine"]
    return "\n".join(
        [
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB; PostgreSQL "
            f"{document['versions']['postgresql']}, Python {document['versions']['python']}; "
            f"{document['measured']}, load {machine['load_when_done']}; `{document['command']}`, "
            f"{results['contributions']:,} contributions.",
            "",
            *report.table(results["queries"]),
            "",
            *_picture(),
            "```",
            *report.verdicts(results),
            "```",
            "",
            *report.storage(results),
            "",
        ]
    )


def _picture() -> list[str]:
    """The picture, once it has been drawn."""
    if not (ROOT / "docs" / "pictures" / "growth.svg").exists():
        return []
    return ["![Time of a tenant's queries while the others' data grow](pictures/growth.svg)", ""]


PAGES: dict[str, Callable[[], str]] = {"README.md": readme, "docs/performance.md": performance}


def write() -> None:
    """Bring every page up to the committed figures."""
    for name, text in PAGES.items():
        page = ROOT / name
        before, _, after = split(page.read_text("utf-8"))
        page.write_text(f"{before}{BEGIN}{text()}{END}{after}", encoding="utf-8")


def split(page: str) -> tuple[str, str, str]:
    """A page before, between and after its marks."""
    before, rest = page.split(BEGIN)
    between, after = rest.split(END)
    return before, between, after


def _wrapped(part: str) -> str:
    """A paragraph in lines of the README's length; a table as it is."""
    if part.startswith("|"):
        return part
    return textwrap.fill(part, 110, break_long_words=False, break_on_hyphens=False)


def _filled(text: str) -> str:
    return PLACE.sub(lambda found: _figure(found[1], found[2], found[3] or ""), text)


def _figure(benchmark: str, path: str, form: str) -> str:
    document = figures.kept(benchmark)
    value: Any = document if path.split("/")[0] in ("machine", "versions") else document["results"]
    for step in path.split("/"):
        value = value[int(step)] if isinstance(value, list) else value[step]
    if isinstance(value, list):
        value = statistics.median(value)
    return format(value, form)
