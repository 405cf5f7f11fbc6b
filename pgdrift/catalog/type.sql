-- Types people define: enums, domains, composite types, ranges and base types. A shell is a name without a type.
SELECT t.name, t.name AS type, owner.name AS owner,
       CASE WHEN NOT ty.typisdefined THEN 'shell'
            ELSE CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite'
                                WHEN 'r' THEN 'range' ELSE 'base' END END AS variant,
       (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
           AS labels,
       CASE WHEN t.typtype = 'd' THEN format_type(ty.typbasetype, ty.typtypmod)
            ELSE format_type(r.rngsubtype, NULL) END AS base,
       CASE WHEN t.typtype = 'd' AND ty.typcollation <> bt.typcollation
                 OR t.typtype = 'r' AND r.rngcollation <> bt.typcollation
            THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation,
       ty.typnotnull AS not_null,
       (SELECT quote_ident(c.conname) FROM pg_constraint c
        WHERE c.contypid = t.oid AND c.contype = 'n' AND c.conname <> ty.typname || '_not_null') AS not_null_name,
       coalesce(pg_get_expr(ty.typdefaultbin, 0), ty.typdefault) AS "default",
       (SELECT array_agg(quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid) ORDER BY c.conname)
        FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c') AS checks,
       (SELECT array_agg(quote_ident(c.conname) || ': ' || cd.description ORDER BY c.conname)
        FROM pg_constraint c JOIN pg_description cd ON cd.objoid = c.oid AND cd.classoid = 'pg_constraint'::regclass
        WHERE c.contypid = t.oid AND c.contype IN ('c', 'n')) AS check_comments,
       (SELECT array_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
                         || CASE WHEN a.attcollation <> at.typcollation
                                 THEN ' COLLATE ' || quote_ident(an.nspname) || '.' || quote_ident(ac.collname)
                                 ELSE '' END
                         ORDER BY a.attnum)
        FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid
        LEFT JOIN pg_collation ac ON ac.oid = a.attcollation
        LEFT JOIN pg_namespace an ON an.oid = ac.collnamespace
        WHERE a.attrelid = ty.typrelid AND a.attnum > 0 AND t.typtype = 'c') AS attributes,
       (SELECT array_agg(quote_ident(a.attname) || ': ' || ad.description ORDER BY a.attnum)
        FROM pg_attribute a
        JOIN pg_description ad
            ON ad.objoid = a.attrelid AND ad.classoid = 'pg_class'::regclass AND ad.objsubid = a.attnum
        WHERE a.attrelid = ty.typrelid AND a.attnum > 0 AND t.typtype = 'c') AS attribute_comments,
       CASE WHEN NOT oc.opcdefault THEN quote_ident(ocn.nspname) || '.' || quote_ident(oc.opcname) END AS operator_class,
       nullif(r.rngcanonical::oid, 0)::regproc::text AS canonical,
       nullif(r.rngsubdiff::oid, 0)::regproc::text AS difference,
       format_type(nullif(r.rngmultitypid, 0), NULL) AS multirange,
       -- The functions that came with a range type, as PostgreSQL found their names then: the range of two and of
       -- three arguments, the multirange of none, of one and of many.
       (SELECT array_agg(quote_ident(n.nspname) || '.' || quote_ident(p.proname)
                         ORDER BY d.refobjid <> t.oid, p.pronargs, p.prosrc)
        FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE d.refclassid = 'pg_type'::regclass AND d.refobjid IN (r.rngtypid, r.rngmultitypid)
          AND d.classid = 'pg_proc'::regclass AND d.deptype = 'i') AS constructors,
       CASE WHEN t.typtype = 'b' THEN array_remove(ARRAY[
           'INPUT = ' || ty.typinput, 'OUTPUT = ' || ty.typoutput,
           'RECEIVE = ' || nullif(ty.typreceive::oid, 0)::regproc, 'SEND = ' || nullif(ty.typsend::oid, 0)::regproc,
           'TYPMOD_IN = ' || nullif(ty.typmodin::oid, 0)::regproc,
           'TYPMOD_OUT = ' || nullif(ty.typmodout::oid, 0)::regproc,
           'ANALYZE = ' || nullif(ty.typanalyze::oid, 0)::regproc,
           'SUBSCRIPT = ' || nullif(ty.typsubscript::oid, 0)::regproc,
           'INTERNALLENGTH = ' || CASE ty.typlen WHEN -1 THEN 'VARIABLE' ELSE ty.typlen::text END,
           CASE WHEN ty.typbyval THEN 'PASSEDBYVALUE' END,
           'ALIGNMENT = ' || CASE ty.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4'
                                              ELSE 'double' END,
           'STORAGE = ' || CASE ty.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
                                              WHEN 'm' THEN 'main' ELSE 'extended' END,
           'CATEGORY = ' || quote_literal(ty.typcategory::text), CASE WHEN ty.typispreferred THEN 'PREFERRED = true' END,
           'ELEMENT = ' || format_type(nullif(ty.typelem, 0), NULL),
           'DELIMITER = ' || quote_literal(ty.typdelim::text),
           CASE WHEN ty.typcollation <> 0 THEN 'COLLATABLE = true' END], NULL) END AS options,
       d.description AS comment
FROM our_types t
JOIN pg_type ty ON ty.oid = t.oid
JOIN role_names owner ON owner.oid = t.typowner
LEFT JOIN pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_type bt ON bt.oid = coalesce(r.rngsubtype, nullif(ty.typbasetype, 0))
LEFT JOIN pg_collation co ON co.oid = CASE t.typtype WHEN 'r' THEN r.rngcollation ELSE ty.typcollation END
LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
LEFT JOIN pg_opclass oc ON oc.oid = r.rngsubopc
LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
LEFT JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass AND d.objsubid = 0
ORDER BY t.name
