-- Text search templates: the functions that dictionaries are made of.
SELECT s.name || '.' || quote_ident(t.tmplname) AS name,
       s.name || '.' || quote_ident(t.tmplname) AS template, s.name AS schema,
       nullif(t.tmplinit::oid, 0)::regproc::text AS init, t.tmpllexize::text AS lexize,
       d.description AS comment
FROM pg_ts_template t
JOIN visible_schemas s ON s.oid = t.tmplnamespace
LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_ts_template'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_ts_template'::regclass AND m.objid = t.oid)
ORDER BY 1
