from pgdrift.audit.rules.table_without_row_security import RULE

VOTES = "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)"


def test_a_table_that_says_whose_its_rows_are_and_shows_them_to_all(breaches) -> None:
    (breach,) = breaches(RULE, VOTES)
    assert breach.key.name == "public.votes"
    assert "the rows of every tenant_id" in breach.consequence
    assert breaches(RULE, VOTES, breach.remedy) == []


def test_a_table_of_no_tenant_needs_none(breaches) -> None:
    assert breaches(RULE, "CREATE TABLE countries (code text PRIMARY KEY)") == []


def test_the_column_may_have_any_name(breaches) -> None:
    table = 'CREATE TABLE "Beds" (id integer, "Clinic" text)'
    assert breaches(RULE, table) == []
    (breach,) = breaches(RULE, table, tenant_columns=("Clinic",))
    assert breach.key.name == 'public."Beds"'
