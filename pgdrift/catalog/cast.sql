-- Casts between types. What initdb makes has a lower number.
, callers AS (
    SELECT dep.refobjid AS called, u.kind, u.name
    FROM pg_depend dep
    JOIN (
        SELECT 'pg_rewrite'::regclass AS classid, w.oid, CASE w.rulename WHEN '_RETURN' THEN 'view' ELSE 'rule' END AS kind,
               CASE w.rulename WHEN '_RETURN' THEN r.name ELSE r.name || '.' || quote_ident(w.rulename) END AS name
        FROM pg_rewrite w JOIN our_relations r ON r.oid = w.ev_class
        UNION ALL
        SELECT 'pg_attrdef'::regclass, ad.oid, 'column', r.name || '.' || quote_ident(a.attname)
        FROM pg_attrdef ad JOIN our_relations r ON r.oid = ad.adrelid
        JOIN pg_attribute a ON a.attrelid = ad.adrelid AND a.attnum = ad.adnum
        UNION ALL
        SELECT 'pg_class'::regclass, r.oid, CASE WHEN r.relkind = 'p' THEN 'table' ELSE 'index' END, r.name
        FROM our_relations r WHERE r.relkind IN ('i', 'I', 'p')
        UNION ALL
        SELECT 'pg_class'::regclass, k.conindid, 'constraint', r.name || '.' || quote_ident(k.conname)
        FROM pg_constraint k JOIN our_relations r ON r.oid = k.conrelid WHERE k.contype IN ('p', 'u', 'x')
        UNION ALL
        SELECT 'pg_constraint'::regclass, k.oid, 'constraint', r.name || '.' || quote_ident(k.conname)
        FROM pg_constraint k JOIN our_relations r ON r.oid = k.conrelid
        UNION ALL
        SELECT 'pg_constraint'::regclass, k.oid, 'type', t.name
        FROM pg_constraint k JOIN our_types t ON t.oid = k.contypid
        UNION ALL
        SELECT 'pg_type'::regclass, t.oid, 'type', t.name FROM our_types t
        UNION ALL
        SELECT 'pg_policy'::regclass, p.oid, 'policy', r.name || '.' || quote_ident(p.polname)
        FROM pg_policy p JOIN our_relations r ON r.oid = p.polrelid
        UNION ALL
        SELECT 'pg_trigger'::regclass, t.oid, 'trigger', r.name || '.' || quote_ident(t.tgname)
        FROM pg_trigger t JOIN our_relations r ON r.oid = t.tgrelid
        UNION ALL
        SELECT 'pg_proc'::regclass, f.oid, 'function', f.name FROM our_functions f
        UNION ALL
        SELECT 'pg_statistic_ext'::regclass, x.oid, 'statistics', n.name || '.' || quote_ident(x.stxname)
        FROM pg_statistic_ext x JOIN visible_schemas n ON n.oid = x.stxnamespace
    ) u ON u.classid = dep.classid AND u.oid = dep.objid
    WHERE dep.refclassid = 'pg_proc'::regclass AND dep.objid <> dep.refobjid
)
SELECT format_type(c.castsource, NULL) || ' AS ' || format_type(c.casttarget, NULL) AS name,
       format_type(c.castsource, NULL) AS source, format_type(c.casttarget, NULL) AS target_type,
       CASE c.castcontext WHEN 'i' THEN 'IMPLICIT' WHEN 'a' THEN 'ASSIGNMENT' ELSE 'EXPLICIT' END AS context,
       CASE c.castmethod WHEN 'i' THEN 'WITH INOUT' WHEN 'b' THEN 'WITHOUT FUNCTION'
            ELSE 'WITH FUNCTION ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname)
                 || '(' || oidvectortypes(p.proargtypes) || ')' END AS method,
       -- What calls the function by way of the cast does not name it. In pairs of kind and name.
       ARRAY(SELECT ARRAY[u.kind, u.name] FROM callers u WHERE u.called = c.castfunc ORDER BY 1) AS callers,
       d.description AS comment
FROM pg_cast c
LEFT JOIN pg_proc p ON p.oid = c.castfunc
LEFT JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_cast'::regclass AND d.objsubid = 0
WHERE c.oid >= 16384
  -- A range type brings the one to its multirange along.
  AND NOT EXISTS (SELECT FROM pg_depend i
                  WHERE i.classid = 'pg_cast'::regclass AND i.objid = c.oid AND i.deptype = 'i')
  AND NOT EXISTS (SELECT FROM extension_members m WHERE m.classid = 'pg_cast'::regclass AND m.objid = c.oid)
ORDER BY 1
