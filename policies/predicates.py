"""The one predicate that every tenant policy shares.

Each policy writes it twice, as USING and as WITH CHECK: PostgreSQL would fall back from one to the other,
but a reader must not have to know that.
"""

OWN_ROWS = "user_id = public.current_user_id()"
