"""Dotted names are found in texts of any length, in a time that grows with the length and no faster."""

from __future__ import annotations

from time import process_time

from pgdrift.catalog.dotted_names import names


def test_names_are_found_with_their_schema_wherever_they_stand() -> None:
    said = """SELECT public.f("My S"."a.b".c, größe.x) OPERATOR(public.<#) $1.field, 'public.t'::regclass"""
    assert names(said) == ["public.f", '"My S"."a.b"', "größe.x", "public.<#", "public.t"]


def test_a_word_of_a_megabyte_takes_no_longer_than_many_short_ones() -> None:
    started = process_time()
    assert names("SELECT '" + "x" * 1_000_000 + "' FROM public.t") == ["public.t"]
    assert process_time() - started < 2
