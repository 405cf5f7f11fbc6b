-- Columns of views that have more to say than the view's query: a default for INSERT, or a description.
SELECT r.name || '.' || quote_ident(a.attname) AS name, r.name AS view, quote_ident(a.attname) AS "column",
       pg_get_expr(ad.adbin, ad.adrelid) AS "default", d.description AS comment
FROM our_relations r
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef ad ON ad.adrelid = r.oid AND ad.adnum = a.attnum
LEFT JOIN pg_description d
    ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
WHERE r.relkind IN ('v', 'm') AND (ad.oid IS NOT NULL OR d.description IS NOT NULL)
ORDER BY r.name, a.attnum
