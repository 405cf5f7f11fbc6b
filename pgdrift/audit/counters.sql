-- How far sequences have come, and what may take their numbers. The position is NULL for whoever may not read it.
SELECT r.name AS sequence, t.name AS "table", quote_ident(a.attname) AS "column", format_type(a.atttypid, NULL) AS type,
       s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcycle AS cycle,
       CASE WHEN has_sequence_privilege(r.oid, 'SELECT') AND (c.relpersistence = 'p' OR NOT pg_is_in_recovery())
            THEN pg_sequence_last_value(r.oid) END AS position
FROM our_relations r
JOIN pg_class c ON c.oid = r.oid
JOIN pg_sequence s ON s.seqrelid = r.oid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.objsubid = 0
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN our_relations t ON t.oid = d.refobjid
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE r.relkind = 'S'
ORDER BY r.name
