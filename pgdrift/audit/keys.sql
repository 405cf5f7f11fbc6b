-- Every index with its key columns in their order, those of constraints too. An expression has no column.
SELECT i.name AS index, r.name AS "table", am.amname AS method, x.indisunique AS is_unique, x.indisprimary AS is_primary,
       x.indisvalid AND x.indisready AS valid, x.indisreplident AS identifies,
       pg_get_expr(x.indpred, x.indrelid) AS predicate,
       EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')) AS of_constraint,
       EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype = 'f') AS referenced,
       x.indisexclusion AS excludes, x.indimmediate AS immediate,
       coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_equal,
       EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.oid) AS attached, i.relkind = 'I' AS partitioned,
       (SELECT o.name FROM pg_inherits h JOIN our_relations o ON o.oid = h.inhparent WHERE h.inhrelid = i.oid)
           AS part_of,
       EXISTS (SELECT FROM pg_stat_progress_create_index g WHERE g.index_relid = i.oid) AS in_progress,
       ARRAY(SELECT quote_ident(a.attname) FROM generate_series(0, x.indnkeyatts - 1) n
             LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[n] AND x.indkey[n] > 0
             ORDER BY n) AS columns,
       ARRAY(SELECT pg_get_indexdef(i.oid, n, true) || ' ' || x.indclass[n - 1]::text || ' '
                    || x.indcollation[n - 1]::text || ' ' || x.indoption[n - 1]::text
             FROM generate_series(1, x.indnkeyatts) n ORDER BY n) AS keys,
       ARRAY(SELECT quote_ident(a.attname) FROM generate_series(x.indnkeyatts, x.indnatts - 1) n
             JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[n] ORDER BY n) AS included
FROM our_relations i
JOIN pg_index x ON x.indexrelid = i.oid
JOIN our_relations r ON r.oid = x.indrelid
JOIN pg_class c ON c.oid = i.oid
JOIN pg_am am ON am.oid = c.relam
WHERE i.relkind IN ('i', 'I')
ORDER BY i.name
