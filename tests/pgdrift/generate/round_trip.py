"""Revisions that run, are taken back, and run again."""

from pgdrift.catalog import read
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from tests.pgdrift.generate.shapes import Declaration, Shape
from tests.pgdrift.generate.unbroken import nothing_missing
from tests.pgdrift.generate.workshop import Workshop


def there_and_back(shop: Workshop, url: DatabaseURL) -> None:
    """The newest revision runs, is taken back to exactly what was before, and runs again."""
    with url.connect(autocommit=True) as connection:
        before = read(connection)
        shop.upgrade(url)
        after = read(connection)
        in_process.downgrade(Request(shop.project, url), "-1")
        found = [d for d in compare(before, read(connection)) if "alembic_version" not in d.name]
        assert found == []
        shop.upgrade(url)
        assert compare(after, read(connection)) == []


def declaring(shop: Workshop, declaration: Declaration) -> Workshop:
    tables, entities = declaration(shop)
    return shop.declaring(*tables, entities=entities)


def in_one_revision(
    shop: Workshop, url: DatabaseURL, shape: Shape, *, allow_destructive: bool = False
) -> None:
    """One revision makes of the shape's first declaration its second, with rows kept and nothing missing."""
    before = declaring(shop, shape.before)
    before.write("before")
    before.upgrade(url)
    after = declaring(shop, shape.after)
    assert shape.said in after.written("after", allow_destructive=allow_destructive)
    with url.connect(autocommit=True) as connection:
        connection.execute(shape.rows.encode())
        with nothing_missing(connection):
            there_and_back(after, url)
        assert connection.execute(shape.query.encode()).fetchall() == shape.answer
    assert after.write("nothing is left") is None
