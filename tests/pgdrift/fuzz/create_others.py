"""Statements that create what is built on tables: views, triggers, rules, policies, publications."""

from __future__ import annotations

from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.fuzz.create_types import ROLES, new_name
from tests.pgdrift.fuzz.inventory import Inventory
from tests.pgdrift.fuzz.names import name, names
from tests.pgdrift.fuzz.values import condition, expression


def query(choose: Choices, has: Inventory) -> str:
    """A SELECT over what there is, each column of it named."""
    source = has.table(choose, "rpvm")
    columns = choose.some(source.columns, 3)
    aliases = names(choose, 3)
    some = [f"t.{column.name} AS {alias}" for column, alias in zip(columns, aliases, strict=False)]
    one = f"t.{columns[0].name}"
    where = f" WHERE {condition(choose, source.columns, 't.')}" if choose.once_in(2) else ""
    said = expression(choose, source.columns, "t.")
    other = has.table(choose, "rpv")
    options = [
        f"SELECT {', '.join(some)} FROM {source.name} t{where}",
        f"SELECT t.* FROM {source.name} t{where}",
        f"SELECT {said} AS {aliases[0]} FROM {source.name} t{where}",
        f"SELECT count(*) AS n, {one} AS {aliases[0]} FROM {source.name} t GROUP BY {one}",
        f"SELECT {one} AS {aliases[0]}, row_number() OVER (ORDER BY {one}) AS n FROM {source.name} t",
        f"WITH c AS (SELECT {one} AS {aliases[0]} FROM {source.name} t) SELECT * FROM c",
        f"SELECT {some[0]} FROM {source.name} t UNION ALL SELECT {some[0]} FROM {source.name} t",
        f"SELECT {some[0]}, u.n FROM {source.name} t CROSS JOIN (SELECT count(*) AS n FROM {other.name}) u",
        f"SELECT {some[0]} FROM {source.name} t WHERE EXISTS (SELECT FROM {other.name} u WHERE true)",
        f"SELECT DISTINCT ON ({one}) {some[0]} FROM {source.name} t ORDER BY {one}",
        f"SELECT t AS whole FROM {source.name} t",
        "SELECT * FROM (VALUES (1, 'a'::text), (2, 'it''s')) v (n, t)",
    ]
    callable_ = [
        r for r in has.routines if r.kind == "f" and not r.arguments and not r.set and r.returns != "trigger"
    ]
    if callable_:
        options.append(f"SELECT {choose.one(callable_).bare}() AS called, {some[0]} FROM {source.name} t")
    return choose.one(options)


def view(choose: Choices, has: Inventory) -> str:
    options = choose.one(
        ["", "", "", " WITH (security_barrier)", " WITH (security_invoker = true, security_barrier = false)"]
    )
    suffix = choose.maybe(" WITH LOCAL CHECK OPTION", 10)
    return f"CREATE VIEW {new_name(choose, has)}{options} AS {query(choose, has)}{suffix}"


def materialized_view(choose: Choices, has: Inventory) -> str:
    options = choose.maybe(" WITH (fillfactor = 80)", 5)
    suffix = choose.maybe(" WITH NO DATA", 4)
    return f"CREATE MATERIALIZED VIEW {new_name(choose, has)}{options} AS {query(choose, has)}{suffix}"


def trigger(choose: Choices, has: Inventory) -> str:
    functions = [r for r in has.routines if r.returns == "trigger"]
    target = choose.one([r for r in has.relations if r.kind in "rp" and r.columns])
    called = f"EXECUTE FUNCTION {choose.one(functions).bare}({choose.one(['', '', '1', chr(39) + 'it ' + chr(39)])})"
    column = choose.one(target.columns)
    events = choose.one(["INSERT", "UPDATE", "INSERT OR DELETE", f"UPDATE OF {column.name}"])
    when = (
        f" WHEN ({condition(choose, [column], 'NEW.')})"
        if events in ("INSERT", "UPDATE") and choose.once_in(3)
        else ""
    )
    if events in ("INSERT", "UPDATE") and choose.once_in(6):
        table = "NEW TABLE AS added"
        return f"CREATE TRIGGER {name(choose)} AFTER {events} ON {target.name} REFERENCING {table} FOR EACH STATEMENT {called}"
    if choose.once_in(8):
        return (
            f"CREATE CONSTRAINT TRIGGER {name(choose)} AFTER {events} ON {target.name}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW{when} {called}"
        )
    timing = choose.one(["BEFORE", "AFTER"])
    return f"CREATE TRIGGER {name(choose)} {timing} {events} ON {target.name} FOR EACH ROW{when} {called}"


