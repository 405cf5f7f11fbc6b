"""Protection that is not what a tenancy promises is refused before anything is generated."""

from dataclasses import replace

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.declare import Grant, RowSecurity
from pgdrift.project import Project, find
from pgdrift.references import declared
from pgdrift.references.intent import IntentBroken


def without(left_out: str) -> Project:
    """Our project, had somebody forgotten to import what is named so."""
    project = replace(find())
    kept = tuple(entity for entity in project.entities if left_out not in repr_of(entity))
    assert len(kept) < len(project.entities)
    vars(project)["entities"] = kept
    return project


def with_more(*entities: object) -> Project:
    project = replace(find())
    vars(project)["entities"] = (*project.entities, *entities)
    return project


def repr_of(entity: object) -> str:
    return getattr(entity, "signature", repr(entity))


def refusal(project: Project, url: DatabaseURL) -> str:
    with pytest.raises(IntentBroken) as refused:
        declared.build(project, url)
    return str(refused.value)


def test_a_forgotten_row_security_is_named(empty_database: DatabaseURL) -> None:
    message = refusal(without("RowSecurity(table='votes'"), empty_database)
    assert "votes is OwnedBy(column='user_id'" in message
    assert "not enabled and forced" in message


def test_row_security_that_is_not_forced_is_named(empty_database: DatabaseURL) -> None:
    project = without("RowSecurity(table='votes'")
    vars(project)["entities"] = (*project.entities, RowSecurity("votes", force=False))
    assert "not enabled and forced" in refusal(project, empty_database)


def test_a_forgotten_policy_is_named(empty_database: DatabaseURL) -> None:
    assert "but no policy admits bo1_app." in refusal(without("votes_user_isolation"), empty_database)


def test_a_policy_forgotten_for_one_of_two_tenant_roles_is_named(empty_database: DatabaseURL) -> None:
    assert "no policy admits bo1_signed_app" in refusal(without("votes_signed_isolation"), empty_database)


def test_a_tenant_that_may_write_to_a_public_table_is_named(empty_database: DatabaseURL) -> None:
    grant = Grant(("UPDATE",), "public.personas", "bo1_app", columns=("name",))
    message = refusal(with_more(grant), empty_database)
    assert "personas is PublicRead(), but bo1_app may write to it" in message


def test_a_tenant_that_may_read_a_closed_table_is_named(empty_database: DatabaseURL) -> None:
    grant = Grant(("SELECT",), "public.users", "bo1_app", columns=("email",))
    message = refusal(with_more(grant), empty_database)
    assert "users is ServiceOnly(" in message
    assert "but bo1_app has privileges on it" in message


def test_every_role_of_tenants_is_kept_from_a_closed_table(empty_database: DatabaseURL) -> None:
    grant = Grant(("SELECT",), "public.tenant_signing_keys", "bo1_signed_app", columns=("inner_pad",))
    assert "but bo1_signed_app has privileges on it" in refusal(with_more(grant), empty_database)


def test_what_is_declared_keeps_what_it_promises(empty_database: DatabaseURL) -> None:
    declared.build(find(), empty_database)
