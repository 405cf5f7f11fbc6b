-- Views and materialized views. The options decide whose rights the query below runs with.
SELECT r.name, r.name AS view, r.relkind = 'm' AS materialized, owner.name AS owner,
       rtrim(pg_get_viewdef(r.oid), ';') AS definition,
       ARRAY(SELECT unnest(c.reloptions) ORDER BY 1) AS options,
       c.relispopulated AS populated, d.description AS comment
FROM our_relations r
JOIN pg_class c ON c.oid = r.oid
JOIN role_names owner ON owner.oid = r.relowner
LEFT JOIN pg_description d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE r.relkind IN ('v', 'm')
ORDER BY r.name
