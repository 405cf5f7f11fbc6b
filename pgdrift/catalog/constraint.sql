-- Constraints of tables, without NOT NULL (a column's own fact). `origin` tells those that a table has from
-- those that it inherits from or is part of, `inherited_from` are theirs. Foreign keys of partitions are
-- theirs alone; what others are to partitions, at any depth, is `passed_on_as`.
-- `place` is the key's among the indexes of its table, in the order in which they were made.
-- A foreign key is enforced by triggers, which can be switched off while it still looks valid.
SELECT r.name || '.' || quote_ident(c.conname) AS name, r.name AS "table",
       quote_ident(c.conname) AS "constraint",
       CASE c.contype WHEN 'p' THEN 'PRIMARY KEY' WHEN 'u' THEN 'UNIQUE' WHEN 'c' THEN 'CHECK'
                      WHEN 'f' THEN 'FOREIGN KEY' ELSE 'EXCLUDE' END AS variant,
       CASE WHEN c.conparentid <> 0 OR NOT c.conislocal THEN 'parent' WHEN c.coninhcount > 0 THEN 'both'
            ELSE 'own' END AS origin,
       CASE WHEN c.conparentid <> 0
            THEN (SELECT ARRAY[quote_ident(n.nspname) || '.' || quote_ident(o.relname) || '.' || quote_ident(p.conname)]
                  FROM pg_constraint p JOIN pg_class o ON o.oid = p.conrelid
                  JOIN pg_namespace n ON n.oid = o.relnamespace WHERE p.oid = c.conparentid)
            WHEN c.coninhcount > 0
            THEN ARRAY(SELECT quote_ident(n.nspname) || '.' || quote_ident(o.relname) || '.' || quote_ident(c.conname)
                       FROM pg_inherits i JOIN pg_class o ON o.oid = i.inhparent
                       JOIN pg_namespace n ON n.oid = o.relnamespace
                       WHERE i.inhrelid = c.conrelid ORDER BY i.inhseqno)
            ELSE '{}' END AS inherited_from,
       CASE WHEN c.contype = 'f'
            THEN ARRAY(WITH RECURSIVE part AS (
                           SELECT k.oid, k.conrelid, k.conname FROM pg_constraint k
                           WHERE k.conparentid = c.oid AND k.confrelid = c.confrelid AND k.conrelid <> c.conrelid
                           UNION ALL
                           SELECT k.oid, k.conrelid, k.conname FROM pg_constraint k JOIN part ON k.conparentid = part.oid
                           WHERE k.confrelid = c.confrelid AND k.conrelid <> part.conrelid)
                       SELECT o.name || '.' || quote_ident(part.conname)
                       FROM part JOIN our_relations o ON o.oid = part.conrelid ORDER BY 1)
            ELSE '{}' END AS passed_on_as,
       f.name AS "references",
       ARRAY(SELECT r.name || '.' || quote_ident(a.attname) FROM pg_attribute a
             WHERE a.attrelid = r.oid AND a.attnum = ANY (c.conkey) ORDER BY a.attnum) AS columns,
       CASE WHEN c.convalidated THEN pg_get_constraintdef(c.oid)
            ELSE regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', '') END AS definition,
       -- What is not enforced (since 18) is never validated, which goes without saying.
       c.convalidated OR pg_get_constraintdef(c.oid) ~ ' NOT ENFORCED$' AS validated, coalesce(x.indisclustered, false) AS clustered,
       ARRAY(SELECT unnest(i.reloptions) ORDER BY 1) AS options,
       coalesce(triggers.enabled, 'O') AS enforcement,
       CASE WHEN i.oid IS NOT NULL THEN (SELECT count(*) FROM pg_index e WHERE e.indrelid = c.conrelid AND e.indexrelid < i.oid) END
           AS place,
       d.description AS comment, index_comment.description AS index_comment
FROM our_relations r
JOIN pg_constraint c ON c.conrelid = r.oid
LEFT JOIN pg_index x ON x.indexrelid = c.conindid AND c.contype IN ('p', 'u', 'x')
LEFT JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN our_relations f ON f.oid = c.confrelid
LEFT JOIN (SELECT t.tgconstraint, string_agg(DISTINCT t.tgenabled::text, '') AS enabled
           FROM pg_trigger t WHERE t.tgisinternal AND t.tgconstraint <> 0
           GROUP BY t.tgconstraint) triggers ON triggers.tgconstraint = c.oid
LEFT JOIN pg_description d
    ON d.objoid = c.oid AND d.classoid = 'pg_constraint'::regclass AND d.objsubid = 0
LEFT JOIN pg_description index_comment
    ON index_comment.objoid = i.oid AND index_comment.classoid = 'pg_class'::regclass AND index_comment.objsubid = 0
WHERE c.contype IN ('p', 'u', 'c', 'x') OR c.contype = 'f' AND c.conparentid = 0
ORDER BY r.name, c.conname
