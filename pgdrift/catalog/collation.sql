-- Collations: how texts are ordered and which of them are equal. The version of the library that a collation
-- was made with is housekeeping. Names of columns differ: the locale is colliculocale before 17.
SELECT s.name || '.' || quote_ident(c.collname) AS name, s.name || '.' || quote_ident(c.collname) AS collation,
       owner.name AS owner,
       CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END AS provider,
       coalesce(row_of.facts ->> 'colllocale', row_of.facts ->> 'colliculocale', c.collcollate) AS locale,
       CASE WHEN c.collctype <> c.collcollate THEN c.collctype END AS ctype,
       c.collisdeterministic AS deterministic, row_of.facts ->> 'collicurules' AS rules,
       d.description AS comment
FROM pg_collation c
JOIN visible_schemas s ON s.oid = c.collnamespace
JOIN role_names owner ON owner.oid = c.collowner
CROSS JOIN LATERAL (SELECT to_jsonb(c) AS facts) row_of
LEFT JOIN pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_collation'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_collation'::regclass AND m.objid = c.oid)
  -- One of the same name may exist for every encoding; only the database's own can be used.
  AND c.collencoding IN (-1, (SELECT b.encoding FROM pg_database b WHERE b.datname = current_database()))
ORDER BY 1
