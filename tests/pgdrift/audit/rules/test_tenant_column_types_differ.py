import pytest

from pgdrift.audit.rules.tenant_column_types_differ import RULE

UUID = "CREATE TABLE boards (tenant_id uuid); CREATE TABLE notes (tenant_id uuid)"


@pytest.mark.parametrize("default", ["", " DEFAULT '16fd2706-8baf-433b-82eb-8c7fada847da'"])
def test_the_table_that_differs_from_the_others(breaches, default: str) -> None:
    odd = f'CREATE SCHEMA "S"; CREATE TABLE "S"."Votes" (tenant_id text{default})'
    (breach,) = breaches(RULE, UUID, odd)
    assert (breach.key.kind, breach.key.name) == ("column", '"S"."Votes".tenant_id')
    assert 'tenant_id is text in "S"."Votes" and uuid in public.boards' in breach.consequence
    assert breaches(RULE, UUID, odd, breach.remedy) == []


@pytest.mark.parametrize(
    "other",
    [
        "CREATE DOMAIN tenant AS uuid; CREATE TABLE votes (tenant_id tenant)",
        "CREATE TABLE votes (owner_id integer)",
        "CREATE TABLE child () INHERITS (boards)",
    ],
)
def test_a_domain_another_name_and_a_child_are_no_difference(breaches, other: str) -> None:
    assert breaches(RULE, UUID, other) == []


def test_a_text_is_a_text_of_whatever_length(breaches) -> None:
    texts = "CREATE TABLE a (tenant_id text); CREATE TABLE b (tenant_id varchar(255))"
    assert breaches(RULE, texts, "CREATE TABLE c (tenant_id varchar(36))") == []
    assert len(breaches(RULE, texts, "CREATE TABLE c (tenant_id bigint)")) == 1


def test_where_a_policy_uses_the_column_it_has_to_be_made_anew(breaches) -> None:
    odd = (
        "CREATE TABLE votes (tenant_id text)",
        "CREATE POLICY own ON votes USING (tenant_id = current_setting('app.tenant', true))",
    )
    (breach,) = breaches(RULE, UUID, *odd)
    assert breach.remedy.startswith("-- ")
    assert "own" in breach.remedy
