"""Who may touch the library's tables: readers see all books and their own loans, the desk everything."""

import sys

from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy

from pgdrift.declare import DefaultPrivileges, Grant, Role, RowSecurity, collect

ROLES = (
    Role("library_owner"),
    Role("library_migrator", bypassrls=True, member_of=("library_owner",)),
    Role("library_reader"),
    Role("library_desk", bypassrls=True),
)

CONNECT = tuple(Grant(("CONNECT",), "", role.name, kind="DATABASE") for role in ROLES)
USAGE = tuple(Grant(("USAGE",), "public", role.name, kind="SCHEMA") for role in ROLES)
CREATE = Grant(("CREATE",), "public", "library_owner", kind="SCHEMA")
CLOSED = DefaultPrivileges("library_owner", "FUNCTIONS")

READER = PGFunction(
    schema="public",
    signature="reader()",
    definition="""
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('library.reader', true), '')
""",
)
ASK_READER = tuple(
    Grant(("EXECUTE",), "public.reader()", role, kind="FUNCTION")
    for role in ("library_reader", "library_desk")
)

ROW_SECURITY = RowSecurity("loans")
OWN_LOANS = PGPolicy(
    schema="public",
    signature="own_loans",
    on_entity="public.loans",
    definition="""
FOR ALL TO library_reader USING (reader = public.reader()) WITH CHECK (reader = public.reader())
""",
)

BROWSE = Grant(("SELECT",), "public.books", "library_reader")
SEE_LOANS = Grant(("SELECT",), "public.loans", "library_reader")
BORROW = Grant(("INSERT",), "public.loans", "library_reader", columns=("isbn", "due"))
SHELVE = Grant(("SELECT", "INSERT", "UPDATE", "DELETE"), "public.books", "library_desk")
LEND = Grant(("SELECT", "INSERT", "UPDATE", "DELETE"), "public.loans", "library_desk")

ENTITIES = collect(sys.modules[__name__])
