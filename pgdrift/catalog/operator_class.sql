-- Operator classes: how an index access method orders or matches the values of a type.
SELECT s.name || '.' || quote_ident(c.opcname) || ' USING ' || quote_ident(am.amname) AS name,
       s.name || '.' || quote_ident(c.opcname) AS class, quote_ident(am.amname) AS method, s.name AS schema,
       format_type(c.opcintype, NULL) AS type, c.opcdefault AS "default",
       fs.name || '.' || quote_ident(f.opfname) AS family,
       format_type(nullif(c.opckeytype, 0), NULL) AS storage,
       ARRAY(SELECT 'OPERATOR ' || o.amopstrategy || ' ' || quote_ident(n.nspname) || '.' || p.oprname || ' ('
                    || format_type(o.amoplefttype, NULL) || ', ' || format_type(o.amoprighttype, NULL) || ')'
                    || coalesce(' FOR ORDER BY ' || quote_ident(sn.nspname) || '.' || quote_ident(sf.opfname), '')
             FROM pg_depend m
             JOIN pg_amop o ON o.oid = m.objid
             JOIN pg_operator p ON p.oid = o.amopopr
             JOIN pg_namespace n ON n.oid = p.oprnamespace
             LEFT JOIN pg_opfamily sf ON sf.oid = o.amopsortfamily
             LEFT JOIN pg_namespace sn ON sn.oid = sf.opfnamespace
             WHERE m.refclassid = 'pg_opclass'::regclass AND m.refobjid = c.oid
               AND m.classid = 'pg_amop'::regclass
             ORDER BY 1) AS operators,
       ARRAY(SELECT 'FUNCTION ' || p.amprocnum || ' (' || format_type(p.amproclefttype, NULL) || ', '
                    || format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::regprocedure
             FROM pg_depend m
             JOIN pg_amproc p ON p.oid = m.objid
             WHERE m.refclassid = 'pg_opclass'::regclass AND m.refobjid = c.oid
               AND m.classid = 'pg_amproc'::regclass
             ORDER BY 1) AS functions,
       owner.name AS owner, d.description AS comment
FROM pg_opclass c
JOIN visible_schemas s ON s.oid = c.opcnamespace
JOIN pg_am am ON am.oid = c.opcmethod
JOIN pg_opfamily f ON f.oid = c.opcfamily
JOIN (SELECT oid, quote_ident(nspname) AS name FROM pg_namespace) fs ON fs.oid = f.opfnamespace
JOIN role_names owner ON owner.oid = c.opcowner
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_opclass'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_opclass'::regclass AND m.objid = c.oid)
ORDER BY 1
