"""Dotted names are found in texts of any length, in a time that grows with the length and no faster."""

from __future__ import annotations

from time import process_time

import pytest

from pgdrift.catalog.dotted_names import mentions, names, without_arguments, word


def test_names_are_found_with_their_schema_wherever_they_stand() -> None:
    said = """SELECT public.f("My S"."a.b".c, größe.x) OPERATOR(public.<#) $1.field, 'public.t'::regclass"""
    assert names(said) == ["public.f", '"My S"."a.b"', "größe.x", "public.<#", "public.t"]


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("public.f(integer, text)", "public.f"),
        ('public."f (old)"(integer)', 'public."f (old)"'),
        ('"a (b)"."t, (u)"', '"a (b)"."t, (u)"'),
        ('public."say ""(x)"""(text)', 'public."say ""(x)"""'),
        ('"s".<#(integer, "S"."t (u)")', '"s".<#'),
    ],
)
def test_parentheses_of_a_quoted_name_are_no_argument_list(name: str, without: str) -> None:
    assert without_arguments(name) == without


@pytest.mark.parametrize(
    ("text", "identifier", "mentioned"),
    [
        ("a > 0", "a", True),
        ("aa > 0 AND b.aaa < a1", "a", False),
        ("b = 'a' OR c = 'it''s a'", "a", False),
        ('("it\'s" > 0) AND ("Double" > 1) AND ("it\'s" < 9)', '"Double"', True),
        ('("it\'s" > 0) AND (a > 1) AND ("it\'s" < 9)', "a", True),
        ("""b = 'say "' AND (a > 1) AND c = '"'""", "a", True),
        ('"not a" > 0', "a", False),
        ('"say ""a""" > 0', '"a"', False),
        ('public."My T"."a"', '"a"', True),
        ("b > 'never ended a", "a", True),
    ],
)
def test_a_column_is_mentioned_where_it_is_a_name_of_its_own(
    text: str, identifier: str, mentioned: bool
) -> None:
    assert mentions(text, identifier) is mentioned


def test_a_word_is_replaced_as_a_name_alone() -> None:
    text = """("it's".a = 'a') AND (a <> ALL ('{a}'::text[])) AND ("a" IS NULL)"""
    assert word(text, "a", "z") == """("it's".z = 'a') AND (z <> ALL ('{a}'::text[])) AND ("a" IS NULL)"""


def test_a_word_of_a_megabyte_takes_no_longer_than_many_short_ones() -> None:
    started = process_time()
    assert names("SELECT '" + "x" * 1_000_000 + "' FROM public.t") == ["public.t"]
    assert process_time() - started < 2
