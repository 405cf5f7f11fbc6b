-- Defaults beside the checks of their own column, with what would tell whether the one passes the other.
-- `safe` says that both are made of constants and of PostgreSQL's own immutable functions: evaluating them reads
-- nothing, calls nothing that anybody else wrote, and gives what an INSERT would get.
SELECT r.name AS "table", quote_ident(a.attname) AS "column", quote_ident(c.conname) AS "constraint",
       pg_get_expr(ad.adbin, ad.adrelid) AS "default", format_type(a.atttypid, a.atttypmod) AS type,
       pg_get_expr(c.conbin, c.conrelid) AS "check",
       (NOT EXISTS (SELECT FROM regexp_matches(tree.said, '\{([A-Z]+)', 'g') AS node (found)
                    WHERE found[1] NOT IN ('CONST', 'VAR', 'OPEXPR', 'SCALARARRAYOPEXPR', 'BOOLEXPR', 'NULLTEST',
                                           'BOOLEANTEST', 'FUNCEXPR', 'RELABELTYPE', 'ARRAYEXPR', 'ARRAYCOERCEEXPR',
                                           'CASETESTEXPR', 'DISTINCTEXPR', 'NULLIFEXPR', 'COALESCEEXPR'))
        AND NOT EXISTS (SELECT FROM regexp_matches(tree.said, ':(?:op)?funcid (\d+)', 'g') AS called (found)
                        LEFT JOIN pg_proc p ON p.oid = found[1]::oid
                        WHERE p.oid IS NULL OR p.oid >= 16384 OR p.provolatile <> 'i')
        AND NOT EXISTS (SELECT FROM regexp_matches(tree.said, ':\w*type(?:id)? (\d+)', 'gi') AS named (found)
                        LEFT JOIN pg_type t ON t.oid = found[1]::oid
                        LEFT JOIN pg_type e ON e.oid = t.typelem
                        WHERE found[1] <> '0' AND (t.oid IS NULL OR t.oid >= 16384)
                          AND coalesce(t.typtype, '') <> 'e' AND coalesce(e.typtype, '') <> 'e')) AS safe
FROM our_relations r
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
JOIN pg_attrdef ad ON ad.adrelid = r.oid AND ad.adnum = a.attnum
JOIN pg_constraint c ON c.conrelid = r.oid AND c.contype = 'c' AND c.conkey = ARRAY[a.attnum]
CROSS JOIN LATERAL (SELECT ad.adbin::text || c.conbin::text AS said) tree
WHERE r.relkind IN ('r', 'p', 'f') AND pg_get_constraintdef(c.oid) !~ ' NOT ENFORCED$'
ORDER BY r.name, a.attnum, c.conname
