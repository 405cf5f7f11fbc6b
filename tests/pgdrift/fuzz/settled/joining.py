"""Tables that join others and leave them, while what these pass on comes and goes."""

from tests.pgdrift.fuzz.settled.case import Case

_FUNCTION = "CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
_PARTS = """CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE public.q (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE public.c (a integer, b integer) PARTITION BY LIST (a); CREATE TABLE public.z PARTITION OF public.c DEFAULT;
INSERT INTO public.z VALUES (1, 1), (1, 2);"""
_ATTACHED = "ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES IN (1, 2)"
_LEFT = "ALTER TABLE public.p DETACH PARTITION public.c"
_OTHER_ROWS = f"{_LEFT}; ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES IN (1, 3)"
_HEIR = "CREATE TABLE public.p (a integer, b text); CREATE TABLE public.c (a integer, b text);"
_WITH_HEIR = "CREATE TABLE public.d () INHERITS (public.c); INSERT INTO public.d VALUES (1, 'one');"
_HUNG = "ALTER TABLE public.c INHERIT public.p"
_TRIGGER = "CREATE TRIGGER w AFTER INSERT ON public.{} FOR EACH ROW EXECUTE FUNCTION public.f();"
_EXCLUDES = "ALTER TABLE public.{} ADD CONSTRAINT {} EXCLUDE (a WITH =, b WITH =);"
_CHECK = "ALTER TABLE public.{} ADD CONSTRAINT k CHECK (a > 0){};"

