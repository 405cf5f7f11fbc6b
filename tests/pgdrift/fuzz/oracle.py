"""What pg_dump says, cut into entries that do not depend on the order of things."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Set
from difflib import unified_diff

from pgdrift.database_url import DatabaseURL
from pgdrift.scratch import Scratch
from pgdrift.server.cluster import Cluster
from tests.pgdrift import dumps
from tests.pgdrift.fuzz import limits

# Since 18 a NOT NULL has a name: that of the table and column when it was made, whatever they are called now.
_NOT_NULL = re.compile(r'CONSTRAINT (?:"(?:[^"]|"")*"|[^"\s]+) (?=NOT NULL)')
# Lines that pg_dump writes between entries when the next one needs another setting than the last one.
_BETWEEN = re.compile(r"^SET default_(tablespace|table_access_method) = .*;$", re.MULTILINE)
# Parameters mean the same in any order, and so do the commands that fire an event trigger.
_OPTIONS = re.compile(r"(?:(?<=WITH \()|(?<= SET \())([^()]*)(?=\))")
_TAGS = re.compile(r"(?<=WHEN TAG IN \()([^()]*)(?=\))")
# What a dump says of the database itself is never a matter of spelling.
_TITLE = re.compile(r"Name: (.*); Type: ([A-Z ]+); Schema: (.*); Owner: ")
_OF_DATABASE = re.compile(r"Type: DATABASE|Name: DATABASE ")
# The columns of statistics come as they lie in the table, of which an heir may have them in another order.
_LISTED = re.compile(r"(?<= ON )(.*)(?= FROM )")
# Who granted is no fact: what counts is what a role may do.
_GRANTOR = re.compile(r"^(SET SESSION AUTHORIZATION .*|RESET SESSION AUTHORIZATION);$", re.MULTILINE)
# An owner may always pass its privileges on: that it was once allowed to, as another role, says nothing.
_GRANTED = re.compile(r'^GRANT (.+) ON (\w+) (.+) TO ("(?:[^"]|"")*"|[^" ]+)( WITH GRANT OPTION)?;$')
_EVERYTHING = {
    "TABLE": {"SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"},
    "SEQUENCE": {"SELECT", "USAGE", "UPDATE"},
    "SCHEMA": {"USAGE", "CREATE"},
    "DATABASE": {"CREATE", "CONNECT", "TEMPORARY"},
}


def dump(cluster: Cluster, url: DatabaseURL) -> str:
    """The text of `pg_dump -s`, with what it says of the database itself, whose name is left out."""
    return dumps.schema(cluster, url, "--create").replace(str(url.database), "{database}")


def entries(text: str) -> list[str]:
    """The entries of a dump, sorted, without what is no difference."""
    text = text.partition("\n--\n-- PostgreSQL database dump complete")[0]
    for listed in (_OPTIONS, _TAGS):
        text = listed.sub(lambda found: ", ".join(sorted(found[1].split(", "))), text)
    for unsaid in (_NOT_NULL, _BETWEEN, _GRANTOR):
        text = unsaid.sub("", text)
    everything = dict(_EVERYTHING)
    if re.search(r"^-- Dumped from database version 1[56]", text, re.MULTILINE):
        everything["TABLE"] = everything["TABLE"] - {"MAINTAIN"}
    found = (_settled(entry, everything) for entry in dumps.entries(text))
    return [entry for entry in found if "\n" in entry]


def _settled(entry: str, everything: Mapping[str, Set[str]]) -> str:
    """An entry without what is no difference within it: nothing but its title if that was all."""
    title, *lines = entry.split("\n")
    if "Type: DATABASE PROPERTIES; " in title:
        return "\n".join([title, *sorted(lines)])  # settings come in the order in which they were made
    if "Type: STATISTICS; " in title:
        return _LISTED.sub(lambda found: ", ".join(sorted(found[1].split(", "))), entry)
    if "Type: ACL; " not in title:
        return entry
    lines = _each_once(lines)
    # Of the owner is left what it may do itself.
    owner = title.rpartition("; Owner: ")[2]
    found = [match for line in lines if (match := _GRANTED.match(line)) and unquoted(match[4]) == owner]
    if not found:
        return "\n".join([title, *lines])
    kept = [line for line in lines if line not in [match[0] for match in found]]
    held = {privilege for match in found for privilege in match[1].split(",")}
    kind, on, role = found[0].group(2, 3, 4)
    if "ALL" in held or held >= everything.get(kind, {"ALL"}):
        kept = [line for line in kept if line != f"REVOKE ALL ON {kind} {on} FROM {role};"]
    else:
        kept.append(f"GRANT {','.join(sorted(held))} ON {kind} {on} TO {role};")
    return "\n".join([title, *sorted(kept)])


def _each_once(lines: list[str]) -> list[str]:
    """One GRANT for each privilege of a role, whoever has granted it, and however often."""
    spread = set()
    for line in filter(None, lines):
        granted = _GRANTED.match(line)
        privileges = granted[1].split(",") if granted else [""]
        spread |= {line.replace(granted[1], each, 1) if granted else line for each in privileges}
    more = {line.removesuffix(" WITH GRANT OPTION;") + ";" for line in spread if "WITH GRANT OPTION;" in line}
    return sorted(spread - more)


def unquoted(name: str) -> str:
    """The name without the quotes of an identifier."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def without_columns_of(tables: Set[str], text: str) -> list[str]:
    """The entries without those about the columns of some tables (`schema.name`)."""
    told = [(entry, _TITLE.match(entry)) for entry in entries(text)]
    return [
        entry
        for entry, title in told
        if title is None
        or title[2] not in limits.OF_COLUMNS
        or not any(f"{title[3]}.{title[1]} ".startswith(f"{table} ") for table in tables)
    ]


def same(cluster: Cluster, reference: str, target: str, scratch: Scratch) -> bool:
    """Whether two dumps say the same, perhaps of expressions that PostgreSQL spells otherwise once restored."""
    mine, other = entries(reference), entries(target)
    for _ in range(2):
        if mine == other:
            return True
        titles = [
            {_title(entry) for entry in set(side) - set(opposite)}
            for side, opposite in ((mine, other), (other, mine))
        ]
        if titles[0] != titles[1] or any(_OF_DATABASE.search(title) for title in titles[0]):
            return False  # no matter of spelling
        reference, target = (_restored(cluster, text, scratch) for text in (reference, target))
        mine, other = entries(reference), entries(target)
        if not titles[0] <= {_title(entry) for entry in mine}:
            return False  # it could not be restored
    return mine == other


def _title(entry: str) -> str:
    return entry.partition("\n")[0]


def _restored(cluster: Cluster, text: str, scratch: Scratch) -> str:
    """The dump of a restored dump."""
    with scratch.database() as copy:
        command = [str(cluster.binaries.tool("psql")), "-qX", copy.shown]
        # The database is there already.
        within = text.rpartition("\n\\connect ")[2].partition("\n")[2]
        subprocess.run(command, capture_output=True, text=True, input=within, check=True)
        return dump(cluster, copy)


def difference(reference: str, target: str) -> str:
    """What is in one of the dumps only."""
    mine, other = entries(reference), entries(target)
    gone = "\n\n".join(entry for entry in mine if entry not in other)
    come = "\n\n".join(entry for entry in other if entry not in mine)
    return "\n".join(
        unified_diff(gone.split("\n"), come.split("\n"), "reference", "target", n=2, lineterm="")
    )
