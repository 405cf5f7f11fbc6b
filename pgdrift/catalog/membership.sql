-- Who may become whom. Before 16 a membership had no options of its own: the member's INHERIT decided.
-- Who granted is not compared; `granted` tells repairs what each REVOKE and CASCADE would reach.
SELECT member.name || ' in ' || quote_ident(g.rolname) AS name,
       member.name AS member, quote_ident(g.rolname) AS "group",
       bool_or(m.admin_option) AS admin,
       bool_or(coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, mr.rolinherit)) AS inherit,
       bool_or(coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)) AS set,
       array_agg(concat_ws(' ', CASE WHEN m.admin_option THEN 'admin' END,
                           CASE WHEN (to_jsonb(m) ->> 'inherit_option')::boolean THEN 'inherit' END,
                           CASE WHEN (to_jsonb(m) ->> 'set_option')::boolean THEN 'set' END,
                           'by ' || grantor.name) ORDER BY grantor.name) AS granted
FROM pg_auth_members m
JOIN pg_roles g ON g.oid = m.roleid
JOIN pg_roles mr ON mr.oid = m.member
JOIN role_names member ON member.oid = m.member
-- Before 16 who granted may have been dropped since.
LEFT JOIN role_names grantor ON grantor.oid = m.grantor
-- Those among PostgreSQL's own roles are PostgreSQL's; one of ours granted to one of those is not.
WHERE NOT (mr.rolname LIKE 'pg\_%' AND g.rolname LIKE 'pg\_%')
GROUP BY member.name, g.rolname
ORDER BY 1
