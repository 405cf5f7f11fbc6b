"""The two predicates of tenant policies: a tenant who is named, and one whose name is signed for.

Each policy writes its own twice, as USING and as WITH CHECK: PostgreSQL would fall back from one to the
other, but a reader must not have to know that.
"""

OWN_ROWS = "user_id = public.current_user_id()"

# A sub-select, so that the signature is verified once for a statement and not once for a row.
SIGNED_OWN_ROWS = "user_id = (SELECT public.signed_user_id())"
