-- Event triggers, which run when somebody changes the schema. They belong to the database, not to a table.
SELECT quote_ident(e.evtname) AS name, quote_ident(e.evtname) AS trigger, owner.name AS owner,
       'CREATE EVENT TRIGGER ' || quote_ident(e.evtname) || ' ON ' || e.evtevent
           || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ' ORDER BY tag)
                                            FROM unnest(e.evttags) tag) || ')', '')
           || ' EXECUTE FUNCTION ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '()'
           AS definition,
       CASE e.evtenabled WHEN 'O' THEN 'ENABLE' WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA'
                         ELSE 'ENABLE ALWAYS' END AS state,
       d.description AS comment
FROM pg_event_trigger e
JOIN pg_proc p ON p.oid = e.evtfoid
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN role_names owner ON owner.oid = e.evtowner
LEFT JOIN pg_description d
    ON d.objoid = e.oid AND d.classoid = 'pg_event_trigger'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_event_trigger'::regclass AND m.objid = e.oid)
ORDER BY 1
