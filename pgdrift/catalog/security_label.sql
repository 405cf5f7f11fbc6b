-- Security labels, by which a module such as SELinux's decides who may do what. Few databases have any.
SELECT l.provider || ' on ' || l.object_kind || ' ' || l.object AS name, l.provider, l.object_kind, l.object, l.label
FROM (SELECT s.provider, s.label, regexp_replace(i.type, '.* column$', 'column') AS object_kind,
             i.identity AS object
      FROM pg_seclabel s CROSS JOIN LATERAL pg_identify_object(s.classoid, s.objoid, s.objsubid) i
      UNION ALL
      SELECT s.provider, s.label, i.type,
             CASE i.type WHEN 'database' THEN 'database' ELSE i.identity END
      FROM pg_shseclabel s CROSS JOIN LATERAL pg_identify_object(s.classoid, s.objoid, 0) i
      WHERE s.classoid <> 'pg_database'::regclass
         OR s.objoid = (SELECT oid FROM pg_database WHERE datname = current_database())) l
ORDER BY 1
