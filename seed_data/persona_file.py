"""The file the personas are declared in: read whole, or refused with the entry that is wrong."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pgdrift.errors import PgdriftError

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

PERSONA_FILE = Path(__file__).with_name("personas.json")
KEY = "code"


class PersonaFileError(PgdriftError):
    """The file of personas cannot be used. Nothing of it is loaded; correct it and seed again."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path}: {fault}. Nothing was loaded; correct the file and seed again.")


class Entry(dict[str, Any]):
    """One JSON object, which remembers the keys that were written twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        keys = [key for key, _ in pairs]
        self.repeated = sorted({key for key in keys if keys.count(key) > 1})


def read(path: Path) -> list[Entry]:
    """The entries of ``path``: JSON objects of text that PostgreSQL can hold, each with a code of its own.

    Raises PersonaFileError. Which fields an entry must have is ``conform``'s to say: that needs the declared
    table, whose import costs more than the rest of a seeding that finds nothing to do.
    """
    entries = _parse(path)
    if not isinstance(entries, list):
        raise PersonaFileError(path, f"holds {_kind(entries)} where a JSON array of personas belongs")
    if not entries:
        raise PersonaFileError(path, "declares no persona at all")
    places: dict[str, int] = {}
    for index, entry in enumerate(entries):
        fault = _entry_fault(entry)
        if fault is None and entry[KEY] in places:
            fault = f"has the code of entry {places[entry[KEY]] + 1}"
        if fault is not None:
            raise PersonaFileError(path, f"{_place(entries, index)} {fault}")
        places[entry[KEY]] = index
    return entries


def declared_columns(table: "Table") -> "list[Column[Any]]":
    """The columns an entry must give: those that the database does not fill by itself."""
    return [column for column in table.columns if column.server_default is None]


def conform(path: Path, entries: Sequence[Entry], table: "Table") -> None:
    """Check that every entry has exactly the declared fields, none longer than its column.

    Raises PersonaFileError for the first that has not.
    """
    columns = declared_columns(table)
    for index, entry in enumerate(entries):
        if fault := _field_fault(entry, columns):
            raise PersonaFileError(path, f"{_place(entries, index)} {fault}")


def _parse(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes().decode("utf-8"), object_pairs_hook=Entry)
    except OSError as error:
        raise PersonaFileError(path, f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise PersonaFileError(path, f"is not UTF-8 (byte {error.start})") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise PersonaFileError(path, f"is not JSON ({where})") from None
    except (ValueError, RecursionError) as error:  # numbers too long or brackets too deep for Python
        raise PersonaFileError(path, f"is JSON that cannot be read ({error})") from None


def _entry_fault(entry: Any) -> str | None:
    """What is wrong with one entry whatever the declared table, None if nothing."""
    if not isinstance(entry, Entry):
        return f"is {_kind(entry)} where an object belongs"
    if entry.repeated:
        return f"gives {_listed(entry.repeated)} more than once"
    if KEY not in entry:
        return f"has no {KEY}"
    for name, value in entry.items():
        if not isinstance(value, str):
            return f"has {_kind(value)} as its {name!a} where a string belongs"
        if not value.strip():
            return f"has an empty {name!a}"
        if "\0" in value:
            return f"has a NUL character in its {name!a}, which PostgreSQL cannot store"
        if any("\ud800" <= character <= "\udfff" for character in value):
            return f"has half a surrogate pair in its {name!a}, which is no text"
    return None


def _field_fault(entry: Entry, columns: "Sequence[Column[Any]]") -> str | None:
    """How the fields of one entry differ from the declared ones, None if they do not."""
    names = [column.name for column in columns]
    if missing := [name for name in names if name not in entry]:
        return f"lacks {_listed(missing)}"
    if unknown := [name for name in entry if name not in names]:
        return f"has {_listed(unknown)}, which the table does not declare"
    for column in columns:
        length = getattr(column.type, "length", None)
        actual = len(entry[column.name])
        if length is not None and actual > length:
            return f"has {actual} characters in its {column.name!a}; {length} is the most"
    return None


def _kind(value: Any) -> str:
    match value:
        case dict():
            return "an object"
        case list():
            return "an array"
        case str():
            return "a string"
        case bool():
            return "a boolean"
        case None:
            return "null"
        case _:
            return "a number"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(ascii, names))


def _place(entries: Sequence[Any], index: int) -> str:
    code = entries[index].get(KEY) if isinstance(entries[index], dict) else None
    named = f" ({KEY} {code[:60]!a})" if isinstance(code, str) else ""
    return f"entry {index + 1} of {len(entries)}{named}"
