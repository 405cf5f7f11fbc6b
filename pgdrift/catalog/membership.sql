-- Who may become whom. Before 16 a membership had no options of its own: the member's INHERIT decided.
SELECT member.name || ' in ' || quote_ident(g.rolname) AS name,
       member.name AS member, quote_ident(g.rolname) AS "group",
       bool_or(m.admin_option) AS admin,
       bool_or(coalesce((to_jsonb(m) ->> 'inherit_option')::boolean, mr.rolinherit)) AS inherit,
       bool_or(coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)) AS set
FROM pg_auth_members m
JOIN pg_roles g ON g.oid = m.roleid
JOIN pg_roles mr ON mr.oid = m.member
JOIN role_names member ON member.oid = m.member
-- Those among PostgreSQL's own roles are PostgreSQL's; one of ours granted to one of those is not.
WHERE NOT (mr.rolname LIKE 'pg\_%' AND g.rolname LIKE 'pg\_%')
GROUP BY member.name, g.rolname
ORDER BY 1