def view_trigger(choose: Choices, has: Inventory) -> str:
    function = choose.one([r for r in has.routines if r.returns == "trigger"])
    target = has.table(choose, "v")
    return f"CREATE TRIGGER {name(choose)} INSTEAD OF INSERT ON {target.name} FOR EACH ROW EXECUTE FUNCTION {function.bare}()"


def rule(choose: Choices, has: Inventory) -> str:
    target = has.table(choose, "rpv")
    other = has.table(choose, "rp")
    event = choose.one(["INSERT", "UPDATE", "DELETE"])
    where = (
        f" WHERE {condition(choose, target.columns, 'NEW.')}"
        if event == "INSERT" and choose.once_in(3)
        else ""
    )
    action = choose.one(
        [
            "INSTEAD NOTHING",
            "ALSO NOTHING",
            f"ALSO NOTIFY {name(choose)}",
            f"ALSO DELETE FROM {other.name} WHERE false",
            f"INSTEAD (SELECT 1; DELETE FROM {other.name} WHERE {condition(choose, other.columns)})",
        ]
    )
    return f"CREATE RULE {name(choose)} AS ON {event} TO {target.name}{where} DO {action}"


def policy(choose: Choices, has: Inventory) -> str:
    target = choose.one(has.tables)
    other = has.table(choose, "rpv")
    said = choose.one(
        [
            condition(choose, target.columns),
            "true",
            f"EXISTS (SELECT FROM {other.name} o)",
            "CURRENT_USER = 'x'",
        ]
    )
    command = choose.one(["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"])
    using = f" USING ({said})" if command != "INSERT" else ""
    checked = (
        f" WITH CHECK ({condition(choose, target.columns)})"
        if command in ("INSERT", "UPDATE", "ALL") and choose.once_in(2)
        else ""
    )
    mode = choose.maybe(" AS RESTRICTIVE", 4)
    roles = ", ".join(choose.some([*ROLES], 2)) if choose.once_in(2) else "PUBLIC"
    return f"CREATE POLICY {name(choose)} ON {target.name}{mode} FOR {command} TO {roles}{using}{checked}"


def row_security(choose: Choices, has: Inventory) -> str:
    target = choose.one(has.tables)
    verb = choose.one(["ENABLE", "FORCE", "DISABLE", "NO FORCE"])
    return f"ALTER TABLE {target.name} {verb} ROW LEVEL SECURITY"


def publication(choose: Choices, has: Inventory) -> str:
    target = choose.one([t for t in has.tables if t.columns])
    of = choose.one(
        [
            "",
            " FOR ALL TABLES",
            f" FOR TABLE {target.name}",
            f" FOR TABLES IN SCHEMA {choose.one(has.schemas)}",
            f" FOR TABLE {target.name} WHERE ({condition(choose, target.columns)})",
            f" FOR TABLE ONLY {target.name} ({choose.one(target.columns).name})",
        ]
    )
    options = choose.one(
        ["", "", " WITH (publish = 'insert, delete')", " WITH (publish_via_partition_root = true)"]
    )
    return f"CREATE PUBLICATION {name(choose)}{of}{options}"


def event_trigger(choose: Choices, has: Inventory) -> str:
    function = choose.one([r for r in has.routines if r.returns == "event_trigger"])
    when = choose.maybe(" WHEN TAG IN ('DROP TABLE', 'ALTER TABLE')", 2)
    return f"CREATE EVENT TRIGGER {name(choose)} ON {choose.one(['ddl_command_end', 'ddl_command_start'])}{when} EXECUTE FUNCTION {function.bare}()"


def event_trigger_function(choose: Choices, has: Inventory) -> str:
    return f"CREATE FUNCTION {new_name(choose, has)}() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'"
