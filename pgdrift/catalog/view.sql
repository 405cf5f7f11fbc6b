-- Views and materialized views. The options decide whose rights the query below runs with.
SELECT r.name, r.name AS view, r.relkind = 'm' AS materialized, owner.name AS owner,
       rtrim(pg_get_viewdef(r.oid), ';') AS definition,
       ARRAY(SELECT unnest(c.reloptions)
             UNION ALL SELECT 'toast.' || o FROM unnest(toast.reloptions) o ORDER BY 1) AS options,
       c.relispopulated AS populated, columns.names AS columns,
       -- The types that people define, of what it shows: a whole row has the name of its table or view.
       ARRAY(SELECT DISTINCT format_type(a.atttypid, NULL)
             FROM pg_attribute a
             WHERE a.attrelid = r.oid AND a.attnum > 0 AND a.atttypid >= 16384 ORDER BY 1) AS types,
       d.description AS comment
FROM our_relations r
JOIN pg_class c ON c.oid = r.oid
JOIN role_names owner ON owner.oid = r.relowner
LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
LEFT JOIN (SELECT rule.ev_class, array_agg(DISTINCT t.name || '.' || quote_ident(a.attname)) AS names
           FROM pg_rewrite rule
           JOIN pg_depend dep ON dep.classid = 'pg_rewrite'::regclass AND dep.objid = rule.oid
               AND dep.refclassid = 'pg_class'::regclass AND dep.refobjsubid > 0
               AND dep.refobjid <> rule.ev_class
           JOIN our_relations t ON t.oid = dep.refobjid
           JOIN pg_attribute a ON a.attrelid = dep.refobjid AND a.attnum = dep.refobjsubid
           WHERE rule.rulename = '_RETURN' GROUP BY rule.ev_class) columns ON columns.ev_class = r.oid
LEFT JOIN pg_description d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE r.relkind IN ('v', 'm')
ORDER BY r.name
