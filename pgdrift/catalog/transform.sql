-- Transforms: how values of a type reach functions of a language, and come back.
SELECT format_type(t.trftype, NULL) || ' for ' || quote_ident(l.lanname) AS name,
       format_type(t.trftype, NULL) AS type, quote_ident(l.lanname) AS language,
       quote_ident(fn.nspname) || '.' || quote_ident(f.proname)
           || '(' || oidvectortypes(f.proargtypes) || ')' AS from_sql,
       quote_ident(tn.nspname) || '.' || quote_ident(s.proname)
           || '(' || oidvectortypes(s.proargtypes) || ')' AS to_sql,
       d.description AS comment
FROM pg_transform t
JOIN pg_language l ON l.oid = t.trflang
LEFT JOIN pg_proc f ON f.oid = t.trffromsql LEFT JOIN pg_namespace fn ON fn.oid = f.pronamespace
LEFT JOIN pg_proc s ON s.oid = t.trftosql LEFT JOIN pg_namespace tn ON tn.oid = s.pronamespace
LEFT JOIN pg_description d
    ON d.objoid = t.oid AND d.classoid = 'pg_transform'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_transform'::regclass AND m.objid = t.oid)
ORDER BY 1
