"""What cannot be adopted is refused in one paragraph, and nothing is changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pgdrift.adopt import Adoption
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from tests.facts import facts
from tests.pgdrift.adopt.databases import PASSWORD, revisions, run
from tests.pgdrift.migrate.tiny_project import TinyProject


def refused(adopting: Callable[..., Adoption], url: DatabaseURL, *said: str) -> None:
    """It is refused in one paragraph that says all this, and the database is as it was."""
    before = facts(url)
    with pytest.raises(PgdriftError) as caught:
        adopting(url)
    for text in (*said, "Nothing was changed") if "empty" not in said else said:
        assert text in str(caught.value)
    assert compare(before, facts(url)) == []


def test_an_empty_database_has_nothing_to_adopt(
    adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    refused(adopting, empty_database, "empty", "so there is nothing to adopt. Run `./noxw -s migrate`")


def test_tables_of_somebody_else_are_not_adopted(
    adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    run(empty_database, "CREATE TABLE theirs (id integer)")
    with pytest.raises(PgdriftError, match=r"none of this project's tables \(public\.books\)"):
        adopting(empty_database)
    assert "public.alembic_version" not in facts(empty_database).of_kind("table")


def test_a_revision_of_another_history_is_not_overwritten(
    tiny: TinyProject, adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    tiny.migrate(empty_database)
    run(empty_database, "UPDATE alembic_version SET version_num = 'theirs'")
    refused(
        adopting,
        empty_database,
        "is at revision theirs, which is not in",
        "DELETE FROM public.alembic_version",
    )
    run(empty_database, "DELETE FROM public.alembic_version")
    assert adopting(empty_database).fits
    assert revisions(empty_database) == ["second"]


def test_a_database_that_is_half_way_through_a_revision_goes_on_there(
    tiny: TinyProject, adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    (tiny.folder / "migrations" / "versions" / "second.py").unlink()
    tiny.revision(
        "first",
        None,
        'op.execute("CREATE TABLE books (id integer)")\nwith op.get_context().autocommit_block():\n'
        '    op.execute("CREATE INDEX CONCURRENTLY idx ON no_such_table (id)")',
    )
    with pytest.raises(PgdriftError, match="no_such_table"):
        tiny.migrate(empty_database)
    refused(adopting, empty_database, "half way through revision first", "`./noxw -s migrate` again")


def test_a_login_that_may_not_read_the_revision_is_told_so(
    tiny: TinyProject, adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    tiny.migrate(empty_database)
    name = f"{tiny.name}_stranger"
    run(empty_database, f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    run(empty_database, f"GRANT CONNECT ON DATABASE {empty_database.database} TO {name}")
    with pytest.raises(PgdriftError, match=f"The login {name} may not read public.alembic_version") as caught:
        adopting(empty_database.replace(user=name, password=PASSWORD))
    assert PASSWORD not in str(caught.value)


def test_a_login_that_may_not_create_tables_is_told_what_fits_and_changes_nothing(
    tiny: TinyProject, adopting: Callable[..., Adoption], shop: DatabaseURL
) -> None:
    name, before = f"{tiny.name}_reader", facts(shop)
    run(shop, f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    run(
        shop,
        f"GRANT CONNECT ON DATABASE {shop.database} TO {name}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
    )
    with pytest.raises(PgdriftError) as caught:
        adopting(shop.replace(user=name, password=PASSWORD))
    said = str(caught.value)
    assert "is what revision second (second) makes, but that could not be written down" in said
    assert "permission denied for schema public" in said
    assert PASSWORD not in said
    assert [d for d in compare(before, facts(shop)) if name not in d.name] == []
