-- What belongs to the database's designers, and not to PostgreSQL, an extension or another session.
-- Reading puts this in front of every kind's query, which may use any of these.
WITH extension_members AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
),
type_members AS (
    SELECT objid FROM pg_depend
    WHERE classid = 'pg_proc'::regclass AND refclassid = 'pg_type'::regclass AND deptype = 'i'
),
our_schemas AS (
    SELECT n.oid, n.nspowner, n.nspacl, quote_ident(n.nspname) AS name
    FROM pg_namespace n
    WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM extension_members m
                      WHERE m.classid = 'pg_namespace'::regclass AND m.objid = n.oid)
),
-- An extension may have been installed into one of our schemas, and may own one that we use.
visible_schemas AS (
    SELECT n.oid, quote_ident(n.nspname) AS name
    FROM pg_namespace n
    WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
),
our_relations AS (
    SELECT c.oid, c.relkind, c.relispartition, c.relowner, c.relacl, s.name || '.' || quote_ident(c.relname) AS name
    FROM pg_class c JOIN visible_schemas s ON s.oid = c.relnamespace
    WHERE NOT EXISTS (SELECT FROM extension_members m
                      WHERE m.classid = 'pg_class'::regclass AND m.objid = c.oid)
),
our_functions AS (
    SELECT p.oid, p.proowner, p.proacl, p.prokind, s.name AS schema,
           s.name || '.' || quote_ident(p.proname) || '(' || oidvectortypes(p.proargtypes) || ')' AS name
    FROM pg_proc p JOIN visible_schemas s ON s.oid = p.pronamespace
    WHERE NOT EXISTS (SELECT FROM extension_members m
                      WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid)
      -- The constructors of a range type come and go with it.
      AND NOT EXISTS (SELECT FROM type_members m WHERE m.objid = p.oid)
),
-- Without arrays, multiranges and the row types of tables and views, which come with their makers.
our_types AS (
    SELECT t.oid, t.typowner, t.typacl, t.typtype, s.name || '.' || quote_ident(t.typname) AS name
    FROM pg_type t JOIN visible_schemas s ON s.oid = t.typnamespace
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('d', 'e', 'r') OR t.typtype = 'c' AND c.relkind = 'c' OR NOT t.typisdefined
           OR t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid))
      AND NOT EXISTS (SELECT FROM extension_members m
                      WHERE m.classid = 'pg_type'::regclass AND m.objid = t.oid)
),
role_names AS (
    SELECT r.oid, quote_ident(r.rolname) AS name FROM pg_roles r
    UNION ALL SELECT 0, 'PUBLIC'
)
