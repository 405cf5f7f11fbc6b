"""A malformed file of personas is refused by one paragraph that names the entry, and nothing is loaded."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

import schema
from pgdrift.errors import PgdriftError
from seed_data.loader import load
from seed_data.persona_file import PERSONA_FILE, conform, read

Text = Callable[[str], str | bytes]

VALID = json.loads(PERSONA_FILE.read_text(encoding="utf-8"))
SEVENTH = "entry 7 of 45 (code 'customer_success_lead') "


def with_seventh(**changes: Any) -> str:
    """The file with some fields of its seventh entry changed; None leaves the field out."""
    entries = [dict(entry) for entry in VALID]
    for field, value in changes.items():
        if value is ...:
            del entries[6][field]
        else:
            entries[6][field] = value
    return json.dumps(entries)


def replacing_seventh(value: Any) -> str:
    return json.dumps([*VALID[:6], value, *VALID[7:]])


MALFORMED: dict[str, tuple[str | bytes, str]] = {
    "nothing": ("", "is not JSON (line 1, column 1"),
    "half a file": (json.dumps(VALID, indent=2)[:5000], "is not JSON (line"),
    "trailing comma": ("[{},]", "is not JSON (line 1, column "),
    "byte order mark": ("\ufeff[]", "is not JSON (line 1, column 1"),
    "Latin-1": ('[{"code": "größe"}]'.encode("latin-1"), "is not UTF-8 (byte 13)"),
    "UTF-16": (json.dumps(VALID).encode("utf-16"), "is not UTF-8 (byte 0)"),
    "bottomless": ("[" * 200_000, "is JSON that cannot be read"),
    "endless number": ("9" * 10_000, "is JSON that cannot be read"),
    "object": (json.dumps({"personas": VALID}), "holds an object where a JSON array"),
    "string": ('"personas"', "holds a string where a JSON array"),
    "null": ("null", "holds null where a JSON array"),
    "no entry": ("[]", "declares no persona at all"),
    "entry is a string": (replacing_seventh("x"), "entry 7 of 45 is a string where an object"),
    "entry is an array": (replacing_seventh([VALID[6]]), "entry 7 of 45 is an array where an object"),
    "entry is null": (replacing_seventh(None), "entry 7 of 45 is null where an object"),
    "no code": (with_seventh(code=...), "entry 7 of 45 has no code"),
    "missing field": (with_seventh(expertise=...), SEVENTH + "lacks 'expertise'"),
    "missing fields": (with_seventh(name=..., expertise=...), SEVENTH + "lacks 'name', 'expertise'"),
    "extra field": (with_seventh(mood="sunny"), SEVENTH + "has 'mood', which the table does not declare"),
    "generated id": (with_seventh(id="7"), SEVENTH + "has 'id', which the table does not declare"),
    "seed timestamp": (with_seventh(created_at="2024-01-01"), SEVENTH + "has 'created_at'"),
    "number": (with_seventh(name=7), SEVENTH + "has a number as its 'name' where a string"),
    "boolean": (with_seventh(name=True), SEVENTH + "has a boolean as its 'name'"),
    "null field": (with_seventh(system_prompt=None), SEVENTH + "has null as its 'system_prompt'"),
    "array field": (with_seventh(expertise=["a"]), SEVENTH + "has an array as its 'expertise'"),
    "object as code": (with_seventh(code={}), "entry 7 of 45 has an object as its 'code'"),
    "not a number": (with_seventh(name=float("nan")), SEVENTH + "has a number as its 'name'"),
    "empty code": (with_seventh(code=""), "entry 7 of 45 (code '') has an empty 'code'"),
    "empty prompt": (with_seventh(system_prompt=""), SEVENTH + "has an empty 'system_prompt'"),
    "blank name": (with_seventh(name=" \n\t"), SEVENTH + "has an empty 'name'"),
    "NUL": (with_seventh(name="a\0b"), SEVENTH + "has a NUL character in its 'name'"),
    "surrogate": (with_seventh(name="a\ud800b"), SEVENTH + "has half a surrogate pair in its 'name'"),
    "code too long": (with_seventh(code="c" * 51), "has 51 characters in its 'code'; 50 is the most"),
    "name too long": (with_seventh(name="ä" * 256), SEVENTH + "has 256 characters in its 'name'; 255 is"),
    "expertise too long": (
        with_seventh(expertise="e" * 501),
        SEVENTH + "has 501 characters in",
    ),
    "code used twice": (with_seventh(code="growth_hacker"), "(code 'growth_hacker') has the code of entry 1"),
    "key written twice": (
        json.dumps(VALID).replace('"Marisol Brandt"', '"Marisol", "name": "Marisol Brandt"'),
        SEVENTH + "gives 'name' more than once",
    ),
    "same key and value twice": (
        json.dumps(VALID).replace('"Marisol Brandt"', '"Marisol Brandt", "name": "Marisol Brandt"'),
        SEVENTH + "gives 'name' more than once",
    ),
}


@pytest.mark.parametrize(("content", "fault"), MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("seeded", [False, True], ids=["empty table", "seeded table"])
def test_a_malformed_file_loads_nothing(
    connection: psycopg.Connection, tmp_path: Path, content: str | bytes, fault: str, seeded: bool
):
    path = tmp_path / "personas.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    if seeded:
        load(connection)
    before = connection.execute("SELECT xmin, * FROM personas ORDER BY id").fetchall()
    with pytest.raises(PgdriftError) as refused:
        load(connection, path)
    message = str(refused.value)
    assert message.startswith(f"{path}: ")
    assert fault in message
    assert "Nothing was loaded" in message
    assert "\n" not in message
    assert len(message) < 500
    assert connection.execute("SELECT xmin, * FROM personas ORDER BY id").fetchall() == before
    assert len(before) == (45 if seeded else 0)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(PgdriftError, match=r"elsewhere\.json: cannot be read \(No such file"):
        read(tmp_path / "elsewhere.json")


def test_a_folder_is_no_file(tmp_path: Path):
    with pytest.raises(PgdriftError, match=r"cannot be read \(Is a directory\)"):
        read(tmp_path)


def test_the_longest_values_that_fit_are_taken(connection: psycopg.Connection, tmp_path: Path):
    """Lengths count characters as PostgreSQL does, not bytes."""
    path = tmp_path / "personas.json"
    longest = with_seventh(code="ç" * 50, name="🦉" * 255, expertise="価" * 500, system_prompt="p" * 100_000)
    path.write_text(longest, encoding="utf-8")
    assert load(connection, path).inserted == 45


def test_our_own_file_conforms_to_the_declared_table():
    conform(PERSONA_FILE, read(PERSONA_FILE), schema.METADATA.tables["personas"])
