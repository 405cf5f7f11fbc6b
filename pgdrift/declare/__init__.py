"""What a project declares beside its tables: roles, extensions, grants, RLS, views, renames, statistics.

alembic-utils supplies policies, functions and triggers; these are the kinds it has no words for.
"""

from pgdrift.declare.collecting import collect
from pgdrift.declare.extensions import Extension
from pgdrift.declare.grants import DefaultPrivileges, Grant
from pgdrift.declare.renames import renamed_from, table_renamed_from
from pgdrift.declare.roles import Role
from pgdrift.declare.row_security import RowSecurity
from pgdrift.declare.statistics import Statistics
from pgdrift.declare.views import View

__all__ = [
    "DefaultPrivileges",
    "Extension",
    "Grant",
    "Role",
    "RowSecurity",
    "Statistics",
    "View",
    "collect",
    "renamed_from",
    "table_renamed_from",
]
