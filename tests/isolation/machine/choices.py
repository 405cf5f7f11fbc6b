"""What is drawn at random: who acts, by which door, on which table and row, and how it stands."""

from hypothesis import strategies as st

from tests.isolation.machine.arena import TENANTS
from tests.isolation.machine.transactions import InPlainSQL, InSession

tenants = st.sampled_from(TENANTS)
tables = st.runner().flatmap(lambda machine: st.sampled_from(machine.editable))
any_table = st.runner().flatmap(lambda machine: st.sampled_from(list(machine.arena.tables.values())))
doors = st.sampled_from([InSession, InPlainSQL])

# Whose row it is about: the acting tenant's own more often than not, or little would ever come about.
whoever = st.sampled_from([None, None, None, *TENANTS])
places = st.sampled_from([0, 1, 2, 3, None])  # which of a tenant's rows; None means all

# How a statement stands in its transaction: alone, in a savepoint, in one that an error then undoes.
manners = st.sampled_from(["bare", "savepoint", "spoiled"])
