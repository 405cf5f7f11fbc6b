-- Privileges on what came with PostgreSQL or an extension, and on what lies in no schema, as far as they
-- are not those it came with. Superusers need none, and an owner's own are no fact. `by_others` tells repairs
-- what an owner's REVOKE would not reach.
, candidates AS (
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS object_kind,
           quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS object, NULL AS "column",
           'pg_class'::regclass AS classoid, c.oid AS objoid, 0 AS objsubid, c.relowner AS owner,
           CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" AS code, c.relacl AS acl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relacl IS NOT NULL AND (n.nspname IN ('pg_catalog', 'information_schema') OR EXISTS (
        SELECT FROM extension_members m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid))
    UNION ALL
    SELECT 'TABLE', quote_ident(n.nspname) || '.' || quote_ident(c.relname), quote_ident(a.attname),
           'pg_class'::regclass, c.oid, a.attnum, c.relowner, 'c', a.attacl
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
      AND (n.nspname IN ('pg_catalog', 'information_schema') OR EXISTS (
        SELECT FROM extension_members m WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid))
    UNION ALL
    SELECT CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
           quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '('
               || oidvectortypes(p.proargtypes) || ')',
           NULL, 'pg_proc'::regclass, p.oid, 0, p.proowner, 'f', p.proacl
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.proacl IS NOT NULL AND (n.nspname IN ('pg_catalog', 'information_schema') OR EXISTS (
        SELECT FROM extension_members m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid))
    UNION ALL
    SELECT 'TYPE', quote_ident(n.nspname) || '.' || quote_ident(t.typname), NULL, 'pg_type'::regclass,
           t.oid, 0, t.typowner, 'T', t.typacl
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typacl IS NOT NULL AND (n.nspname IN ('pg_catalog', 'information_schema') OR EXISTS (
        SELECT FROM extension_members m WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid))
    UNION ALL
    SELECT 'SCHEMA', quote_ident(n.nspname), NULL, 'pg_namespace'::regclass, n.oid, 0, n.nspowner, 'n',
           n.nspacl
    FROM pg_namespace n
    WHERE n.nspacl IS NOT NULL AND (n.nspname IN ('pg_catalog', 'information_schema') OR EXISTS (
        SELECT FROM extension_members m WHERE m.classid = 'pg_namespace'::regclass AND m.objid = n.oid))
    UNION ALL
    SELECT 'LANGUAGE', quote_ident(l.lanname), NULL, 'pg_language'::regclass, l.oid, 0, l.lanowner, 'l',
           l.lanacl
    FROM pg_language l
    WHERE l.lanacl IS NOT NULL AND (l.oid < 16384 OR EXISTS (
        SELECT FROM extension_members m WHERE m.classid = 'pg_language'::regclass AND m.objid = l.oid))
    UNION ALL
    SELECT 'FOREIGN DATA WRAPPER', quote_ident(f.fdwname), NULL, 'pg_foreign_data_wrapper'::regclass, f.oid,
           0, f.fdwowner, 'F', f.fdwacl
    FROM pg_foreign_data_wrapper f
    WHERE f.fdwacl IS NOT NULL AND EXISTS (
        SELECT FROM extension_members m
        WHERE m.classid = 'pg_foreign_data_wrapper'::regclass AND m.objid = f.oid)
    UNION ALL
    SELECT 'FOREIGN SERVER', quote_ident(s.srvname), NULL, 'pg_foreign_server'::regclass, s.oid, 0,
           s.srvowner, 'S', s.srvacl
    FROM pg_foreign_server s
    WHERE s.srvacl IS NOT NULL AND EXISTS (
        SELECT FROM extension_members m WHERE m.classid = 'pg_foreign_server'::regclass AND m.objid = s.oid)
    UNION ALL
    SELECT 'LARGE OBJECT', o.oid::text, NULL, 'pg_largeobject'::regclass, o.oid, 0, o.lomowner, 'L', o.lomacl
    FROM pg_largeobject_metadata o WHERE o.lomacl IS NOT NULL
    UNION ALL
    SELECT 'TABLESPACE', quote_ident(t.spcname), NULL, 'pg_tablespace'::regclass, t.oid, 0, t.spcowner, 't',
           t.spcacl
    FROM pg_tablespace t WHERE t.spcacl IS NOT NULL
    UNION ALL
    SELECT 'PARAMETER', p.parname, NULL, 'pg_parameter_acl'::regclass, p.oid, 0, 10, 'p', p.paracl
    FROM pg_parameter_acl p
),
changed AS (
    SELECT c.*, coalesce(i.initprivs, acldefault(c.code, c.owner)) AS initial
    FROM candidates c
    LEFT JOIN pg_init_privs i ON i.classoid = c.classoid AND i.objoid = c.objoid AND i.objsubid = c.objsubid
    WHERE i.initprivs IS NULL OR i.initprivs::text <> c.acl::text
),
compared AS (
    SELECT c.object_kind, c.object, c."column", g.grantee,
           (SELECT quote_ident(e.extname) FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
            WHERE d.deptype = 'e' AND d.refclassid = 'pg_extension'::regclass
              AND d.classid = c.classoid AND d.objid = c.objoid) AS extension,
           ARRAY(SELECT x.privilege_type || CASE WHEN bool_or(x.is_grantable) THEN ' WITH GRANT OPTION'
                                                 ELSE '' END
                 FROM aclexplode(c.acl) x WHERE x.grantee = g.grantee
                 GROUP BY x.privilege_type ORDER BY 1) AS privileges,
           ARRAY(SELECT DISTINCT x.privilege_type || ' by ' || other.name
                 FROM aclexplode(c.acl) x JOIN role_names other ON other.oid = x.grantor
                 WHERE x.grantee = g.grantee AND x.grantor <> c.owner ORDER BY 1) AS by_others,
           ARRAY(SELECT x.privilege_type || CASE WHEN bool_or(x.is_grantable) THEN ' WITH GRANT OPTION'
                                                 ELSE '' END
                 FROM aclexplode(c.initial) x WHERE x.grantee = g.grantee
                 GROUP BY x.privilege_type ORDER BY 1) AS initial
    FROM changed c
    -- Who gave itself something was the owner when the extension came.
    CROSS JOIN LATERAL (SELECT x.grantee FROM aclexplode(c.acl) x
                        UNION SELECT x.grantee FROM aclexplode(c.initial) x WHERE x.grantee <> x.grantor) g
    WHERE g.grantee <> c.owner
)
SELECT CASE WHEN c.object_kind IN ('TABLE', 'SEQUENCE', 'FUNCTION', 'PROCEDURE', 'TYPE') THEN ''
            ELSE lower(c.object_kind) || ' ' END
           || c.object || coalesce('.' || c."column", '') || ' to ' || g.name AS name,
       c.object_kind, c.object, c."column", c.extension, g.name AS grantee, c.initial, c.privileges,
       c.by_others
FROM compared c JOIN role_names g ON g.oid = c.grantee
WHERE c.privileges <> c.initial OR c.by_others <> '{}'
ORDER BY 1
