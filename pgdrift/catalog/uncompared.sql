-- What somebody made that no kind reads yet, counted, so that a report does not claim to have seen it.
SELECT found.what, count(*)
FROM (SELECT 'casts' AS what, 'pg_cast'::regclass AS classid, oid FROM pg_cast
      UNION ALL SELECT 'operators', 'pg_operator'::regclass, oid FROM pg_operator
      UNION ALL SELECT 'operator classes', 'pg_opclass'::regclass, oid FROM pg_opclass
      UNION ALL SELECT 'text search configurations', 'pg_ts_config'::regclass, oid FROM pg_ts_config
      UNION ALL SELECT 'text search dictionaries', 'pg_ts_dict'::regclass, oid FROM pg_ts_dict
      UNION ALL SELECT 'collations', 'pg_collation'::regclass, oid FROM pg_collation
      UNION ALL SELECT 'conversions', 'pg_conversion'::regclass, oid FROM pg_conversion
      UNION ALL SELECT 'access methods', 'pg_am'::regclass, oid FROM pg_am
      UNION ALL SELECT 'languages', 'pg_language'::regclass, oid FROM pg_language
      UNION ALL SELECT 'transforms', 'pg_transform'::regclass, oid FROM pg_transform
      UNION ALL SELECT 'foreign data wrappers', 'pg_foreign_data_wrapper'::regclass, oid
                FROM pg_foreign_data_wrapper
      UNION ALL SELECT 'foreign servers', 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
      UNION ALL SELECT 'user mappings', 'pg_user_mapping'::regclass, umid FROM pg_user_mappings
      UNION ALL SELECT 'subscriptions', 'pg_subscription'::regclass, s.oid FROM pg_subscription s
                JOIN pg_database d ON d.oid = s.subdbid AND d.datname = current_database()
      UNION ALL SELECT 'foreign tables', 'pg_class'::regclass, oid FROM our_relations WHERE relkind = 'f'
      UNION ALL SELECT 'definitions of aggregates', 'pg_proc'::regclass, oid
                FROM our_functions WHERE prokind = 'a'
      UNION ALL SELECT 'security labels', classoid, objoid FROM pg_seclabel) found
-- What initdb makes has a lower number, and collations of the operating system's belong to pg_catalog.
WHERE found.oid >= 16384
  AND NOT EXISTS (SELECT FROM extension_members m WHERE m.classid = found.classid AND m.objid = found.oid)
  AND NOT EXISTS (SELECT FROM pg_collation c WHERE found.classid = 'pg_collation'::regclass
                      AND c.oid = found.oid AND c.collnamespace = 'pg_catalog'::regnamespace)
GROUP BY found.what
ORDER BY found.what
