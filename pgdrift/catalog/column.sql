-- Columns of tables. Attribute numbers have gaps and are no fact; the order is the table's.
-- Since 18 a NOT NULL may be declared without having been checked; before, it always was.
SELECT r.name || '.' || quote_ident(a.attname) AS name, r.name AS "table",
       quote_ident(a.attname) AS "column", format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS not_null,
       coalesce(nn.convalidated, true) AS not_null_validated, quote_ident(nn.conname) AS not_null_name,
       coalesce(nn.connoinherit, false) AS not_null_no_inherit, coalesce(nn.conislocal, true) AS not_null_own,
       CASE WHEN a.attgenerated = '' THEN pg_get_expr(ad.adbin, ad.adrelid) END AS "default",
       CASE WHEN a.attgenerated <> '' THEN pg_get_expr(ad.adbin, ad.adrelid) END AS generated,
       CASE a.attgenerated WHEN 's' THEN 'STORED' WHEN 'v' THEN 'VIRTUAL' END AS generation,
       CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS identity,
       CASE WHEN a.attcollation <> t.typcollation
            THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
       nullif(a.attcompression, '') AS compression, nullif(a.attstattarget, -1) AS statistics,
       -- Minor releases since November 2026 keep a version number of their own among the options.
       CASE WHEN a.attoptions IS NOT NULL
            THEN (SELECT array_agg(o ORDER BY o) FROM unnest(a.attoptions) o
                  WHERE o NOT LIKE 'pg\_attver=%') END AS options,
       CASE WHEN a.attfdwoptions IS NULL THEN ARRAY[]::text[]
            ELSE ARRAY(SELECT CASE WHEN o ~* '^[^=]*(passw|secret|token|key|credential)'
                                   THEN split_part(o, '=', 1) ELSE o END
                       FROM unnest(a.attfdwoptions) o ORDER BY 1) END AS foreign_options,
       r.relkind = 'f' AS "foreign", t.typstorage AS type_storage, NOT a.attislocal AS inherited, r.relispartition AS of_partition,
       CASE WHEN a.attinhcount > 0
            THEN ARRAY(SELECT quote_ident(n.nspname) || '.' || quote_ident(o.relname) || '.' || quote_ident(p.attname)
                       FROM pg_inherits i JOIN pg_class o ON o.oid = i.inhparent
                       JOIN pg_namespace n ON n.oid = o.relnamespace
                       JOIN pg_attribute p ON p.attrelid = o.oid AND p.attname = a.attname AND p.attnum > 0
                       WHERE i.inhrelid = r.oid ORDER BY i.inhseqno)
            ELSE '{}' END AS inherited_from,
       d.description AS comment
FROM our_relations r
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef ad ON ad.adrelid = r.oid AND ad.adnum = a.attnum
LEFT JOIN pg_constraint nn ON nn.conrelid = r.oid AND nn.contype = 'n' AND nn.conkey[1] = a.attnum
LEFT JOIN pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_description d
    ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = a.attnum
WHERE r.relkind IN ('r', 'p', 'f')
ORDER BY r.name, a.attnum
