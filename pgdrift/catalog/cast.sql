-- Casts between types. What initdb makes has a lower number.
SELECT format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) AS name,
       format_type(c.castsource, NULL) AS source, format_type(c.casttarget, NULL) AS target_type,
       CASE c.castcontext WHEN 'i' THEN 'IMPLICIT' WHEN 'a' THEN 'ASSIGNMENT' ELSE 'EXPLICIT' END AS context,
       CASE c.castmethod WHEN 'i' THEN 'WITH INOUT' WHEN 'b' THEN 'WITHOUT FUNCTION'
            ELSE 'WITH FUNCTION ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname)
                 || '(' || oidvectortypes(p.proargtypes) || ')' END AS method,
       d.description AS comment
FROM pg_cast c
LEFT JOIN pg_proc p ON p.oid = c.castfunc
LEFT JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_cast'::regclass AND d.objsubid = 0
WHERE c.oid >= 16384
  -- A range type brings the one to its multirange along.
  AND NOT EXISTS (SELECT FROM pg_depend i
                  WHERE i.classid = 'pg_cast'::regclass AND i.objid = c.oid AND i.deptype = 'i')
  AND NOT EXISTS (SELECT FROM extension_members m WHERE m.classid = 'pg_cast'::regclass AND m.objid = c.oid)
ORDER BY 1
