-- Text search dictionaries. Their options come as one text, in the order they were given.
SELECT s.name || '.' || quote_ident(t.dictname) AS name,
       s.name || '.' || quote_ident(t.dictname) AS dictionary, s.name AS schema,
       quote_ident(n.nspname) || '.' || quote_ident(tt.tmplname) AS template,
       ARRAY(SELECT m[1] FROM regexp_matches(
                 t.dictinitoption, '((?:"(?:[^"]|"")+"|[^\s",=]+) = (?:E?''(?:[^'']|'''')*''|[^\s,]+))', 'g') m
             ORDER BY 1) AS options,
       t.dictinitoption AS as_given,
       owner.name AS owner, d.description AS comment
FROM pg_ts_dict t
JOIN visible_schemas s ON s.oid = t.dictnamespace
JOIN pg_ts_template tt ON tt.oid = t.dicttemplate
JOIN pg_namespace n ON n.oid = tt.tmplnamespace
JOIN role_names owner ON owner.oid = t.dictowner
LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_ts_dict'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_ts_dict'::regclass AND m.objid = t.oid)
ORDER BY 1
