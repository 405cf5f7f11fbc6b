-- Configuration that a connection starts with: for this database, for a role, for a role in this database, for
-- every role everywhere.
SELECT scope.place || ': ' || split_part(item, '=', 1) AS name,
       CASE WHEN s.setrole <> 0 THEN role.name END AS role, s.setdatabase <> 0 AS in_database,
       split_part(item, '=', 1) AS setting, substr(item, strpos(item, '=') + 1) AS value
FROM pg_db_role_setting s
JOIN role_names role ON role.oid = s.setrole
CROSS JOIN LATERAL (SELECT CASE WHEN s.setrole = 0 AND s.setdatabase = 0 THEN 'every role'
                                WHEN s.setrole = 0 THEN 'database'
                                WHEN s.setdatabase = 0 THEN role.name
                                ELSE role.name || ' in database' END AS place) scope
CROSS JOIN LATERAL unnest(s.setconfig) item
WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
ORDER BY 1
