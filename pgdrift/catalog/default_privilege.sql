-- What objects that a role creates later start with, as far as that differs from PostgreSQL's own defaults.
-- Without a schema the list replaces those defaults; with one it adds to them.
, entries AS (
    SELECT a.defaclrole, a.defaclnamespace, a.defaclobjtype, a.defaclacl,
           CASE WHEN a.defaclnamespace = 0
                THEN acldefault(CASE a.defaclobjtype WHEN 'S' THEN 's' ELSE a.defaclobjtype END, a.defaclrole)
                ELSE acldefault('c', a.defaclrole) END AS base  -- nothing
    FROM pg_default_acl a
),
grantees AS (
    SELECT e.*, g.grantee FROM entries e
    CROSS JOIN LATERAL (SELECT x.grantee FROM aclexplode(e.defaclacl) x
                        UNION SELECT x.grantee FROM aclexplode(e.base) x) g
),
compared AS (
    SELECT g.*,
           ARRAY(SELECT x.privilege_type || CASE WHEN x.is_grantable AND g.grantee <> g.defaclrole
                                                 THEN ' WITH GRANT OPTION' ELSE '' END
                 FROM aclexplode(g.defaclacl) x WHERE x.grantee = g.grantee ORDER BY 1) AS privileges,
           ARRAY(SELECT x.privilege_type FROM aclexplode(g.base) x WHERE x.grantee = g.grantee ORDER BY 1)
               AS base_privileges
    FROM grantees g
)
SELECT role.name || coalesce(' in ' || quote_ident(n.nspname), '') || ': '
           || kinds.objects || ' to ' || grantee.name AS name,
       role.name AS role, quote_ident(n.nspname) AS schema, kinds.objects, grantee.name AS grantee,
       c.grantee = c.defaclrole AS is_owner, c.privileges
FROM compared c
JOIN role_names role ON role.oid = c.defaclrole
JOIN role_names grantee ON grantee.oid = c.grantee
JOIN (VALUES ('r'::"char", 'TABLES'), ('S', 'SEQUENCES'), ('f', 'FUNCTIONS'), ('T', 'TYPES'),
             ('n', 'SCHEMAS'), ('L', 'LARGE OBJECTS')) AS kinds (code, objects) ON kinds.code = c.defaclobjtype
LEFT JOIN pg_namespace n ON n.oid = c.defaclnamespace
WHERE c.privileges <> c.base_privileges
ORDER BY 1
