from pgdrift.audit.rules.constraint_not_validated import RULE

TABLE = 'CREATE SCHEMA "S"; CREATE TABLE "S"."Votes" (id integer PRIMARY KEY, "By" text)'
CHECK = """ALTER TABLE "S"."Votes" ADD CONSTRAINT "Said" CHECK ("By" <> '') NOT VALID"""


def test_a_constraint_that_postgresql_never_looked_at_is_validated(breaches) -> None:
    (breach,) = breaches(RULE, TABLE, CHECK)
    assert (breach.key.kind, breach.key.name) == ("constraint", '"S"."Votes"."Said"')
    assert 'Rows that "S"."Votes" had before "Said" may break it' in breach.consequence
    assert breaches(RULE, TABLE, CHECK, breach.remedy) == []
    assert breaches(RULE, TABLE, CHECK.replace(" NOT VALID", "")) == []


def test_a_foreign_key_that_postgresql_never_looked_at(breaches) -> None:
    parent = "CREATE TABLE boards (id integer PRIMARY KEY); CREATE TABLE votes (board_id integer)"
    key = "ALTER TABLE votes ADD CONSTRAINT tied FOREIGN KEY (board_id) REFERENCES boards NOT VALID"
    (breach,) = breaches(RULE, parent, key)
    assert breach.key.name == "public.votes.tied"
    assert breaches(RULE, parent, key, breach.remedy) == []


def test_heirs_are_validated_with_what_they_inherit_from(breaches) -> None:
    family = 'CREATE TABLE heir () INHERITS ("S"."Votes")'
    (breach,) = breaches(RULE, TABLE, family, CHECK)
    assert breach.key.name == '"S"."Votes"."Said"'
    assert breaches(RULE, TABLE, family, CHECK, breach.remedy) == []


def test_not_null_may_wait_for_its_validation_too(breaches, empty_database) -> None:
    with empty_database.connect() as connection:
        since_18 = connection.info.server_version >= 180000
    not_null = 'ALTER TABLE "S"."Votes" ADD CONSTRAINT "Known" NOT NULL "By" NOT VALID'
    if since_18:
        (breach,) = breaches(RULE, TABLE, not_null)
        assert (breach.key.kind, breach.key.name) == ("column", '"S"."Votes"."By"')
        assert breaches(RULE, TABLE, not_null, breach.remedy) == []
    assert breaches(RULE, TABLE, 'ALTER TABLE "S"."Votes" ALTER "By" SET NOT NULL') == []
