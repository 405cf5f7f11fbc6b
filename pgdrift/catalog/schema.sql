-- Schemas: who owns the namespace. Who may use it is a grant.
SELECT s.name, s.name AS schema, owner.name AS owner, d.description AS comment
FROM our_schemas s
JOIN role_names owner ON owner.oid = s.nspowner
LEFT JOIN pg_description d ON d.objoid = s.oid AND d.classoid = 'pg_namespace'::regclass AND d.objsubid = 0
ORDER BY s.name
