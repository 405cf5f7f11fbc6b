-- What somebody made that no kind reads yet, counted, so that a report does not claim to have seen it.
SELECT found.what, count(*)
FROM (-- PostgreSQL shows them to the role itself, the server's owner and superusers.
      SELECT 'options of user mappings that this role may not see' AS what,
             'pg_user_mapping'::regclass AS classid, u.umid AS oid
      FROM pg_user_mappings u JOIN pg_foreign_server s ON s.oid = u.srvid
      CROSS JOIN (SELECT oid, rolsuper FROM pg_roles WHERE rolname = current_user) me
      WHERE NOT me.rolsuper
        AND NOT (u.umuser IN (0, me.oid) AND pg_has_role(s.srvowner, 'USAGE'))
        AND NOT (u.umuser = me.oid AND has_server_privilege(s.oid, 'USAGE'))) found
-- What initdb makes has a lower number.
WHERE found.oid >= 16384
  AND NOT EXISTS (SELECT FROM extension_members m WHERE m.classid = found.classid AND m.objid = found.oid)
GROUP BY found.what
ORDER BY found.what
