"""What partitions and heirs merely inherit is no finding of its own; what they have otherwise is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pgdrift import ignoring
from pgdrift.database_url import DatabaseURL
from pgdrift.diff import diff

SCHEMA = """
CREATE TABLE e (id integer NOT NULL, k text, body varchar(9) DEFAULT 'x') PARTITION BY LIST (k);
CREATE INDEX e_id ON e (id);
CREATE TABLE e_a PARTITION OF e FOR VALUES IN ('a');
CREATE TABLE e_b PARTITION OF e FOR VALUES IN ('b', 'c') PARTITION BY LIST (k);
CREATE TABLE e_b_b PARTITION OF e_b FOR VALUES IN ('b');
CREATE TABLE g (id integer);
CREATE TABLE h (more integer) INHERITS (g);
CREATE TABLE i (less integer) INHERITS (h)
"""

Two = tuple[DatabaseURL, DatabaseURL]


@pytest.fixture
def two(database_factory: Callable[..., DatabaseURL]) -> Two:
    """Two databases with partitions of partitions, and heirs of heirs."""
    reference = database_factory()
    with reference.connect(autocommit=True) as connection:
        connection.execute(SCHEMA.encode())
    return reference, database_factory(reference.database)


def _told(reference: DatabaseURL, target: DatabaseURL) -> list[str]:
    return sorted(f"{one.id} {one.object.replace('public.', '')}" for one in diff(reference, target).findings)


@pytest.mark.parametrize(
    ("statement", "there", "back"),
    [
        ("ALTER TABLE e DROP body", ["column-missing e.body"], ["column-extra e.body"]),
        ("ALTER TABLE e ADD n integer", ["column-extra e.n"], ["column-missing e.n"]),
        ("ALTER TABLE e ALTER body SET NOT NULL", ["column-not-null e.body"], ["column-nullable e.body"]),
        (
            "ALTER TABLE e ALTER body TYPE text",
            ["column-type-changed e.body"],
            ["column-type-changed e.body"],
        ),
        ("ALTER TABLE e ALTER body DROP DEFAULT", ["default-changed e.body"], ["default-changed e.body"]),
        (
            "ALTER TABLE e ALTER body SET NOT NULL, ALTER body SET DEFAULT 'y'",
            ["column-not-null e.body", "default-changed e.body"],
            ["column-nullable e.body", "default-changed e.body"],
        ),
        ("DROP INDEX e_id; CREATE INDEX e_id ON e (id, k)", ["index-changed e_id"], ["index-changed e_id"]),
        ("ALTER TABLE g ADD n integer", ["column-extra g.n"], ["column-missing g.n"]),
        ("ALTER TABLE g ALTER id TYPE bigint", ["column-type-changed g.id"], ["column-type-changed g.id"]),
    ],
)
def test_what_heirs_inherit_is_part_of_the_finding_of_their_table(
    statement: str, there: list[str], back: list[str], two: Two
) -> None:
    reference, target = two
    with target.connect(autocommit=True) as connection:
        connection.execute(statement.encode())
    assert _told(reference, target) == there
    assert _told(target, reference) == back


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("ALTER TABLE e_a ALTER body SET NOT NULL", ["column-not-null e_a.body"]),
        (
            "ALTER TABLE e ALTER body SET DEFAULT 'y'; ALTER TABLE e_a ALTER body SET DEFAULT 'z'",
            ["default-changed e.body", "default-changed e_a.body"],
        ),
        # This one is the heir's own as well, and stays when that of its parent goes.
        (
            "ALTER TABLE h ADD n integer; ALTER TABLE g ADD n integer",
            ["column-extra g.n", "column-extra h.n"],
        ),
        ("ALTER TABLE h ADD n integer", ["column-extra h.n"]),
        # A warning for its table, but a partition refuses rows for it.
        (
            "ALTER TABLE e ADD n integer; ALTER TABLE e_a ALTER n SET NOT NULL",
            ["column-extra e.n", "column-extra e_a.n"],
        ),
        (
            "ALTER TABLE ONLY g ALTER id SET DEFAULT 1; ALTER TABLE i ALTER id SET DEFAULT 1",
            ["default-changed g.id", "default-changed i.id"],
        ),
    ],
)
def test_what_an_heir_has_otherwise_by_itself_is_a_finding(statement: str, told: list[str], two: Two) -> None:
    reference, target = two
    with target.connect(autocommit=True) as connection:
        connection.execute(statement.encode())
    assert _told(reference, target) == told


def test_the_fix_of_an_index_makes_those_of_the_partitions_too(two: Two) -> None:
    """Alone, that of the table would never be valid."""
    reference, target = two
    with target.connect(autocommit=True) as connection:
        connection.execute(b"DROP INDEX e_id; CREATE INDEX e_id ON e (id, k)")
    [finding] = diff(reference, target).findings
    assert finding.fix.count("ATTACH PARTITION") == 3
    with target.connect(autocommit=True) as connection:
        connection.execute(finding.fix.encode())
    assert diff(reference, target).findings == []


def test_each_of_two_findings_has_its_own_part_of_what_heirs_inherit(two: Two) -> None:
    """Who decides to live with the one has not decided about the other."""
    reference, target = two
    with target.connect(autocommit=True) as connection:
        connection.execute(b"ALTER TABLE e ALTER body SET NOT NULL, ALTER body SET DEFAULT 'y'")
    findings = {one.id: one for one in diff(reference, target).findings}
    assert "DEFAULT" not in findings["column-not-null"].fix
    assert "NOT NULL" not in findings["default-changed"].fix
    entry = ignoring.Entry("column-not-null", "public.e.body", "as it is", None, "here")
    report = diff(reference, target, ignore=[entry])
    assert [one.id for one in report.findings] == ["default-changed"]
    script = str(report.script)
    assert "SET DEFAULT 'x'" in script
    assert "NOT NULL" not in script
