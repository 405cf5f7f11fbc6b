import pytest

from pgdrift.audit.rules.preset_tenant_setting import RULE

VOTES = (
    "CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text)",
    "ALTER TABLE votes ENABLE ROW LEVEL SECURITY",
    """CREATE FUNCTION me() RETURNS text LANGUAGE sql STABLE RETURN current_setting('app.user', true)""",
    "CREATE POLICY own ON votes TO app USING (tenant_id = me())",
)


def preset(what: str, value: str = "'alice'") -> str:
    """ALTER <what> SET, where <what> may name this database."""
    return (
        f"DO $$ BEGIN EXECUTE replace('ALTER {what} SET app.\"user\" = ', '$here', "
        f"quote_ident(current_database())) || quote_literal({value}); END $$"
    )


@pytest.mark.parametrize(
    ("what", "who"),
    [
        ("DATABASE $here", "Every session starts"),
        ("ROLE app", "Every session of app starts"),
        ("ROLE app IN DATABASE $here", "Every session of app starts"),
        ("ROLE ALL", "Every session starts"),
    ],
)
def test_whoever_says_nothing_is_the_tenant_that_was_preset(breaches, what: str, who: str) -> None:
    (breach,) = breaches(RULE, *VOTES, preset(what))
    assert breach.key.kind == "setting"
    assert breach.consequence.startswith(who)
    assert "rows of public.votes" in breach.consequence
    assert breaches(RULE, *VOTES, preset(what), breach.remedy) == []


def test_an_empty_one_is_nobody(breaches) -> None:
    assert breaches(RULE, *VOTES, preset("ROLE app", "''")) == []


def test_other_settings_may_be_preset(breaches) -> None:
    assert breaches(RULE, *VOTES, "ALTER ROLE app SET app.theme = 'dark'; ALTER ROLE app SET jit = off") == []
