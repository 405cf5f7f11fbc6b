-- What a database holds that the next statement may build on, change or drop: one JSON document.
WITH ours AS (
    SELECT oid, quote_ident(nspname) AS name FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
),
relations AS (
    SELECT c.*, s.name || '.' || quote_ident(c.relname) AS name, s.name AS schema
    FROM pg_class c JOIN ours s ON s.oid = c.relnamespace
),
types AS (
    SELECT t.*, s.name || '.' || quote_ident(t.typname) AS name
    FROM pg_type t JOIN ours s ON s.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE t.typtype IN ('d', 'e', 'r') OR t.typtype = 'c' AND c.relkind = 'c'
),
routines AS (
    SELECT p.*, s.name || '.' || quote_ident(p.proname) AS bare,
           s.name || '.' || quote_ident(p.proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')'
               AS name
    FROM pg_proc p JOIN ours s ON s.oid = p.pronamespace
),
objects AS (
    SELECT 'SCHEMA' AS kind, name, NULL AS "on" FROM ours
    UNION ALL SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                                  WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' ELSE 'TABLE' END, name, NULL
              FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'i', 'I')
    UNION ALL SELECT CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, name, NULL FROM types
    UNION ALL SELECT CASE prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, name, NULL
              FROM routines
    UNION ALL SELECT 'CONSTRAINT', quote_ident(k.conname), r.name
              FROM pg_constraint k JOIN relations r ON r.oid = k.conrelid WHERE k.contype <> 'n'
    UNION ALL SELECT 'CONSTRAINT', quote_ident(k.conname), 'DOMAIN ' || t.name
              FROM pg_constraint k JOIN types t ON t.oid = k.contypid WHERE k.contype <> 'n'
    UNION ALL SELECT 'TRIGGER', quote_ident(t.tgname), r.name
              FROM pg_trigger t JOIN relations r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
    UNION ALL SELECT 'POLICY', quote_ident(p.polname), r.name
              FROM pg_policy p JOIN relations r ON r.oid = p.polrelid
    UNION ALL SELECT 'RULE', quote_ident(w.rulename), r.name
              FROM pg_rewrite w JOIN relations r ON r.oid = w.ev_class WHERE w.rulename <> '_RETURN'
    UNION ALL SELECT 'STATISTICS', s.name || '.' || quote_ident(e.stxname), NULL
              FROM pg_statistic_ext e JOIN ours s ON s.oid = e.stxnamespace
    UNION ALL SELECT 'PUBLICATION', quote_ident(pubname), NULL FROM pg_publication
    UNION ALL SELECT 'EVENT TRIGGER', quote_ident(evtname), NULL FROM pg_event_trigger
)
SELECT json_build_object(
    'schemas', (SELECT json_agg(name ORDER BY name) FROM ours),
    'relations', (SELECT json_agg(json_build_object(
        'name', r.name, 'schema', r.schema, 'kind', r.relkind, 'partition', r.relispartition,
        'strategy', (SELECT partstrat FROM pg_partitioned_table p WHERE p.partrelid = r.oid),
        'parents', (SELECT json_agg(p.name) FROM pg_inherits i JOIN relations p ON p.oid = i.inhparent
                    WHERE i.inhrelid = r.oid),
        'columns', (SELECT json_agg(json_build_object(
            'name', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod),
            'category', (SELECT coalesce(b.typtype, t.typtype) FROM pg_type t
                         LEFT JOIN pg_type b ON b.oid = t.typbasetype WHERE t.oid = a.atttypid),
            'base', format_type(coalesce(nullif((SELECT t.typbasetype FROM pg_type t WHERE t.oid = a.atttypid), 0),
                                         a.atttypid), NULL),
            'not_null', a.attnotnull, 'generated', a.attgenerated, 'identity', a.attidentity,
            'has_default', a.atthasdef, 'inherited', a.attinhcount > 0, 'toastable', a.attlen = -1,
            'partition_key', coalesce((SELECT a.attnum = ANY (p.partattrs) FROM pg_partitioned_table p
                                       WHERE p.partrelid = r.oid), false)) ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped))
        ORDER BY r.name) FROM relations r WHERE r.relkind IN ('r', 'p', 'v', 'm')),
    'keys', (SELECT json_agg(json_build_object(
        'table', r.name, 'name', quote_ident(k.conname), 'kind', k.contype, 'deferrable', k.condeferrable,
        'inherited', k.coninhcount > 0, 'index', k.conindid::regclass::text,
        'columns', (SELECT json_agg(quote_ident(a.attname) ORDER BY array_position(k.conkey, a.attnum))
                    FROM pg_attribute a WHERE a.attrelid = r.oid AND a.attnum = ANY (k.conkey)))
        ORDER BY r.name, k.conname)
        FROM pg_constraint k JOIN relations r ON r.oid = k.conrelid WHERE k.contype IN ('p', 'u', 'f', 'c')),
    'indexes', (SELECT json_agg(json_build_object(
        'name', i.name, 'table', t.name, 'unique', x.indisunique, 'kind', i.relkind, 'schema', i.schema)
        ORDER BY i.name)
        FROM pg_index x JOIN relations i ON i.oid = x.indexrelid JOIN relations t ON t.oid = x.indrelid),
    'sequences', (SELECT json_agg(json_build_object('name', name, 'owned', EXISTS (
        SELECT FROM pg_depend d WHERE d.objid = r.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0)
        ) ORDER BY name) FROM relations r WHERE relkind = 'S'),
    'types', (SELECT json_agg(json_build_object(
        'name', name, 'kind', typtype,
        'labels', (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = types.oid),
        'attributes', (SELECT json_agg(quote_ident(attname) ORDER BY attnum) FROM pg_attribute
                       WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped))
        ORDER BY name) FROM types),
    'routines', (SELECT json_agg(json_build_object(
        'name', name, 'bare', bare, 'kind', prokind, 'returns', format_type(prorettype, NULL), 'set', proretset,
        'language', (SELECT lanname FROM pg_language l WHERE l.oid = prolang),
        'arguments', (SELECT json_agg(format_type(a, NULL)) FROM unnest(proargtypes) a),
        'immutable', provolatile = 'i') ORDER BY name) FROM routines),
    'objects', (SELECT json_agg(objects ORDER BY kind, "on", name) FROM objects))
