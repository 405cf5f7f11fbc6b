"""Every object of the live database x every verb x every actor: what is allowed follows from the tenancy."""

import pytest

from tests.isolation.matrix import Breach, Subject, breaches
from tests.isolation.matrix.actors import Standing


@pytest.fixture(scope="module")
def found(migrated_factory, logins) -> list[Breach]:
    url = migrated_factory()
    names = {
        Standing.TENANT: logins.tenant,
        Standing.SERVICE: logins.service,
        Standing.STRANGER: logins.stranger,
    }
    subject = Subject(url, {standing: logins.url(name, url) for standing, name in names.items()})
    subject.populate()
    return breaches(subject)


def test_nothing_is_allowed_but_what_the_tenancy_allows(found: list[Breach]) -> None:
    assert not found, "\n".join(map(str, found))
