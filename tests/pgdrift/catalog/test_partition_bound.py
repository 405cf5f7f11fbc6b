"""Whether two partitions could want the same rows is known before PostgreSQL is asked to attach one."""

from __future__ import annotations

import pytest

from pgdrift.catalog.partition_bound import may_overlap, same_bound

TEN = "FOR VALUES FROM (0) TO (10)"
FEBRUARY = "FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (TEN, "FOR VALUES FROM (10) TO (20)", False),
        (TEN, "FOR VALUES FROM (9) TO (20)", True),
        (TEN, "FOR VALUES FROM (MINVALUE) TO (0)", False),
        (TEN, "FOR VALUES FROM (MINVALUE) TO (MAXVALUE)", True),
        (TEN, "FOR VALUES FROM ('-5') TO (-1)", False),
        ("FOR VALUES FROM (9) TO (10)", "FOR VALUES FROM (10) TO (100)", False),
        ("FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')", FEBRUARY, False),
        ("FOR VALUES FROM ('2026-01-01') TO ('2026-02-02')", FEBRUARY, True),
        (
            "FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')",
            "FOR VALUES FROM ('2026-03-01 00:00:00+00') TO ('2026-04-01 00:00:00+00')",
            False,
        ),
        # Only the collation knows which of two texts comes first.
        ("FOR VALUES FROM ('a') TO ('b')", "FOR VALUES FROM ('c') TO ('d')", True),
        ("FOR VALUES FROM ('a') TO ('b')", "FOR VALUES FROM ('b') TO ('d')", False),
        ("FOR VALUES FROM (1, 5) TO (1, 9)", "FOR VALUES FROM (1, 9) TO (2, 0)", False),
        ("FOR VALUES FROM (1, 5) TO (1, 9)", "FOR VALUES FROM (1, 8) TO (2, 0)", True),
        ("FOR VALUES FROM (1, MINVALUE) TO (1, MAXVALUE)", "FOR VALUES FROM (1, 7) TO (2, 0)", True),
        ("FOR VALUES FROM (1, MINVALUE) TO (1, MAXVALUE)", "FOR VALUES FROM (2, 7) TO (3, 0)", False),
        ("FOR VALUES IN (1, 2)", "FOR VALUES IN (3)", False),
        ("FOR VALUES IN (1, 2)", "FOR VALUES IN (2)", True),
        ("FOR VALUES IN (1.0)", "FOR VALUES IN (1)", True),
        ("FOR VALUES IN ('a, b')", "FOR VALUES IN ('b')", False),
        ("FOR VALUES IN ('it''s', NULL)", "FOR VALUES IN (NULL)", True),
        ("FOR VALUES WITH (modulus 4, remainder 1)", "FOR VALUES WITH (modulus 4, remainder 2)", False),
        ("FOR VALUES WITH (modulus 4, remainder 1)", "FOR VALUES WITH (modulus 8, remainder 5)", True),
        ("DEFAULT", "DEFAULT", True),
        ("DEFAULT", TEN, False),
        # The whole was partitioned in another way: PostgreSQL has to say.
        ("FOR VALUES IN (1)", TEN, True),
    ],
)
def test_two_partitions_may_want_the_same_rows(one: str, other: str, expected: bool) -> None:
    assert may_overlap(one, other) is expected
    assert may_overlap(other, one) is expected


def test_the_order_of_a_list_says_nothing() -> None:
    assert same_bound("FOR VALUES IN (1, 2)", "FOR VALUES IN (2, 1)")
    assert not same_bound("FOR VALUES IN (1, 2)", "FOR VALUES IN (2, 3)")
    assert same_bound(TEN, TEN)
    assert same_bound(None, None)
    assert not same_bound(TEN, None)
    assert not same_bound("FOR VALUES IN ('x')", TEN)
