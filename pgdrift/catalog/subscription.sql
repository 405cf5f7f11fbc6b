-- Subscriptions of this database: what it gets by logical replication. Never how they connect, for that holds
-- a password; nobody but a superuser may read it. How far they are is data.
-- A name that this version's catalog lacks is found in `absent`: the inner query looks there last.
SELECT quote_ident(s.subname) AS name, quote_ident(s.subname) AS subscription, owner.name AS owner,
       s.subenabled AS enabled,
       ARRAY(SELECT quote_ident(p) FROM unnest(s.subpublications) p ORDER BY 1) AS publications,
       s.subslotname AS slot_name, s.subbinary AS "binary",
       CASE s.substream::text WHEN 'p' THEN 'parallel' WHEN 't' THEN 'on' WHEN 'true' THEN 'on' ELSE 'off' END
           AS streaming,
       s.subtwophasestate <> 'd' AS two_phase, s.subdisableonerr AS disable_on_error,
       s.subsynccommit AS synchronous_commit,
       (SELECT suborigin::text FROM pg_subscription x WHERE x.oid = s.oid) AS origin,
       (SELECT subpasswordrequired::boolean FROM pg_subscription x WHERE x.oid = s.oid) AS password_required,
       (SELECT subrunasowner::boolean FROM pg_subscription x WHERE x.oid = s.oid) AS run_as_owner,
       (SELECT subfailover::boolean FROM pg_subscription x WHERE x.oid = s.oid) AS failover,
       d.description AS comment
FROM (VALUES (NULL, NULL, NULL, NULL))
    absent (suborigin, subpasswordrequired, subrunasowner, subfailover)
CROSS JOIN pg_subscription s
JOIN pg_database b ON b.oid = s.subdbid AND b.datname = current_database()
JOIN role_names owner ON owner.oid = s.subowner
LEFT JOIN pg_description d
    ON d.objoid = s.oid AND d.classoid = 'pg_subscription'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_subscription'::regclass AND m.objid = s.oid)
ORDER BY 1
