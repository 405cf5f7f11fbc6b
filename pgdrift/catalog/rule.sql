-- Rewrite rules: what a statement on a table or view becomes. A view's own query (_RETURN) is the view's.
SELECT r.name || '.' || quote_ident(rule.rulename) AS name, r.name AS "table",
       r.relkind IN ('v', 'm') AS on_view, quote_ident(rule.rulename) AS rule,
       CASE rule.ev_type WHEN '1' THEN 'SELECT' WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT'
                         ELSE 'DELETE' END AS event,
       rule.is_instead AS instead, rtrim(pg_get_ruledef(rule.oid), ';') AS definition,
       CASE rule.ev_enabled WHEN 'O' THEN 'ENABLE' WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                            ELSE 'ENABLE ALWAYS' END AS state,
       d.description AS comment
FROM pg_rewrite rule
JOIN our_relations r ON r.oid = rule.ev_class
LEFT JOIN pg_description d
    ON d.objoid = rule.oid AND d.classoid = 'pg_rewrite'::regclass AND d.objsubid = 0
WHERE rule.rulename <> '_RETURN'
ORDER BY 1
