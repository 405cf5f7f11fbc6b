-- Types people define: enums, domains, composite types, ranges.
SELECT t.name, t.name AS type, owner.name AS owner,
       CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite' ELSE 'range' END
           AS variant,
       (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
           AS labels,
       CASE WHEN t.typtype = 'd' THEN format_type(ty.typbasetype, ty.typtypmod)
            WHEN t.typtype = 'r' THEN (SELECT format_type(r.rngsubtype, NULL) FROM pg_range r
                                       WHERE r.rngtypid = t.oid) END AS base,
       ty.typnotnull AS not_null, ty.typdefault AS "default",
       (SELECT array_agg(quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid) ORDER BY c.conname)
        FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c') AS checks,
       (SELECT array_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                         ORDER BY a.attnum)
        FROM pg_attribute a WHERE a.attrelid = ty.typrelid AND a.attnum > 0 AND NOT a.attisdropped
          AND t.typtype = 'c') AS attributes,
       d.description AS comment
FROM our_types t
JOIN pg_type ty ON ty.oid = t.oid
JOIN role_names owner ON owner.oid = t.typowner
LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass AND d.objsubid = 0
ORDER BY t.name
