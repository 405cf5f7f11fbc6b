-- User mappings: as whom a role connects to a foreign server. Only the names of the options leave the
-- database, for a value may be a password; whom PostgreSQL does not show them to gets NULL.
SELECT g.name || ' on ' || quote_ident(m.srvname) AS name, g.name AS role, quote_ident(m.srvname) AS server,
       CASE WHEN m.umoptions IS NOT NULL OR me.rolsuper
                OR m.umuser IN (0, me.oid) AND pg_has_role(s.srvowner, 'USAGE')
                OR m.umuser = me.oid AND has_server_privilege(s.oid, 'USAGE')
            THEN ARRAY(SELECT split_part(o, '=', 1) FROM unnest(m.umoptions) o ORDER BY 1) END AS options
FROM pg_user_mappings m
JOIN pg_foreign_server s ON s.oid = m.srvid
JOIN role_names g ON g.oid = m.umuser
CROSS JOIN (SELECT oid, rolsuper FROM pg_roles WHERE rolname = current_user) me
WHERE NOT EXISTS (SELECT FROM extension_members e
                  WHERE e.classid = 'pg_foreign_server'::regclass AND e.objid = s.oid)
  AND NOT EXISTS (SELECT FROM extension_members e
                  WHERE e.classid = 'pg_user_mapping'::regclass AND e.objid = m.umid)
ORDER BY 1
