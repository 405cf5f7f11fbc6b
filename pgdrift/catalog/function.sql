-- Functions and procedures: the body and every attribute that changes what a call may do.
-- An SQL-standard body is kept parsed, any other as the text it was given.
SELECT f.name, f.name AS function, f.schema,
       CASE WHEN f.prokind <> 'a' THEN pg_get_functiondef(f.oid) END AS definition,
       CASE f.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END AS variant,
       owner.name AS owner, pg_get_function_arguments(f.oid) AS arguments,
       pg_get_function_result(f.oid) AS result, l.lanname AS language,
       coalesce(pg_get_function_sqlbody(f.oid), p.prosrc) AS body,
       CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END AS volatility,
       CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END AS parallel,
       p.prosecdef AS security_definer, p.proleakproof AS leakproof, p.proisstrict AS strict,
       p.procost AS cost, p.prorows AS rows, p.proconfig AS config,
       nullif(p.prosupport::oid, 0)::regproc::text AS support, d.description AS comment
FROM our_functions f
JOIN pg_proc p ON p.oid = f.oid
JOIN pg_language l ON l.oid = p.prolang
JOIN role_names owner ON owner.oid = f.proowner
LEFT JOIN pg_description d ON d.objoid = f.oid AND d.classoid = 'pg_proc'::regclass AND d.objsubid = 0
ORDER BY f.name
