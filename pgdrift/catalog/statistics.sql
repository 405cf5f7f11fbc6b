-- Extended statistics: what the planner is told of columns that belong together.
SELECT quote_ident(n.nspname) || '.' || quote_ident(s.stxname) AS name,
       quote_ident(n.nspname) || '.' || quote_ident(s.stxname) AS statistics,
       r.name AS "table", r.relkind = 'm' AS on_view, owner.name AS owner,
       ARRAY(SELECT r.name || '.' || quote_ident(a.attname) FROM pg_attribute a
             WHERE a.attrelid = r.oid AND a.attnum = ANY (s.stxkeys) ORDER BY a.attnum) AS columns,
       pg_get_statisticsobjdef(s.oid) AS definition, nullif(s.stxstattarget, -1) AS target_rows,
       d.description AS comment
FROM pg_statistic_ext s
JOIN pg_namespace n ON n.oid = s.stxnamespace
JOIN our_relations r ON r.oid = s.stxrelid
JOIN role_names owner ON owner.oid = s.stxowner
LEFT JOIN pg_description d
    ON d.objoid = s.oid AND d.classoid = 'pg_statistic_ext'::regclass AND d.objsubid = 0
ORDER BY 1
