-- Extensions that are installed; their own objects are the extension's business.
SELECT quote_ident(e.extname) AS name, quote_ident(e.extname) AS extension,
       quote_ident(n.nspname) AS schema, e.extversion AS version
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
ORDER BY 1
