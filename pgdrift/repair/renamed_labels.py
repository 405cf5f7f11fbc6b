"""What differs only because PostgreSQL spells a label of an enum as it is called now."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pgdrift.catalog.fact import Difference
from pgdrift.catalog.type_changes import renamed_label
from pgdrift.declare.identifiers import deparsed

# The elements of an array as array_out writes them.
_ELEMENTS = re.compile(r'"(?:[^"\\]|\\.)*"|[^",{}]+')


def without_renamed_labels(differences: Sequence[Difference]) -> list[Difference]:
    """`differences` without those that go as soon as a label has its name back."""
    renamed: dict[str, tuple[str, str]] = {}
    for difference in differences:
        if difference.kind != "type" or "labels" not in difference.fields or difference.target is None:
            continue
        labels = renamed_label(difference.fact, difference.target)
        if labels is not None:
            renamed[difference.name] = labels
    if not renamed:
        return list(differences)
    found = []
    for difference in differences:
        fields = tuple(field for field in difference.fields if not _same(difference, field, renamed))
        if fields or not difference.fields:
            found.append(replace(difference, fields=fields))
    return found


def _same(difference: Difference, field: str, renamed: Mapping[str, tuple[str, str]]) -> bool:
    assert difference.target is not None, "only what both have has fields that differ"
    return bool(difference.fact[field] == _respelled(difference.target[field], renamed))


def _respelled(value: Any, renamed: Mapping[str, tuple[str, str]]) -> Any:
    """The value as it would be spelled if the labels of `renamed` (by type) were called as they should be."""
    if isinstance(value, list):
        return [_respelled(item, renamed) for item in value]
    if isinstance(value, str):
        for name, (now, wanted) in renamed.items():
            value = value.replace(f"{deparsed(now)}::{name}", f"{deparsed(wanted)}::{name}")
            arrays = rf"'\{{((?:[^']|'')*)\}}'::{re.escape(name)}\[\]"
            value = re.sub(arrays, _array(name, now, wanted), value)
    return value


def _array(name: str, now: str, wanted: str) -> Callable[[re.Match[str]], str]:
    def with_labels(match: re.Match[str]) -> str:
        array = "{" + match[1].replace("''", "'") + "}"
        renamed = _ELEMENTS.sub(lambda e: _element(wanted) if e[0] == _element(now) else e[0], array)
        return f"{deparsed(renamed)}::{name}[]"

    return with_labels


def _element(label: str) -> str:
    """The label as array_out writes it."""
    plain = label and label.upper() != "NULL" and not re.search(r'[{}",\\\s]', label)
    return label if plain else '"' + re.sub(r'(["\\])', r"\\\1", label) + '"'
