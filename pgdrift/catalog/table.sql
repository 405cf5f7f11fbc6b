-- Tables, foreign ones too, with the flags that decide whether policies apply. `columns` is the order of the live columns.
SELECT r.name, r.name AS "table", owner.name AS owner, c.relpersistence AS persistence,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
       ARRAY(SELECT unnest(c.reloptions)
             UNION ALL SELECT 'toast.' || o
             FROM unnest(CASE WHEN toast.reloptions IS NOT NULL AND
                 -- A column that was dropped leaves its TOAST table behind, which a table made anew would not have:
                 -- only one that has a value too long for a page (PostgreSQL's needs_toast_table).
                 (SELECT bool_or(a.attlen = -1) AND (sum(size.most) > 2008 OR bool_or(size.most IS NULL))
                  FROM pg_attribute a, LATERAL (SELECT CASE
                      WHEN a.attlen > 0 THEN a.attlen
                      WHEN a.atttypmod < 0 THEN NULL
                      WHEN a.atttypid IN ('varchar'::regtype, 'bpchar'::regtype)
                      THEN 4 + (a.atttypmod - 4) * pg_encoding_max_length(pg_char_to_encoding(getdatabaseencoding()))
                      WHEN a.atttypid IN ('bit'::regtype, 'varbit'::regtype) THEN 8 + a.atttypmod / 8
                      WHEN a.atttypid = 'numeric'::regtype THEN 12 + ((a.atttypmod - 4) >> 16) / 2 END AS most) size
                  WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped)
             THEN toast.reloptions END) o ORDER BY 1) AS options,
       CASE CASE r.relkind WHEN 'f' THEN 'd' ELSE c.relreplident END WHEN 'd' THEN 'DEFAULT' WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING'
            ELSE (SELECT 'USING INDEX ' || quote_ident(i.relname)
                  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                  WHERE x.indrelid = r.oid AND x.indisreplident) END AS replica_identity,
       quote_ident(am.amname) AS access_method, quote_ident(ts.spcname) AS tablespace,
       quote_ident(fs.srvname) AS server,
       ARRAY(SELECT CASE WHEN o ~* '^[^=]*(passw|secret|token|key|credential)' THEN split_part(o, '=', 1)
                         ELSE o END
             FROM unnest(ft.ftoptions) o ORDER BY 1) AS server_options,
       pg_get_partkeydef(r.oid) AS partition_key,
       pg_get_expr(c.relpartbound, r.oid) AS partition_bound, parents.names AS inherits,
       coalesce(parents.leaving, false) AS detach_pending,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
       cols.names AS columns, d.description AS comment
FROM our_relations r
JOIN pg_class c ON c.oid = r.oid
JOIN role_names owner ON owner.oid = r.relowner
LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
LEFT JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_foreign_table ft ON ft.ftrelid = r.oid
LEFT JOIN pg_foreign_server fs ON fs.oid = ft.ftserver
LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace
-- Inherited columns come first in a table that is made anew, but not in one whose parent got them later.
LEFT JOIN (SELECT a.attrelid, array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS names
           FROM pg_attribute a JOIN pg_class o ON o.oid = a.attrelid
           WHERE a.attnum > 0 AND NOT a.attisdropped AND (a.attislocal OR o.relispartition)
             AND a.attrelid IN (SELECT oid FROM our_relations)
           GROUP BY a.attrelid) cols ON cols.attrelid = r.oid
LEFT JOIN (SELECT i.inhrelid, array_agg(p.name ORDER BY i.inhseqno) AS names,
                  bool_or(i.inhdetachpending) AS leaving
           FROM pg_inherits i JOIN our_relations p ON p.oid = i.inhparent
           GROUP BY i.inhrelid) parents ON parents.inhrelid = r.oid
LEFT JOIN pg_description d ON d.objoid = r.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE r.relkind IN ('r', 'p', 'f')
ORDER BY r.name
