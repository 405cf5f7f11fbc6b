-- Security labels, by which a module such as SELinux's decides who may do what. Few databases have any.
SELECT l.provider || ' on ' || l.objtype || ' ' || named.object AS name,
       l.provider, l.objtype AS object_kind, named.object, l.label
FROM pg_seclabels l
CROSS JOIN LATERAL (SELECT CASE l.objtype WHEN 'database' THEN 'database'
                                          ELSE replace(l.objname, ',', ', ') END AS object) named
WHERE l.objtype <> 'database' OR l.objname = quote_ident(current_database())
ORDER BY 1
