import pytest

from pgdrift.audit.rules.sequence_privileges_too_wide import RULE

# Who is a tenant follows from the policy.
VOTES = (
    'CREATE TABLE "Votes" ("Id" serial PRIMARY KEY, tenant_id text); '
    'ALTER TABLE "Votes" ENABLE ROW LEVEL SECURITY; '
    "CREATE POLICY own ON \"Votes\" TO app USING (tenant_id = current_setting('app.tenant', true))"
)
GRANT = 'GRANT USAGE, SELECT ON SEQUENCE "Votes_Id_seq" TO app'


def test_a_tenant_can_use_up_every_number(breaches) -> None:
    (breach,) = breaches(RULE, VOTES, GRANT)
    assert (breach.key.kind, breach.key.name) == ("sequence", 'public."Votes_Id_seq"')
    assert (
        'app can draw all its numbers, and then every INSERT into public."Votes" fails' in breach.consequence
    )
    assert breaches(RULE, VOTES, GRANT, breach.remedy) == []
    assert breaches(RULE, VOTES) == []


def test_the_identity_column_goes_on_where_the_serial_stopped(breaches) -> None:
    (breach,) = breaches(RULE, VOTES, GRANT)
    rows = "INSERT INTO \"Votes\" (tenant_id) SELECT 'a' FROM generate_series(1, 5)"
    goes_on = (
        "INSERT INTO \"Votes\" (tenant_id) VALUES ('b'); "
        'DO $$ BEGIN ASSERT (SELECT max("Id") FROM "Votes") = 6; END $$'
    )
    assert breaches(RULE, VOTES, GRANT, rows, breach.remedy, goes_on) == []


@pytest.mark.parametrize(
    ("grant", "broken"),
    [
        ("GRANT UPDATE ON SEQUENCE s TO PUBLIC", True),
        ("CREATE ROLE team; GRANT team TO app; GRANT USAGE ON SEQUENCE s TO team", True),
        ("GRANT SELECT ON SEQUENCE s TO app", False),
        ("GRANT ALL ON SEQUENCE s TO service", False),
    ],
)
def test_who_holds_it_decides_and_what(breaches, grant: str, broken: bool) -> None:
    found = breaches(RULE, VOTES, "CREATE SEQUENCE s", grant)
    assert [breach.key.name for breach in found] == ["public.s"] * broken
    for breach in found:
        assert breach.remedy.startswith("REVOKE ")
        assert breaches(RULE, VOTES, "CREATE SEQUENCE s", grant, breach.remedy) == []


def test_a_sequence_of_several_tables_is_first_to_be_replaced_by_a_person(breaches) -> None:
    shared = "CREATE SEQUENCE s; CREATE TABLE a (id int DEFAULT nextval('s')); "
    shared += "CREATE TABLE b (LIKE a INCLUDING ALL)"
    (breach,) = breaches(RULE, VOTES, shared, "GRANT USAGE ON SEQUENCE s TO app")
    assert "every INSERT into public.a and public.b fails" in breach.consequence
    assert "-- First make what takes its default" in breach.remedy
