-- Conversions between encodings.
SELECT s.name || '.' || quote_ident(c.conname) AS name, s.name || '.' || quote_ident(c.conname) AS conversion,
       owner.name AS owner, pg_encoding_to_char(c.conforencoding) AS from_encoding,
       pg_encoding_to_char(c.contoencoding) AS to_encoding, c.conproc::regproc::text AS function,
       c.condefault AS is_default, d.description AS comment
FROM pg_conversion c
JOIN visible_schemas s ON s.oid = c.connamespace
JOIN role_names owner ON owner.oid = c.conowner
LEFT JOIN pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_conversion'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_conversion'::regclass AND m.objid = c.oid)
ORDER BY 1
