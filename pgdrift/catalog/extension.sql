-- Extensions that are installed; their own objects are members of theirs.
SELECT quote_ident(e.extname) AS name, quote_ident(e.extname) AS extension,
       quote_ident(n.nspname) AS schema, e.extversion AS version, e.extversion AS installed,
       d.description AS comment
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_description d ON d.objoid = e.oid AND d.classoid = 'pg_extension'::regclass AND d.objsubid = 0
ORDER BY 1
