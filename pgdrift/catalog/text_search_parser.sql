-- Text search parsers: the functions that cut a document into tokens.
SELECT s.name || '.' || quote_ident(p.prsname) AS name, s.name || '.' || quote_ident(p.prsname) AS parser,
       s.name AS schema, p.prsstart::text AS start, p.prstoken::text AS gettoken, p.prsend::text AS "end",
       p.prslextype::text AS lextypes, nullif(p.prsheadline::oid, 0)::regproc::text AS headline,
       d.description AS comment
FROM pg_ts_parser p
JOIN visible_schemas s ON s.oid = p.prsnamespace
LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_ts_parser'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_ts_parser'::regclass AND m.objid = p.oid)
ORDER BY 1
