"""What a billion contributions take, from the bytes that each row was measured to take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from benchmarks.published import figures, tables
from benchmarks.tenants.arms import TABLES

CONTRIBUTIONS = 10**9
ADDED_KEY = "contributions_id_session_id_user_id_key"

# Inner pages of a b-tree hold about two hundred entries each. A tenant at work touches the last leaf page of
# its part of each of some ten indexes.
INNER_PAGES, PAGES_OF_A_TENANT, PAGE = 1 / 200, 10, 8192
ACTIVE_TENANTS = 10_000

Sizes = dict[str, dict[str, Any]]


def text() -> str:
    """Sizes of the tenants' tables, what they mean for memory and WAL, and the sizes of embeddings."""
    return "\n\n".join(
        [
            "\n".join(_tables()),
            _exponents(),
            _memory(),
            _writes(),
            "\n".join(_embeddings()),
            _building(),
        ]
    )


def _tables() -> Iterator[str]:
    document = figures.kept("row_security")
    ours, specified = (document["results"]["sizes"][arm] for arm in ("ours", "specification"))
    rows = ours["contributions"]["rows"]
    yield f"{tables.machine(document)}; bytes for each row with {rows:,} contributions."
    yield ""
    yield "| | table | indexes | of the specification's schema | at a billion contributions |"
    yield "|---|---:|---:|---:|---:|"
    for name in TABLES:
        size, theirs = ours[name], specified[name]
        each = [size[part] / size["rows"] for part in ("table", "indexes")]
        there = [_size(size[part] * _times(ours)) for part in ("table", "indexes")]
        cells = [*(f"{bytes_:.0f}" for bytes_ in each), f"{theirs['indexes'] / theirs['rows']:.0f}"]
        yield f"| {' | '.join((name, *cells, ' and '.join(there)))} |"


def _exponents() -> str:
    """Growth from the smaller measured size to the larger: 1 is as much as there are more rows."""
    document = figures.kept("stored_bytes")
    small, large = document["results"]["sizes"], figures.kept("row_security")["results"]["sizes"]["ours"]
    grown = {}
    for part in ("table", "indexes"):
        found = [
            math.log(large[name][part] / small[name][part])
            / math.log(large[name]["rows"] / small[name]["rows"])
            for name in TABLES
        ]
        grown[part] = f"{min(found):.2f} to {max(found):.2f}"
    return (
        f"From {document['results']['contributions']:,} contributions (`./noxw -s bench -- stored_bytes`) "
        f"to these the tables grew with an exponent of {grown['table']}, their indexes with "
        f"{grown['indexes']}."
    )


def _memory() -> str:
    ours = figures.kept("row_security")["results"]["sizes"]["ours"]
    indexes = sum(ours[name]["indexes"] for name in TABLES) * _times(ours)
    inner, ends = indexes * INNER_PAGES, ACTIVE_TENANTS * PAGES_OF_A_TENANT * PAGE
    return (
        f"All these indexes take {_size(indexes)} at a billion, of which the inner pages are half a "
        f"percent, {_size(inner)}. With ten leaf pages for each, {ACTIVE_TENANTS:,} active tenants need "
        f"{_size(inner + ends)} of buffers."
    )


def _writes() -> str:
    results = figures.kept("row_security")["results"]
    ours, theirs = ([_bulk(results, arm), _alone(results, arm)] for arm in ("ours", "specification"))
    sizes = {arm: results["sizes"][arm]["contributions"]["each"] for arm in ("ours", "specification")}
    added = sizes["ours"].keys() - sizes["specification"].keys()
    key = sizes["ours"][ADDED_KEY] / results["sizes"]["ours"]["contributions"]["rows"]
    return (
        f"A contribution writes {ours[0]:.0f} bytes of WAL in bulk and {ours[1]:.0f} alone, "
        f"{ours[0] / theirs[0]:.2f} and {ours[1] / theirs[1]:.2f} times as much as in the specification's "
        f"schema, which has {len(added)} indexes less; `{ADDED_KEY}` alone takes {key:.0f} bytes for each. "
        f"A thousand contributions a second are {ours[0] / 1000:.1f} to {ours[1] / 1000:.1f} MB/s."
    )


def _embeddings() -> Iterator[str]:
    document = figures.kept("stored_bytes")
    found = document["results"]["embeddings"]
    default, _ = _builds(found)
    parts = {
        "table, nearly all of it out of line": found["table"] / found["rows"],
        "primary key and the tenant's index": found["indexes"] / found["rows"],
        "HNSW index": found["hnsw"] / found["rows"],
        "memory in which HNSW is built": _built_in(default),
    }
    yield f"{tables.machine(document)}; bytes for each of {found['rows']:,} contribution_embeddings."
    yield ""
    yield "| | each | for a billion |"
    yield "|---|---:|---:|"
    for name, each in parts.items():
        yield f"| {name} | {each:,.0f} | {_size(each * CONTRIBUTIONS)} |"
    yield f"| WAL without the HNSW index | {found['wal_without']:,} | |"
    yield f"| WAL with it | {found['wal_with']:,} | |"


def _building() -> str:
    document = figures.kept("stored_bytes")
    found, memory = document["results"]["embeddings"], document["machine"]["memory_gb"]
    default, enough = _builds(found)
    rows, full = found["rows"], default["full_after"]
    each = enough["seconds"] / rows
    beyond = (default["seconds"] - full * each) / (rows - full)
    fitting = memory * 2**30 / _built_in(default)
    return (
        f"One process built the HNSW index in {enough['seconds']:.0f} s where its memory held all of it, and "
        f"in {default['seconds']:.0f} s with the default of 64 MB, which was full after {full:,} rows: each "
        f"further row took {beyond / each:.1f} times as long, with all pages in memory. At the pace of the "
        f"first, a billion rows take {each * CONTRIBUTIONS / 86400:.0f} days; all {memory} GB of this "
        f"machine hold the graph of {fitting / 10**6:.1f} million."
    )


def _built_in(default: dict[str, Any]) -> float:
    """Bytes of memory for each row: how many the default held says so."""
    return 64 * 2**20 / float(default["full_after"])


def _builds(found: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return found["build"]["64MB"], found["build"]["1GB"]


def _times(sizes: Sizes) -> float:
    return CONTRIBUTIONS / float(sizes["contributions"]["rows"])


def _bulk(results: dict[str, Any], arm: str) -> float:
    return float(results["wal"][arm]["insert 1,000 contributions"]) / 1000


def _alone(results: dict[str, Any], arm: str) -> float:
    return float(results["wal"][arm]["insert one contribution"])


def _size(bytes_: float) -> str:
    if bytes_ >= 10**12:
        return f"{bytes_ / 10**12:.1f} TB"
    return f"{bytes_ / 10**9:.0f} GB" if bytes_ >= 10**10 else f"{bytes_ / 10**9:.1f} GB"
