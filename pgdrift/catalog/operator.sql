-- Operators: the function behind each and what the planner is told of it. A name that another operator
-- only mentioned, as its commutator perhaps, is no operator yet.
SELECT s.name || '.' || o.oprname || '(' || coalesce(format_type(nullif(o.oprleft, 0), NULL), 'NONE') || ', '
           || format_type(o.oprright, NULL) || ')' AS name,
       s.name AS schema, s.name || '.' || o.oprname AS operator,
       format_type(nullif(o.oprleft, 0), NULL) AS "left", format_type(o.oprright, NULL) AS "right",
       o.oprcode::text AS procedure,
       'OPERATOR(' || quote_ident(cn.nspname) || '.' || c.oprname || ')' AS commutator,
       'OPERATOR(' || quote_ident(nn.nspname) || '.' || n.oprname || ')' AS negator,
       nullif(o.oprrest::oid, 0)::regproc::text AS restrict, nullif(o.oprjoin::oid, 0)::regproc::text AS "join",
       -- The partners that are only a name, which outlives whoever mentioned it.
       array_remove(ARRAY[
           CASE WHEN c.oprcode = 0 AND c.oid <> o.oid
                THEN quote_ident(cn.nspname) || '.' || c.oprname || '(' || coalesce(format_type(nullif(c.oprleft, 0), NULL), 'NONE')
                     || ', ' || format_type(c.oprright, NULL) || ')' END,
           CASE WHEN n.oprcode = 0
                THEN quote_ident(nn.nspname) || '.' || n.oprname || '(' || coalesce(format_type(nullif(n.oprleft, 0), NULL), 'NONE')
                     || ', ' || format_type(n.oprright, NULL) || ')' END], NULL) AS shells,
       o.oprcanmerge AS merges, o.oprcanhash AS hashes, owner.name AS owner, d.description AS comment
FROM pg_operator o
JOIN visible_schemas s ON s.oid = o.oprnamespace
JOIN role_names owner ON owner.oid = o.oprowner
LEFT JOIN pg_operator c ON c.oid = o.oprcom
LEFT JOIN pg_namespace cn ON cn.oid = c.oprnamespace
LEFT JOIN pg_operator n ON n.oid = o.oprnegate
LEFT JOIN pg_namespace nn ON nn.oid = n.oprnamespace
LEFT JOIN pg_description d ON d.objoid = o.oid AND d.classoid = 'pg_operator'::regclass AND d.objsubid = 0
WHERE o.oprcode <> 0 AND NOT EXISTS (SELECT FROM extension_members m
                                     WHERE m.classid = 'pg_operator'::regclass AND m.objid = o.oid)
ORDER BY 1
