-- What extensions brought: which objects, whose they are if not the extension's own, and of functions everything.
SELECT i.type || ' ' || named.object AS name, quote_ident(e.extname) AS extension, upper(i.type) AS object_kind,
       named.object, CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS definition,
       CASE WHEN held.owner NOT IN (e.extowner, 10) THEN owner.name END AS owner,
       installer.name AS installer, e.extversion AS installed
FROM pg_depend d
JOIN pg_extension e ON e.oid = d.refobjid
JOIN role_names installer ON installer.oid = e.extowner
LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
LEFT JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
LEFT JOIN pg_class row_of ON row_of.oid = t.typrelid
CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, d.objsubid) i
CROSS JOIN LATERAL (SELECT CASE WHEN p.oid IS NULL THEN replace(i.identity, ',', ', ')
                                ELSE quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '('
                                     || oidvectortypes(p.proargtypes) || ')' END AS object) named
CROSS JOIN LATERAL (SELECT coalesce(p.proowner, c.relowner, t.typowner) AS owner) held
LEFT JOIN role_names owner ON owner.oid = held.owner
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  -- Arrays, multiranges and the row types of tables come with their makers.
  AND (t.oid IS NULL OR t.typtype <> 'm' AND coalesce(row_of.relkind, 'c') = 'c'
                        AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid))
ORDER BY 1
