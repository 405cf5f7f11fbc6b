-- Sequences with their options. The position is data. `owned_by` is the column a sequence goes away with;
-- an identity column's sequence is created with the column.
SELECT r.name, r.name AS sequence, owner.name AS owner, c.relpersistence AS persistence,
       format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment,
       s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle,
       t.name AS "table", t.name || '.' || quote_ident(a.attname) AS owned_by,
       coalesce(dep.deptype = 'i', false) AS identity, d.description AS comment
FROM our_relations r
JOIN pg_class c ON c.oid = r.oid
JOIN pg_sequence s ON s.seqrelid = r.oid
JOIN role_names owner ON owner.oid = r.relowner
LEFT JOIN pg_depend dep ON dep.classid = 'pg_class'::regclass AND dep.objid = r.oid AND dep.objsubid = 0
    AND dep.refclassid = 'pg_class'::regclass AND dep.refobjsubid > 0 AND dep.deptype IN ('a', 'i')
LEFT JOIN our_relations t ON t.oid = dep.refobjid
LEFT JOIN pg_attribute a ON a.attrelid = dep.refobjid AND a.attnum = dep.refobjsubid
LEFT JOIN pg_description d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE r.relkind = 'S'
ORDER BY r.name
