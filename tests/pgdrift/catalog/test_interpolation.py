"""psql runs a statement as it is written, whatever colons are in it."""

import pytest

from pgdrift.catalog.interpolation import without_variables


@pytest.mark.parametrize(
    ("sql", "proof"),
    [
        ('CHECK (a[1:"USER"] IS NOT NULL)', 'CHECK (a[1: "USER"] IS NOT NULL)'),
        ("SELECT a[b:c][(d)::integer:3]", "SELECT a[b: c][(d)::integer: 3]"),
        ("SELECT a['1':'2'], a[:e], a[1:élan], a[1:(2)]", "SELECT a['1': '2'], a[: e], a[1: élan], a[1:(2)]"),
        ("SELECT E'\\':\"USER\"', a[1:b]", "SELECT E'\\':\"USER\"', a[1: b]"),
        ("SELECT '\\', a[1:b] -- :b's\n, a[1:b]", "SELECT '\\', a[1: b] -- :b's\n, a[1: b]"),
        ("/* :a /* ' */ :b */ SELECT a[1:b]", "/* :a /* ' */ :b */ SELECT a[1: b]"),
        ("AS $f$ a[1:b] $$ $f$; SELECT x$f$, a[1:b], $1", "AS $f$ a[1:b] $$ $f$; SELECT x$f$, a[1: b], $1"),
        ('SELECT "a:b"::"char", \'a:b\'::text, U&":x"', 'SELECT "a:b"::"char", \'a:b\'::text, U&":x"'),
        ("f(a := 1)", "f(a := 1)"),
    ],
)
def test_a_colon_that_psql_would_take_for_a_variable_is_followed_by_a_blank(sql: str, proof: str) -> None:
    assert without_variables(sql) == proof
    assert without_variables(proof) == proof
