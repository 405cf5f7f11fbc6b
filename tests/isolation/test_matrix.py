"""Every object of the live database x every verb x every actor: what is allowed follows from the tenancy."""

from collections.abc import Callable
from typing import Any

import pytest

from pgdrift.database_url import DatabaseURL
from tests.isolation.matrix import PLAIN, Breach, Mode, Subject, breaches
from tests.isolation.matrix.actors import Standing
from tests.isolation.matrix.signed import KEY, SIGNED
from tests.isolation.signing import install


@pytest.fixture(scope="module", params=[PLAIN, SIGNED], ids=lambda mode: mode.name)
def found(
    request: pytest.FixtureRequest, migrated_factory: Callable[[], DatabaseURL], logins: Any
) -> list[Breach]:
    mode: Mode = request.param
    url = migrated_factory()
    tenant = logins.tenant if mode is PLAIN else logins.signed_tenant
    names = {Standing.TENANT: tenant, Standing.SERVICE: logins.service, Standing.STRANGER: logins.stranger}
    subject = Subject(url, {standing: logins.url(name, url) for standing, name in names.items()}, mode)
    subject.populate()
    with url.connect() as superuser:
        install(superuser, KEY)
    return breaches(subject)


def test_nothing_is_allowed_but_what_the_tenancy_allows(found: list[Breach]) -> None:
    assert not found, "\n".join(map(str, found))