CASES = [
    Case(
        "an index of its own that a table with partitions gets when it joins another",
        f"{_PARTS} ALTER TABLE public.q ATTACH PARTITION public.c FOR VALUES IN (1, 2)",
        f"ALTER TABLE public.q DETACH PARTITION public.c; CREATE INDEX i ON public.c (b); {_ATTACHED}",
    ),
    Case(
        "a key of its own that a table with partitions loses when it joins another with such a key",
        f"""{_PARTS} ALTER TABLE public.p ADD PRIMARY KEY (a, b); ALTER TABLE public.c ADD CONSTRAINT k PRIMARY KEY (a, b);
        ALTER TABLE public.q ATTACH PARTITION public.c FOR VALUES IN (1, 2)""",
        f"ALTER TABLE public.q DETACH PARTITION public.c; ALTER TABLE public.c DROP CONSTRAINT k; {_ATTACHED}",
    ),
    Case(
        "a key that a table gets when it joins another, which had such a key",
        f"{_PARTS} ALTER TABLE public.p ADD UNIQUE (a, b) DEFERRABLE",
        f"""ALTER TABLE public.p DROP CONSTRAINT p_a_b_key; ALTER TABLE public.c ADD UNIQUE (a, b) DEFERRABLE;
        {_ATTACHED}""",
    ),
    Case(
        "a new partition with the check that its table had",
        f"CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (a); {_CHECK.format('p', '')}",
        f"""ALTER TABLE public.p DROP CONSTRAINT k; CREATE TABLE public.c (a integer, b integer);
        INSERT INTO public.c VALUES (1, 1); {_CHECK.format("c", "")} {_ATTACHED}""",
    ),
    Case(
        "an heir that joins a table which need not have a value any more",
        f"{_HEIR} ALTER TABLE public.p ALTER a SET NOT NULL",
        f"ALTER TABLE public.p ALTER a DROP NOT NULL; {_HUNG}",
    ),
    Case(
        "a partition that gets other rows and keeps the NOT NULL that its table loses",
        f"{_PARTS} ALTER TABLE public.p ALTER b SET NOT NULL; ALTER TABLE public.c ALTER b SET NOT NULL; {_ATTACHED}",
        f"""{_LEFT}; ALTER TABLE public.p ALTER b DROP NOT NULL;
        ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES IN (1, 3)""",
    ),
    Case(
        "a trigger that a partition gets from its table instead of its own",
        f"{_FUNCTION} {_PARTS} {_TRIGGER.format('c')}",
        f"DROP TRIGGER w ON public.c; {_TRIGGER.format('p')} {_ATTACHED}",
    ),
    Case(
        "a trigger that a partition has, and its table had",
        f"{_FUNCTION} {_PARTS} {_TRIGGER.format('p')}",
        f"DROP TRIGGER w ON public.p; {_TRIGGER.format('c')} {_ATTACHED}",
    ),
    Case(
        "a trigger that a partition has for itself, and its table loses",
        f"{_FUNCTION} {_PARTS} {_ATTACHED}; {_TRIGGER.format('p')}",
        f"DROP TRIGGER w ON public.p; {_TRIGGER.format('c')}",
    ),
    Case(
        "a trigger that a table gets which has a partition too many with such a one",
        f"{_FUNCTION} CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (a); {_TRIGGER.format('p')}",
        f"""DROP TRIGGER w ON public.p; CREATE TABLE public.c (a integer, b integer);
        INSERT INTO public.c VALUES (1, 1); {_TRIGGER.format("c")} {_ATTACHED}""",
    ),
    Case(
        "the heir of an heir that has neither the default nor the storage of the table above",
        "CREATE TABLE public.p (a integer DEFAULT 5, b text); ALTER TABLE public.p ALTER b SET STORAGE EXTERNAL",
        f"CREATE TABLE public.c (a integer, b text); {_WITH_HEIR} {_HUNG}",
    ),
    Case(
        "a new heir with a column of its own of the type that its parent gets",
        "CREATE TYPE public.e AS ENUM ('a', 'b'); CREATE TABLE public.p (a integer, b text, d public.e)",
        f"""ALTER TABLE public.p ALTER a TYPE bigint; ALTER TABLE public.p ALTER b TYPE varchar(9) COLLATE "C";
        ALTER TABLE public.p DROP COLUMN d; DROP TYPE public.e; CREATE TYPE public.e AS ENUM ('b', 'a');
        ALTER TABLE public.p ADD COLUMN d public.e;
        CREATE TABLE public.c (a bigint DEFAULT 1, b varchar(9) COLLATE "C" DEFAULT 'x', d public.e DEFAULT 'b');
        INSERT INTO public.c VALUES (1, 'one', 'a'); {_HUNG}""",
    ),
    Case(
        "a new heir with a check of its own besides its parent's, both not validated",
        f"CREATE TABLE public.p (a integer, b text); {_CHECK.format('p', ' NOT VALID')}",
        f"CREATE TABLE public.c (a integer, b text); {_WITH_HEIR} {_CHECK.format('c', ' NOT VALID')} {_HUNG}",
    ),
    Case(
        "an heir that has another check than the one that it had besides its parent's, which goes",
        f"{_HEIR} {_CHECK.format('p', '')} {_CHECK.format('c', '')} {_HUNG}",
        """ALTER TABLE public.p DROP CONSTRAINT k; ALTER TABLE public.c DROP CONSTRAINT k;
        ALTER TABLE public.c ADD CONSTRAINT k CHECK (a < 9)""",
    ),
    Case(
        "partitions that exclude what their table excludes",
        f"{_PARTS} {_ATTACHED}; {_EXCLUDES.format('p', 'e')}",
        "ALTER TABLE public.p DROP CONSTRAINT e",
        since=17,
    ),
    Case(
        "a partition that excludes what its table excludes, and the same for itself, and gets other rows",
        f"{_PARTS} {_EXCLUDES.format('p', 'e')} {_EXCLUDES.format('c', 'own')} {_ATTACHED}",
        f"{_OTHER_ROWS}; ALTER TABLE public.c RENAME CONSTRAINT c_a_b_excl TO other",
        since=17,
    ),
    Case(
        "a partition that excludes something for itself when it leaves, and its table stops to exclude it",
        f"{_PARTS} {_EXCLUDES.format('p', 'e')} {_ATTACHED}",
        f"{_LEFT}; ALTER TABLE public.p DROP CONSTRAINT e",
        since=17,
    ),
]
