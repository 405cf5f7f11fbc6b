-- Foreign servers: where foreign tables have their rows. Everybody may read the options of a server; the
-- values of what is named like a secret stay there.
SELECT quote_ident(s.srvname) AS name, quote_ident(s.srvname) AS server, quote_ident(f.fdwname) AS wrapper,
       owner.name AS owner, s.srvtype AS type, s.srvversion AS version,
       ARRAY(SELECT CASE WHEN o ~* '^[^=]*(passw|secret|token|key|credential)' THEN split_part(o, '=', 1)
                         ELSE o END
             FROM unnest(s.srvoptions) o ORDER BY 1) AS options,
       d.description AS comment
FROM pg_foreign_server s
JOIN pg_foreign_data_wrapper f ON f.oid = s.srvfdw
JOIN role_names owner ON owner.oid = s.srvowner
LEFT JOIN pg_description d
    ON d.objoid = s.oid AND d.classoid = 'pg_foreign_server'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_foreign_server'::regclass AND m.objid = s.oid)
ORDER BY 1
