-- Text search configurations: for each type of token, the dictionaries it is looked up in, in their order.
, tokens AS (
    SELECT p.oid AS parser, t.tokid, t.alias
    FROM (SELECT DISTINCT c.cfgparser AS oid FROM pg_ts_config c
          JOIN visible_schemas s ON s.oid = c.cfgnamespace) p
    CROSS JOIN LATERAL ts_token_type(p.oid) t
)
SELECT s.name || '.' || quote_ident(c.cfgname) AS name,
       s.name || '.' || quote_ident(c.cfgname) AS configuration, s.name AS schema,
       quote_ident(n.nspname) || '.' || quote_ident(p.prsname) AS parser,
       ARRAY(SELECT quote_ident(t.alias) || ' WITH '
                    || string_agg(quote_ident(dn.nspname) || '.' || quote_ident(di.dictname), ', '
                                  ORDER BY m.mapseqno)
             FROM pg_ts_config_map m
             JOIN tokens t ON t.parser = c.cfgparser AND t.tokid = m.maptokentype
             JOIN pg_ts_dict di ON di.oid = m.mapdict
             JOIN pg_namespace dn ON dn.oid = di.dictnamespace
             WHERE m.mapcfg = c.oid GROUP BY t.alias ORDER BY 1) AS mapping,
       owner.name AS owner, d.description AS comment
FROM pg_ts_config c
JOIN visible_schemas s ON s.oid = c.cfgnamespace
JOIN pg_ts_parser p ON p.oid = c.cfgparser
JOIN pg_namespace n ON n.oid = p.prsnamespace
JOIN role_names owner ON owner.oid = c.cfgowner
LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_ts_config'::regclass AND d.objsubid = 0
WHERE NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_ts_config'::regclass AND m.objid = c.oid)
ORDER BY 1
