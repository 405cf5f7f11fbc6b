"""The vocabulary of intent: mandatory, checked against the table, and known to the metadata."""

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table

from pgdrift import tenancy
from pgdrift.tenancy import OwnedBy, PublicRead, ServiceOnly, TenancyMissing


def table(metadata: MetaData) -> Table:
    return Table("notes", metadata, Column("id", Integer, primary_key=True), Column("owner", String))


@pytest.mark.parametrize(
    "choice", [OwnedBy("owner"), OwnedBy("owner", append_only=True), PublicRead(), ServiceOnly()]
)
def test_each_choice_is_recorded_in_the_metadata(choice: tenancy.Tenancy) -> None:
    metadata = MetaData()
    tenancy.require("Note", table(metadata), choice)
    assert tenancy.of(metadata) == {"notes": choice}


@pytest.mark.parametrize("wrong", [None, "owner", OwnedBy, 1])
def test_anything_else_is_refused_and_the_choices_are_named(wrong: object) -> None:
    with pytest.raises(TenancyMissing, match=r"OwnedBy.*PublicRead.*ServiceOnly"):
        tenancy.require("Note", table(MetaData()), wrong)


def test_an_owner_column_must_exist() -> None:
    with pytest.raises(TenancyMissing, match=r"'tenant'.*id, owner"):
        tenancy.require("Note", table(MetaData()), OwnedBy("tenant"))


def test_a_table_that_slipped_past_the_base_class_is_found() -> None:
    metadata = MetaData()
    table(metadata)
    with pytest.raises(TenancyMissing, match="'notes'"):
        tenancy.of(metadata)
