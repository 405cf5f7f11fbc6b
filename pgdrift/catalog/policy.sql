-- Row security policies: who may read and write which rows, once the table's flags make them count.
SELECT r.name || '.' || quote_ident(p.polname) AS name, r.name AS "table",
       quote_ident(p.polname) AS policy, p.polpermissive AS permissive,
       CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                     WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
       ARRAY(SELECT n.name FROM role_names n WHERE n.oid = ANY (p.polroles) ORDER BY 1) AS roles,
       pg_get_expr(p.polqual, p.polrelid) AS "using", pg_get_expr(p.polwithcheck, p.polrelid) AS "check",
       columns.names AS columns, d.description AS comment
FROM pg_policy p
JOIN our_relations r ON r.oid = p.polrelid
LEFT JOIN (SELECT dep.objid, array_agg(DISTINCT t.name || '.' || quote_ident(a.attname)) AS names
           FROM pg_depend dep
           JOIN our_relations t ON t.oid = dep.refobjid
           JOIN pg_attribute a ON a.attrelid = dep.refobjid AND a.attnum = dep.refobjsubid
           WHERE dep.classid = 'pg_policy'::regclass AND dep.refclassid = 'pg_class'::regclass
             AND dep.refobjsubid > 0 GROUP BY dep.objid) columns ON columns.objid = p.oid
LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_policy'::regclass AND d.objsubid = 0
ORDER BY 1
