-- Operator families, with the members that belong to none of their classes: operators of several types.
SELECT s.name || '.' || quote_ident(f.opfname) || ' USING ' || quote_ident(am.amname) AS name,
       s.name || '.' || quote_ident(f.opfname) || ' USING ' || quote_ident(am.amname) AS family,
       s.name AS schema,
       ARRAY(SELECT 'OPERATOR ' || o.amopstrategy || ' ' || quote_ident(n.nspname) || '.' || p.oprname || ' ('
                    || format_type(o.amoplefttype, NULL) || ', ' || format_type(o.amoprighttype, NULL) || ')'
                    || coalesce(' FOR ORDER BY ' || quote_ident(sn.nspname) || '.' || quote_ident(sf.opfname), '')
             FROM pg_depend m
             JOIN pg_amop o ON o.oid = m.objid
             JOIN pg_operator p ON p.oid = o.amopopr
             JOIN pg_namespace n ON n.oid = p.oprnamespace
             LEFT JOIN pg_opfamily sf ON sf.oid = o.amopsortfamily
             LEFT JOIN pg_namespace sn ON sn.oid = sf.opfnamespace
             WHERE m.refclassid = 'pg_opfamily'::regclass AND m.refobjid = f.oid
               AND m.classid = 'pg_amop'::regclass AND o.amopfamily = f.oid
             ORDER BY 1) AS operators,
       ARRAY(SELECT 'FUNCTION ' || p.amprocnum || ' (' || format_type(p.amproclefttype, NULL) || ', '
                    || format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::regprocedure
             FROM pg_depend m
             JOIN pg_amproc p ON p.oid = m.objid
             WHERE m.refclassid = 'pg_opfamily'::regclass AND m.refobjid = f.oid
               AND m.classid = 'pg_amproc'::regclass AND p.amprocfamily = f.oid
             ORDER BY 1) AS functions,
       owner.name AS owner, d.description AS comment
FROM pg_opfamily f
JOIN visible_schemas s ON s.oid = f.opfnamespace
JOIN pg_am am ON am.oid = f.opfmethod
JOIN role_names owner ON owner.oid = f.opfowner
LEFT JOIN pg_description d ON d.objoid = f.oid AND d.classoid = 'pg_opfamily'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_opfamily'::regclass AND m.objid = f.oid)
ORDER BY 1
