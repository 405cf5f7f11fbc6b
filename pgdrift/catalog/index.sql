-- Indexes, without those that a key constraint brings along. `attached_to` is the index of the partitioned
-- table that one of a partition is part of. One of a partitioned table without partitions lacks no part, even
-- if its mark has stayed from when it did: no statement makes it so there. `place` is the index's among those of
-- its table, in the order in which they were made.
SELECT i.name, i.name AS index, r.name AS "table", r.relkind = 'm' AS on_view,
       pg_get_indexdef(i.oid) AS definition,
       x.indisvalid AND x.indisready
       OR (i.relkind = 'I' AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = r.oid)) AS valid,
       x.indisunique AS is_unique, columns.names AS columns, x.indisclustered AS clustered,
       quote_ident(ts.spcname) AS tablespace, p.name AS attached_to,
       (SELECT array_agg(a.attnum || ' ' || a.attstattarget ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = i.oid AND a.attstattarget >= 0) AS statistics,
       (SELECT count(*) FROM pg_index e WHERE e.indrelid = x.indrelid AND e.indexrelid < i.oid) AS place,
       d.description AS comment
FROM our_relations i
JOIN pg_index x ON x.indexrelid = i.oid
JOIN our_relations r ON r.oid = x.indrelid
JOIN pg_class c ON c.oid = i.oid
LEFT JOIN pg_inherits part ON part.inhrelid = i.oid
LEFT JOIN our_relations p ON p.oid = part.inhparent
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN (SELECT dep.objid, array_agg(t.name || '.' || quote_ident(a.attname) ORDER BY a.attnum) AS names
           FROM pg_depend dep
           JOIN our_relations t ON t.oid = dep.refobjid
           JOIN pg_attribute a ON a.attrelid = dep.refobjid AND a.attnum = dep.refobjsubid
           WHERE dep.classid = 'pg_class'::regclass AND dep.refclassid = 'pg_class'::regclass
             AND dep.refobjsubid > 0 GROUP BY dep.objid) columns ON columns.objid = i.oid
LEFT JOIN pg_description d ON d.objoid = i.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE i.relkind IN ('i', 'I')
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
ORDER BY i.name
