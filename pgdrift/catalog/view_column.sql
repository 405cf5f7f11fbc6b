-- Columns of views that have more to say than the view's query: a default for INSERT, a description, or how a
-- materialized view keeps and samples them.
SELECT * FROM (
    SELECT r.name || '.' || quote_ident(a.attname) AS name, r.name AS view, quote_ident(a.attname) AS "column",
           pg_get_expr(ad.adbin, ad.adrelid) AS "default",
           CASE WHEN r.relkind = 'm' AND a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
           CASE WHEN r.relkind = 'm' THEN nullif(a.attcompression, '') END AS compression,
           nullif(a.attstattarget, -1) AS statistics,
           (SELECT array_agg(o ORDER BY o) FROM unnest(a.attoptions) o WHERE o NOT LIKE 'pg\_attver=%') AS options,
           t.typstorage AS type_storage, d.description AS comment
    FROM our_relations r
    JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef ad ON ad.adrelid = r.oid AND ad.adnum = a.attnum
    LEFT JOIN pg_description d
        ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
    WHERE r.relkind IN ('v', 'm')) said
WHERE coalesce("default", comment, storage::text, compression::text, statistics::text, options::text) IS NOT NULL
ORDER BY name
