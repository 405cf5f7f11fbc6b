-- Access methods: how tables are stored and indexes are built, without those that came with PostgreSQL.
SELECT quote_ident(a.amname) AS name, quote_ident(a.amname) AS access_method,
       CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END AS type, a.amhandler::regproc::text AS handler,
       d.description AS comment
FROM pg_am a
LEFT JOIN pg_description d ON d.objoid = a.oid AND d.classoid = 'pg_am'::regclass AND d.objsubid = 0
WHERE a.oid >= 16384
  AND NOT EXISTS (SELECT FROM extension_members m WHERE m.classid = 'pg_am'::regclass AND m.objid = a.oid)
ORDER BY 1
