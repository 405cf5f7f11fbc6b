"""Every object of the live database x every verb x every actor: what is allowed follows from the tenancy."""

from collections import defaultdict
from collections.abc import Callable

import pytest

from tests.isolation.matrix import PLAIN, Breach, Mode, Subject, breaches
from tests.isolation.matrix.judging import IDENTITY, THE_DATABASE, UNCLASSIFIED
from tests.isolation.matrix.rights import CLASSIFIED
from tests.isolation.matrix.signed import SIGNED

SHOWN = 20
Found = dict[str, list[Breach]]


@pytest.fixture(scope="module", params=[PLAIN, SIGNED], ids=lambda mode: mode.name)
def found(request: pytest.FixtureRequest, populated: Callable[[Mode], Subject]) -> Found:
    """What the matrix finds in the migrated database, by object."""
    by_object = defaultdict(list)
    for breach in breaches(populated(request.param)):
        by_object[breach.object].append(breach)
    return by_object


@pytest.mark.parametrize("name", [*CLASSIFIED, THE_DATABASE])
def test_each_actor_may_do_what_the_tenancy_allows_and_nothing_else(found: Found, name: str) -> None:
    assert not found[name], listed(found[name])


def test_every_object_is_classified_and_every_login_is_what_it_says(found: Found) -> None:
    others = [breach for name in found for breach in found[name] if name not in (*CLASSIFIED, THE_DATABASE)]
    assert not others, listed(others)


# What must not pass: one fault for each object, all at once, and the cell that has to notice it.
FAULTS = {
    "ALTER POLICY votes_user_isolation ON votes USING (true)": ("votes", "SELECT *", "another tenant"),
    "ALTER POLICY contributions_user_isolation ON contributions WITH CHECK (true)": (
        *("contributions", "INSERT of another's row under another's parent", "the owner"),
    ),
    "DROP POLICY sessions_user_isolation ON sessions": ("sessions", "SELECT *", "the owner"),
    "GRANT UPDATE (details) ON audit_log TO bo1_app": ("audit_log", "UPDATE (details)", "the owner"),
    "GRANT SELECT (email) ON users TO bo1_app": ("users", "SELECT (email)", "unset"),
    "GRANT INSERT (name) ON personas TO bo1_app": ("personas", "INSERT (name)", "the owner"),
    "GRANT UPDATE (subscription_tier) ON my_account TO bo1_app": (
        *("my_account", "UPDATE (subscription_tier)", "the owner"),
    ),
    "GRANT SELECT ON alembic_version TO PUBLIC": ("alembic_version", "SELECT *", "the owner"),
    "GRANT USAGE ON SEQUENCE votes_id_seq TO bo1_app": ("votes_id_seq", "nextval", "an unknown id"),
    "GRANT EXECUTE ON FUNCTION set_updated_at() TO PUBLIC": ("set_updated_at()", "call", "the service"),
    "ALTER FUNCTION current_user_id() OWNER TO bo1_app": (
        *("current_user_id()", "DROP FUNCTION", "the owner"),
    ),
    "GRANT CREATE ON SCHEMA public TO bo1_app": (THE_DATABASE, "CREATE TABLE", "the owner"),
    "CREATE TABLE notes (id int)": ("notes", UNCLASSIFIED, "anybody"),
    "CREATE VIEW titles AS SELECT id FROM sessions": ("titles", UNCLASSIFIED, "anybody"),
    "CREATE MATERIALIZED VIEW stored AS SELECT id FROM sessions": ("stored", UNCLASSIFIED, "anybody"),
    "CREATE SEQUENCE numbers": ("numbers", UNCLASSIFIED, "anybody"),
    "CREATE FUNCTION one() RETURNS int LANGUAGE sql RETURN 1": ("one()", UNCLASSIFIED, "anybody"),
}


@pytest.fixture(scope="module")
def faulty(populated: Callable[[Mode], Subject]) -> set[tuple[str, str, str]]:
    subject = populated(PLAIN)
    with subject.url.connect() as superuser:
        for fault in FAULTS:
            superuser.execute(fault.encode())
    return {(breach.object, breach.verb, breach.actor) for breach in breaches(subject)}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(faulty: set[tuple[str, str, str]], fault: str) -> None:
    assert FAULTS[fault] in faulty


def test_a_login_that_could_become_more_is_noticed(populated: Callable[[Mode], Subject]) -> None:
    subject = populated(PLAIN)
    superusers = Subject(subject.url, dict.fromkeys(subject.logins, subject.url))
    noticed = {breach.verb for breach in breaches(superusers)}
    assert {IDENTITY, "SET ROLE bo1_service", "SELECT after RESET ROLE", "CREATE TABLE"} <= noticed


def listed(found: list[Breach]) -> str:
    """The breaches, as a person reads them."""
    more = f"\n... and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return "\n" + "\n".join(map(str, found[:SHOWN])) + more
