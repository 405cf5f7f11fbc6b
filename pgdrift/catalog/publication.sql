-- Publications: which rows logical replication sends to whoever subscribes.
SELECT quote_ident(p.pubname) AS name, quote_ident(p.pubname) AS publication, owner.name AS owner,
       CASE WHEN p.puballtables THEN ARRAY['ALL TABLES'] ELSE ARRAY(
           SELECT 'TABLE ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                  || coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
                                       FROM pg_attribute a
                                       WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs)) || ')', '')
                  || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')
           FROM pg_publication_rel r
           JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE r.prpubid = p.oid
           UNION ALL
           SELECT 'TABLES IN SCHEMA ' || quote_ident(n.nspname)
           FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid
           WHERE s.pnpubid = p.oid
           ORDER BY 1) END AS objects,
       ARRAY(SELECT o FROM (VALUES
           ('publish = ''' || concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
                                        CASE WHEN p.pubupdate THEN 'update' END,
                                        CASE WHEN p.pubdelete THEN 'delete' END,
                                        CASE WHEN p.pubtruncate THEN 'truncate' END) || ''''),
           ('publish_via_partition_root = ' || p.pubviaroot),
           -- Since 18; before, such columns were never sent.
           ('publish_generated_columns = '
               || CASE WHEN to_jsonb(p) ->> 'pubgencols' = 's' THEN 'stored' ELSE 'none' END)) options (o))
           AS options,
       d.description AS comment
FROM pg_publication p
JOIN role_names owner ON owner.oid = p.pubowner
LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_publication'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_publication'::regclass AND m.objid = p.oid)
ORDER BY 1
