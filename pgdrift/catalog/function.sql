-- Functions and procedures: the body and every attribute that changes what a call may do.
-- An SQL-standard body is kept parsed, any other as the text it was given.
SELECT f.name, f.name AS function, f.schema,
       pg_get_functiondef(f.oid) AS definition,
       CASE f.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS variant, f.prokind = 'w' AS "window",
       owner.name AS owner, pg_get_function_arguments(f.oid) AS arguments,
       pg_get_function_result(f.oid) AS result, l.lanname AS language,
       coalesce(pg_get_function_sqlbody(f.oid), p.prosrc) AS body,
       CASE p.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END AS volatility,
       CASE p.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END AS parallel,
       p.prosecdef AS security_definer, p.proleakproof AS leakproof, p.proisstrict AS strict,
       p.procost AS cost, p.prorows AS rows,
       (SELECT array_agg(setting ORDER BY setting) FROM unnest(p.proconfig) setting) AS config,
       (SELECT array_agg(format_type(type, NULL) ORDER BY format_type(type, NULL)) FROM unnest(p.protrftypes) type)
           AS transforms, p.probin AS library,
       nullif(p.prosupport::oid, 0)::regproc::text AS support, d.description AS comment
FROM our_functions f
JOIN pg_proc p ON p.oid = f.oid
JOIN pg_language l ON l.oid = p.prolang
JOIN role_names owner ON owner.oid = f.proowner
LEFT JOIN pg_description d ON d.objoid = f.oid AND d.classoid = 'pg_proc'::regclass AND d.objsubid = 0
WHERE f.prokind <> 'a'
ORDER BY f.name
