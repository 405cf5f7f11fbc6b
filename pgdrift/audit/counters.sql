-- How far sequences have come, and what takes their numbers: a row for each column that does, and one for a sequence
-- that feeds none. A default takes them `by_default`, which needs a privilege; an identity column does without.
-- The position is NULL for whoever may not read it.
SELECT r.name AS sequence, t.name AS "table", quote_ident(a.attname) AS "column", format_type(a.atttypid, NULL) AS type,
       coalesce(fed.by_default, false) AS by_default, coalesce(fed.identity, false) AS identity,
       s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcycle AS cycle,
       CASE WHEN has_sequence_privilege(r.oid, 'SELECT') AND (c.relpersistence = 'p' OR NOT pg_is_in_recovery())
            THEN pg_sequence_last_value(r.oid) END AS position
FROM our_relations r
JOIN pg_class c ON c.oid = r.oid
JOIN pg_sequence s ON s.seqrelid = r.oid
LEFT JOIN (SELECT source.sequence, source.relation, source.attribute, bool_or(source.by_default) AS by_default,
                  bool_or(source.identity) AS identity
           FROM (SELECT d.objid AS sequence, d.refobjid AS relation, d.refobjsubid AS attribute,
                        false AS by_default, d.deptype = 'i' AS identity
                 FROM pg_depend d
                 WHERE d.classid = 'pg_class'::regclass AND d.objsubid = 0 AND d.refclassid = 'pg_class'::regclass
                   AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
                 UNION ALL
                 SELECT d.refobjid, ad.adrelid, ad.adnum, true, false
                 FROM pg_depend d JOIN pg_attrdef ad ON ad.oid = d.objid
                 WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
                   AND d.refobjsubid = 0) source
           GROUP BY source.sequence, source.relation, source.attribute) fed ON fed.sequence = r.oid
LEFT JOIN our_relations t ON t.oid = fed.relation
LEFT JOIN pg_attribute a ON a.attrelid = fed.relation AND a.attnum = fed.attribute
WHERE r.relkind = 'S'
ORDER BY r.name, t.name, a.attnum
