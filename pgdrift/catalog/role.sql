-- Roles of the whole cluster, without PostgreSQL's own. Passwords are not readable and not compared.
SELECT quote_ident(r.rolname) AS name, quote_ident(r.rolname) AS role,
       r.rolsuper AS superuser, r.rolbypassrls AS bypass_rls, r.rolinherit AS inherit,
       r.rolcanlogin AS login, r.rolcreaterole AS create_role, r.rolcreatedb AS create_database,
       r.rolreplication AS replication, r.rolconnlimit AS connection_limit,
       nullif(r.rolvaliduntil, 'infinity')::text AS valid_until, d.description AS comment
FROM pg_roles r
LEFT JOIN pg_shdescription d ON d.objoid = r.oid AND d.classoid = 'pg_authid'::regclass
WHERE r.rolname NOT LIKE 'pg\_%'
ORDER BY 1
