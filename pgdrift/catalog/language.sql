-- Languages that functions can be written in, without those that came with PostgreSQL.
SELECT quote_ident(l.lanname) AS name, quote_ident(l.lanname) AS language, owner.name AS owner,
       l.lanpltrusted AS trusted, nullif(l.lanplcallfoid::regproc::text, '-') AS handler,
       nullif(l.laninline::regproc::text, '-') AS inline, nullif(l.lanvalidator::regproc::text, '-') AS validator,
       d.description AS comment
FROM pg_language l
JOIN role_names owner ON owner.oid = l.lanowner
LEFT JOIN pg_description d
    ON d.objoid = l.oid AND d.classoid = 'pg_language'::regclass AND d.objsubid = 0
WHERE l.lanispl AND l.oid >= 16384
  AND NOT EXISTS (SELECT FROM extension_members m
                  WHERE m.classid = 'pg_language'::regclass AND m.objid = l.oid)
ORDER BY 1
