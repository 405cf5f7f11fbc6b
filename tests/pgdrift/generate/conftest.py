"""A workshop: a project to declare things in, on the server of this test process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pgdrift.server.cluster import Cluster
from tests.pgdrift.generate.busy_shop import modest, with_people
from tests.pgdrift.generate.emptied_scratch import EmptiedScratch
from tests.pgdrift.generate.workshop import Workshop, isolation, open_workshop


@pytest.fixture(scope="module")
def scratch(cluster: Cluster) -> Iterator[EmptiedScratch]:
    """One for all tests of a module."""
    opened = EmptiedScratch(cluster.url())
    yield opened
    opened.close()


@pytest.fixture
def shop(tmp_path: Path, scratch: EmptiedScratch) -> Workshop:
    """A project that declares nothing yet."""
    return open_workshop(tmp_path, scratch)


@pytest.fixture
def busy(shop: Workshop) -> Workshop:
    """A shop with orders and people in it, forced row security on the orders."""
    shop.declaring(*with_people(modest(), tied=False), entities=isolation(shop)).write()
    return shop
