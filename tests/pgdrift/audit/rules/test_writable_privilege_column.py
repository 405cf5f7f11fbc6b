import pytest

from pgdrift.audit.rules.writable_privilege_column import RULE

USERS = (
    'CREATE TABLE "Users" (id integer PRIMARY KEY, tenant_id text, name text, "Is_Admin" boolean, tier text)',
    'ALTER TABLE "Users" ENABLE ROW LEVEL SECURITY',
    "CREATE POLICY own ON \"Users\" TO app USING (tenant_id = current_setting('app.tenant', true))",
)


def test_a_tenant_makes_itself_an_administrator(breaches) -> None:
    grant = 'GRANT SELECT, INSERT, UPDATE ON "Users" TO app'
    first, second = breaches(RULE, *USERS, grant)
    assert (first.key.kind, first.key.name) == ("column", 'public."Users"."Is_Admin"')
    assert second.key.name == 'public."Users".tier'
    assert 'app can insert and update "Is_Admin" of public."Users"' in first.consequence
    left = (
        "DO $$ BEGIN ASSERT has_column_privilege('app', '\"Users\"', 'name', 'UPDATE'); "
        "ASSERT NOT has_column_privilege('app', '\"Users\"', 'tier', 'INSERT'); END $$"
    )
    assert breaches(RULE, *USERS, grant, first.remedy, left) == []


def test_a_privilege_on_the_column_alone(breaches) -> None:
    grant = 'GRANT UPDATE (name, tier) ON "Users" TO app'
    (breach,) = breaches(RULE, *USERS, grant)
    assert breach.remedy == 'REVOKE UPDATE (tier) ON public."Users" FROM app;'
    assert breaches(RULE, *USERS, grant, breach.remedy) == []


@pytest.mark.parametrize(
    "statements",
    [
        ['GRANT UPDATE (name) ON "Users" TO app'],
        ['GRANT SELECT, DELETE ON "Users" TO app'],
        ['GRANT ALL ON "Users" TO service'],
        [
            'GRANT UPDATE ON "Users" TO app',
            """CREATE POLICY stays ON "Users" AS RESTRICTIVE WITH CHECK (NOT "Is_Admin" AND tier = 'free')""",
        ],
        ["CREATE TABLE messages (role text, plan text)", "GRANT ALL ON messages TO app"],
    ],
)
def test_what_says_nothing_of_rights_or_is_not_theirs_to_write(breaches, statements: list[str]) -> None:
    assert breaches(RULE, *USERS, *statements) == []


@pytest.mark.parametrize("column", ["permissions", "credits", "account_balance", "subscription_tier", "role"])
def test_by_many_names(breaches, column: str) -> None:
    table = f"CREATE TABLE s.members ({column} integer)"
    found = breaches(RULE, *USERS, "CREATE SCHEMA s", table, "GRANT UPDATE ON s.members TO PUBLIC")
    assert [breach.key.name for breach in found] == [f"s.members.{column}"]
    assert len(found) == 1
