"""Where a tenant's identity comes from when it has to be signed for: one more setting, one function."""

from alembic_utils.pg_function import PGFunction

from pgdrift.tenancy import ForTenants, meant

SIGNATURE_SETTING = "app.tenant_signature"

# The signature is the key's id, a dot, and in hexadecimal the HMAC-SHA256 of what is put together below and
# in boardofone/tenant_signature.py: it holds for one tenant in one transaction of one backend.
#
# Its owner's rights, because no tenant may read the keys. Not PARALLEL SAFE: a worker is another backend. In
# PL/pgSQL, because before 18 PostgreSQL plans a function in SQL anew for every statement.
#
# What is returned is what was verified, or NULL, which equals nobody's id. Both signatures are hashed with
# the key once more before they are compared, so that the time this takes tells nothing to who guesses.
SIGNED_USER_ID = meant(
    ForTenants(),
    PGFunction(
        schema="public",
        signature="signed_user_id()",
        definition="""
RETURNS text
LANGUAGE plpgsql
STABLE
PARALLEL RESTRICTED
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    claimed text DEFAULT nullif(current_setting('app.current_user_id', true), '');
    signature text DEFAULT current_setting('app.tenant_signature', true);
    inner_pad bytea;
    outer_pad bytea;
BEGIN
    SELECT key.inner_pad, key.outer_pad INTO inner_pad, outer_pad
    FROM public.tenant_signing_keys AS key
    WHERE key.id = split_part(signature, '.', 1);
    IF sha256(outer_pad || convert_to(split_part(signature, '.', 2), 'UTF8'))
        = sha256(outer_pad || convert_to(
            encode(sha256(outer_pad || sha256(inner_pad || convert_to(
                pg_backend_pid()
                || '.' || (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint
                || '.' || encode(convert_to(current_database(), 'UTF8'), 'hex')
                || '.' || claimed, 'UTF8'))), 'hex'), 'UTF8'))
    THEN
        RETURN claimed;
    END IF;
    RETURN NULL;
END
$$
""",
    ),
)
