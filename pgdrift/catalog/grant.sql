-- Privileges: one row for each object (or column) and each role that holds something on it.
-- Who granted is not compared; `by_others` tells repairs what an owner's REVOKE would not reach, and `to_owner` what
-- the role has passed back. An owner holds everything by default and is listed only when that was changed.
, objects AS (
    SELECT CASE r.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS object_kind,
           CASE WHEN r.relkind IN ('v', 'm') THEN 'view' WHEN r.relkind = 'S' THEN 'sequence'
                ELSE 'table' END AS kind,
           CASE r.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" AS code,
           r.name AS object, r.name AS label, NULL AS "column", r.relowner AS owner, r.relacl AS acl
    FROM our_relations r WHERE r.relacl IS NOT NULL AND r.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    UNION ALL
    SELECT 'TABLE', CASE WHEN r.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END, 'c', r.name,
           r.name || '.' || quote_ident(a.attname), quote_ident(a.attname), r.relowner, a.attacl
    FROM our_relations r JOIN pg_attribute a ON a.attrelid = r.oid
    WHERE a.attacl IS NOT NULL AND NOT a.attisdropped
    UNION ALL
    SELECT CASE f.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
           CASE f.prokind WHEN 'a' THEN 'aggregate' ELSE 'function' END, 'f', f.name, f.name, NULL,
           f.proowner, f.proacl
    FROM our_functions f
    UNION ALL
    SELECT 'TYPE', 'type', 'T', t.name, 'type ' || t.name, NULL, t.typowner, t.typacl FROM our_types t
    UNION ALL
    SELECT 'SCHEMA', 'schema', 'n', s.name, 'schema ' || s.name, NULL, s.nspowner, s.nspacl
    FROM our_schemas s WHERE s.nspacl IS NOT NULL
    UNION ALL
    SELECT 'LANGUAGE', 'language', 'l', quote_ident(l.lanname), 'language ' || quote_ident(l.lanname), NULL,
           l.lanowner, l.lanacl
    FROM pg_language l
    WHERE l.lanispl AND l.oid >= 16384 AND NOT EXISTS (
        SELECT FROM extension_members m WHERE m.classid = 'pg_language'::regclass AND m.objid = l.oid)
    UNION ALL
    SELECT 'FOREIGN DATA WRAPPER', 'foreign_data_wrapper', 'F', quote_ident(f.fdwname),
           'foreign data wrapper ' || quote_ident(f.fdwname), NULL, f.fdwowner, f.fdwacl
    FROM pg_foreign_data_wrapper f
    WHERE NOT EXISTS (SELECT FROM extension_members m
                      WHERE m.classid = 'pg_foreign_data_wrapper'::regclass AND m.objid = f.oid)
    UNION ALL
    SELECT 'FOREIGN SERVER', 'foreign_server', 'S', quote_ident(s.srvname),
           'foreign server ' || quote_ident(s.srvname), NULL, s.srvowner, s.srvacl
    FROM pg_foreign_server s
    WHERE NOT EXISTS (SELECT FROM extension_members m
                      WHERE m.classid = 'pg_foreign_server'::regclass AND m.objid = s.oid)
    UNION ALL
    SELECT 'DATABASE', 'database', 'd', 'database', 'database', NULL, d.datdba, d.datacl
    FROM pg_database d WHERE d.datname = current_database()
),
held AS (
    SELECT o.object_kind, o.kind, o.code, o.object, o.label, o."column", o.owner,
           e.grantee, e.privilege_type, e.is_grantable AND e.grantee <> o.owner AS grantable,
           CASE WHEN e.grantor <> o.owner THEN e.grantor END AS grantor
    FROM objects o CROSS JOIN LATERAL aclexplode(coalesce(o.acl, acldefault(o.code, o.owner))) e
    UNION ALL
    -- An owner who gave everything away is in no list at all.
    SELECT o.object_kind, o.kind, o.code, o.object, o.label, o."column", o.owner, o.owner, NULL, false, NULL
    FROM objects o
    WHERE o."column" IS NULL AND o.acl IS NOT NULL
      AND NOT EXISTS (SELECT FROM aclexplode(o.acl) e WHERE e.grantee = o.owner)
),
passed_back AS (
    SELECT label, code, grantor, array_agg(DISTINCT privilege_type ORDER BY privilege_type) AS privileges
    FROM held WHERE grantee = owner AND grantor IS NOT NULL GROUP BY label, code, grantor
)
SELECT h.label || ' to ' || g.name AS name, h.object_kind, h.kind, h.object, h."column",
       g.name AS grantee, h.grantee = h.owner AS is_owner,
       coalesce(array_agg(DISTINCT h.privilege_type ORDER BY h.privilege_type)
                FILTER (WHERE h.privilege_type IS NOT NULL), '{}') AS privileges,
       coalesce(array_agg(DISTINCT h.privilege_type ORDER BY h.privilege_type)
                FILTER (WHERE h.grantable), '{}') AS grantable,
       coalesce(array_agg(DISTINCT h.privilege_type || ' by ' || other.name
                          ORDER BY h.privilege_type || ' by ' || other.name)
                FILTER (WHERE other.name IS NOT NULL), '{}') AS by_others,
       coalesce(b.privileges, '{}') AS to_owner
FROM held h JOIN role_names g ON g.oid = h.grantee LEFT JOIN role_names other ON other.oid = h.grantor
LEFT JOIN passed_back b ON b.label = h.label AND b.code = h.code AND b.grantor = h.grantee
GROUP BY h.label, g.name, h.object_kind, h.kind, h.code, h.object, h."column", h.grantee, h.owner, b.privileges
HAVING h.grantee <> h.owner
    OR array_agg(DISTINCT h.privilege_type ORDER BY h.privilege_type) IS DISTINCT FROM
       (SELECT array_agg(d.privilege_type ORDER BY d.privilege_type)
        FROM aclexplode(acldefault(h.code, h.owner)) d WHERE d.grantee = h.owner)
ORDER BY 1
