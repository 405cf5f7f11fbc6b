-- Triggers, without those that enforce foreign keys. A partitioned table passes its own on: `passed_on_by`.
SELECT r.name || '.' || quote_ident(t.tgname) AS name, r.name AS "table",
       r.relkind = 'v' AS on_view, quote_ident(t.tgname) AS trigger,
       pg_get_triggerdef(t.oid) AS definition,
       CASE t.tgenabled WHEN 'O' THEN 'ENABLE' WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                        ELSE 'ENABLE ALWAYS' END AS state,
       p.name || '.' || quote_ident(above.tgname) AS passed_on_by, d.description AS comment
FROM pg_trigger t
JOIN our_relations r ON r.oid = t.tgrelid
LEFT JOIN pg_trigger above ON above.oid = t.tgparentid
LEFT JOIN our_relations p ON p.oid = above.tgrelid
LEFT JOIN pg_description d
    ON d.objoid = t.oid AND d.classoid = 'pg_trigger'::regclass AND d.objsubid = 0
WHERE NOT t.tgisinternal
ORDER BY 1
